// The one place that speaks HTTP. Every answer is a value: what was asked for, or the problem.
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

async function once<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  try {
    return await read<T>(await fetch(BASE + path, { credentials: "same-origin", ...init }));
  } catch {
    return { ok: false, problem: problem("unavailable", 0) };
  }
}

/** Whether the same step, with the same key, is still to be tried: nobody said that it was done, or refused it. */
export const isOpen = (problem: Problem) => problem.code === "unavailable" || problem.code === "contended";

/** Reads; tries again while the service does not answer. */
export async function get<T>(path: string): Promise<Answer<T>> {
  for (const wait of PATIENCE) {
    const answer = await once<T>(path, { headers: { accept: "application/json" } });
    if (answer.ok || answer.problem.code !== "unavailable") return answer;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return once<T>(path, { headers: { accept: "application/json" } });
}

/** Changes something. The key names the user's intention: the same key cannot act twice. */
export function send<T>(
  method: "POST" | "PUT",
  path: string,
  body: unknown,
  key: string,
  options: { keepalive?: boolean } = {},
): Promise<Answer<T>> {
  return once<T>(path, {
    method,
    keepalive: options.keepalive ?? false,
    headers: { "content-type": "application/json", accept: "application/json", "idempotency-key": key },
    body: JSON.stringify(body),
  });
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

/** Uploads a file to where `upload-scan` said, with its fields in order before the file. */
export function upload(
  url: string,
  fields: readonly { name: string; value: string }[],
  file: File,
  progress: (share: number) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const data = new FormData();
    for (const field of fields) data.append(field.name, field.value);
    data.append("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => resolve(request.status >= 200 && request.status < 300);
    request.onerror = request.onabort = request.ontimeout = () => resolve(false);
    request.send(data);
  });
}
