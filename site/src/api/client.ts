// The one place that speaks HTTP. Every answer is a value: the content, or the problem.
import type { Problem, ProblemCode } from "./types";
import { hex } from "../hex";

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };

const BASE = "/api";
const PATIENCE = [400, 1200, 3000];

const problem = (code: ProblemCode, status: number): Problem => ({
  type: `/docs/errors#${code}`, title: "", status, code, errors: [], documents: [],
});

async function read<T>(response: Response): Promise<Answer<T>> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return { ok: true, value: body as T };
  const told = body as Partial<Problem> | undefined;
  if (told && typeof told.code === "string") {
    const code = told.code;
    return { ok: false, problem: { ...problem(code, response.status), ...told, code } };
  }
  const code: ProblemCode =
    response.status === 503 || response.status === 502 || response.status === 504 ? "unavailable"
    : response.status === 429 ? "too-many-requests"
    : response.status === 404 ? "not-found"
    : response.status === 413 ? "too-large"
    : "internal";
  return { ok: false, problem: problem(code, response.status) };
}

/** The milliseconds by which the server's clock is ahead of this one, as its last answer said. */
let ahead = 0;
/** Now by the server's clock: by that of many a computer, a session would have ended, or would never end. */
export const serverTime = () => Date.now() + ahead;

async function attempt<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(BASE + path, { credentials: "same-origin", ...init });
    const date = Date.parse(response.headers.get("date") ?? "");
    if (date) ahead = date - Date.now();
    return await read<T>(response);
  } catch {
    return { ok: false, problem: problem("unavailable", 0) };
  }
}

/** The sign-in over a page that is drawn, without leaving it. */
interface Reauthentication {
  /** Whether the account that the page was drawn for is signed in again. */
  signIn: () => Promise<boolean>;
  /** Whether another account is signed in in this browser meanwhile: this page sends no request as that account. */
  isOther: () => boolean;
}
let reauthentication: Reauthentication | undefined;
let signIns = 0;
export const setReauthentication = (now: Reauthentication) => { reauthentication = now; };

/**
 * Asks the service. Where the session of a drawn page is over, its account signs in over the page and the request is sent again. A quiet
 * request needs no session, or is about the session itself: nobody is asked to sign in for it.
 */
async function once<T>(path: string, init: RequestInit, quiet = false): Promise<Answer<T>> {
  const before = signIns;
  const answer: Answer<T> = !quiet && reauthentication?.isOther() ? { ok: false, problem: problem("not-signed-in", 401) } : await attempt<T>(path, init);
  if (quiet || !reauthentication || answer.ok || answer.problem.code !== "not-signed-in") return answer;
  // Requests from before a sign-in need none of their own.
  if (before === signIns) {
    if (!(await reauthentication.signIn())) return answer;
    signIns += 1;
  }
  return attempt<T>(path, init);
}

/** Whether nobody answered at all, so that it is the network. */
export const isOffline = (problem: Problem) => problem.code === "unavailable" && problem.status === 0;

/** Whether a step is still to be tried with the same key: the service neither confirmed nor refused it. */
export const isOpen = (problem: Problem) => problem.code === "unavailable" || problem.code === "contended";

const pause = (wait: number) => new Promise((resolve) => setTimeout(resolve, wait));

/** Reads; tries again while the service does not answer. */
export async function get<T>(path: string, quiet = false): Promise<Answer<T>> {
  for (const wait of PATIENCE) {
    const answer = await once<T>(path, { headers: { accept: "application/json" } }, quiet);
    if (answer.ok || answer.problem.code !== "unavailable") return answer;
    await pause(wait);
  }
  return once<T>(path, { headers: { accept: "application/json" } }, quiet);
}

/** Changes something. The key names the user's intention: the same key cannot act twice. */
export function send<T>(
  method: "POST" | "PUT",
  path: string,
  body: unknown,
  key: string,
  options: { keepalive?: boolean; quiet?: boolean } = {},
): Promise<Answer<T>> {
  return once<T>(path, {
    method,
    keepalive: options.keepalive ?? false,
    headers: { "content-type": "application/json", accept: "application/json", "idempotency-key": key },
    body: JSON.stringify(body),
  }, options.quiet ?? options.keepalive);
}

/** A fresh idempotency key. `randomUUID` exists only on secure origins; the other path serves plain HTTP in a local network. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const digits = hex(bytes);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
}

/** Waits before an upload is tried again, in milliseconds. */
const AGAIN = [1000, 3000];
/** Refusals that stay, however often the same is sent: the file is too large or too small, or the address has expired. */
const isFinal = (request: XMLHttpRequest) => request.status === 403 || request.status === 413 || /<Code>Entity/.test(request.responseText);

/** Uploads a file to the address of `upload-scan`, with its fields in order before the file. A failure by chance is tried twice more. */
export async function upload(
  url: string,
  fields: readonly { name: string; value: string }[],
  file: File,
  progress: (share: number) => void,
): Promise<boolean> {
  for (const wait of [...AGAIN, undefined]) {
    const came = await uploadOnce(url, fields, file, progress);
    if (came !== undefined || wait === undefined) return came ?? false;
    await pause(wait);
    progress(0);
  }
  return false;
}

/** Whether the upload arrived, or was refused for good; nothing where another try may succeed. */
function uploadOnce(url: string, fields: readonly { name: string; value: string }[], file: File, progress: (share: number) => void): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const data = new FormData();
    for (const field of fields) data.append(field.name, field.value);
    data.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => resolve(request.status >= 200 && request.status < 300 ? true : isFinal(request) ? false : undefined);
    request.onerror = request.onabort = request.ontimeout = () => resolve(undefined);
    request.send(data);
  });
}
