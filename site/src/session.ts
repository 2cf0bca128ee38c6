// The session of this page: its account, and its end. The cookie is the server's; this browser stores only a mark, so that visitors
// cause no needless request, and its tabs tell each other who is signed in.
import { showSession } from "./api/actions";
import { serverTime, type Answer } from "./api/client";
import type { Session } from "./api/types";
import { claimUnsent } from "./unsent";

const MARK = "beian-signed-in";

export const marked = () => {
  try { return localStorage.getItem(MARK) === "1"; } catch { return true; }
};
export const mark = (on: boolean) => {
  try { on ? localStorage.setItem(MARK, "1") : localStorage.removeItem(MARK); } catch { /* without storage the mark is only missed */ }
};

/** The state of the session that a page was drawn in; `other` where another account is signed in in this browser meanwhile. */
export type SessionState = "live" | "ended" | "signed-out" | "other";
/** The account that this page was drawn for. */
export interface PageSession {
  username: string;
  /** The end of the session unless it is used, in milliseconds of the server's clock. */
  ends: number;
  state: SessionState;
  /** The account that is signed in instead. */
  other?: string;
}
let current: PageSession | undefined;
const listeners = new Set<(session: PageSession) => void>();
/** The session is absent where nobody was signed in when the page was drawn. */
export const pageSession = () => current;
export function watchSession(listener: (session: PageSession) => void): void {
  listeners.add(listener);
  if (current) listener(current);
}
function change(now: PageSession): void {
  current = now;
  for (const listener of listeners) listener(now);
}

type Told = { username: string; ends: number } | { signedOut: true };
const tabs = typeof BroadcastChannel === "function" ? new BroadcastChannel("beian-session") : undefined;
if (tabs) {
  tabs.onmessage = ({ data }: MessageEvent<Told>) => {
    if (!current) return;
    if ("signedOut" in data) change({ ...current, state: "signed-out" });
    else if (data.username === current.username) change({ username: current.username, ends: data.ends, state: "live" });
    else change({ ...current, state: "other", other: data.username });
  };
}

/** An account is found to be signed in. */
function found({ username, expires_at }: Session): void {
  mark(true);
  const ends = Date.parse(expires_at);
  tabs?.postMessage({ username, ends } satisfies Told);
  if (current && current.username !== username) change({ ...current, state: "other", other: username });
  else {
    claimUnsent(username);
    change({ username, ends, state: "live" });
  }
}

/** An account signed in, in this tab: the entries of another account are erased. */
export function signedIn(session: Session): void {
  if (current && current.username !== session.username) current = undefined;
  found(session);
}

/** The session is found to be over, or was ended by choice in this tab. */
export function signedOut(state: "ended" | "signed-out"): void {
  mark(false);
  if (state === "signed-out") tabs?.postMessage({ signedOut: true } satisfies Told);
  if (current?.state === "live" || current?.state === "ended") change({ ...current, state });
}

async function ask(): Promise<Answer<Session>> {
  const answer = await showSession();
  if (answer.ok) found(answer.value);
  else if (answer.problem.code === "not-signed-in") signedOut("ended");
  return answer;
}

let asked: Promise<Answer<Session>> | undefined;
/** Asked for once a page; the header and the journey share the answer. */
export const session = (): Promise<Answer<Session>> => (asked ??= ask());

/** Asks for the session again, which counts as use: the session then lasts longer, unless it is at its latest end. */
export const extendSession = async (): Promise<void> => void (await ask());

/** The length of the session unless it is used, in milliseconds. */
export const timeLeft = ({ ends }: PageSession) => ends - serverTime();
