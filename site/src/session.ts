// Who is signed in, and until when. The cookie is the server's; here is only a mark, so that visitors cause no needless request, and
// what the tabs of this browser tell each other.
import { showSession } from "./api/actions";
import { serverTime, type Answer } from "./api/client";
import type { Session } from "./api/types";
import { belongsTo } from "./typed";

const MARK = "beian-signed-in";

export const marked = () => {
  try { return localStorage.getItem(MARK) === "1"; } catch { return true; }
};
const mark = (on: boolean) => {
  try { on ? localStorage.setItem(MARK, "1") : localStorage.removeItem(MARK); } catch { /* without storage the mark is only missed */ }
};

/** How it stands with the session that this page was drawn in. */
export type Standing = "in" | "ended" | "out" | "other";
export interface Holder {
  username: string;
  /** When the session ends unless it is used, in milliseconds of the server's clock. */
  ends: number;
  standing: Standing;
  /** Who is signed in in this browser instead. */
  other?: string;
}
let holder: Holder | undefined;
const listeners = new Set<(holder: Holder) => void>();
/** Who this page was drawn for; nobody where nobody was signed in. */
export const holds = () => holder;
export const watchHolder = (listener: (holder: Holder) => void) => {
  listeners.add(listener);
  if (holder) listener(holder);
};
const change = (now: Holder) => {
  holder = now;
  for (const listener of listeners) listener(now);
};

type Told = { username: string; ends: number } | { out: true };
const tabs = typeof BroadcastChannel === "function" ? new BroadcastChannel("beian-session") : undefined;
if (tabs) {
  tabs.onmessage = ({ data }: MessageEvent<Told>) => {
    if (!holder) return;
    if ("out" in data) change({ ...holder, standing: "out" });
    else if (data.username === holder.username) change({ username: holder.username, ends: data.ends, standing: "in" });
    else change({ ...holder, standing: "other", other: data.username });
  };
}

/** Somebody is found to be signed in. */
function found({ username, expires_at }: Session): void {
  mark(true);
  const ends = Date.parse(expires_at);
  tabs?.postMessage({ username, ends } satisfies Told);
  if (holder && holder.username !== username) change({ ...holder, standing: "other", other: username });
  else {
    belongsTo(username);
    change({ username, ends, standing: "in" });
  }
}

/** Somebody signed in, in this tab: what another account left in it is erased. */
export function entered(session: Session): void {
  if (holder && holder.username !== session.username) holder = undefined;
  found(session);
}

/** The session is found to be over; or was ended by choice, here. */
export function left(standing: "ended" | "out"): void {
  mark(false);
  if (standing === "out") tabs?.postMessage({ out: true } satisfies Told);
  if (holder && holder.standing !== "other") change({ ...holder, standing: holder.standing === "out" ? "out" : standing });
}

async function ask(): Promise<Answer<Session>> {
  const answer = await showSession();
  if (answer.ok) found(answer.value);
  else if (answer.problem.code === "not-signed-in") left("ended");
  return answer;
}

let asked: Promise<Answer<Session>> | undefined;
/** Asked for once a page; the header and the journey share the answer. */
export const session = (): Promise<Answer<Session>> => (asked ??= ask());

/** Asks again, which is noted as use: the session lasts longer then, unless it is at its very end. */
export const prolong = async (): Promise<void> => void (await ask());

/** How long it lasts unless it is used, in milliseconds. */
export const lasts = ({ ends }: Holder) => ends - serverTime();
