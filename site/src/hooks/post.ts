import { useEffect, useRef, useState } from "preact/hooks";
import { listPost, uploadPost } from "../api/actions";
import { newKey, upload } from "../api/client";
import type { PostFile, Problem } from "../api/types";

/** Largest file, in bytes; as the service has it. */
export const MAX_BYTES = 64 * 1024 * 1024;
/** The day and, where it is not today, the reason that a pile of files has. */
export interface Pile { arrived_on: string; reason?: string }

export type Step = "queued" | "hashing" | "asking" | "sending" | "sent" | "failed" | "refused";
/** Why a file was not even sent, or broke off. */
export type Trouble = "tooBig" | "emptyFile" | "heic" | "unreadable" | "noCrypto" | "interrupted";

/** A file that was dropped in this window. */
export interface Dropped {
  key: string;
  file: File;
  pile: Pile;
  step: Step;
  /** How much of it was sent, from 0 to 1. */
  share: number;
  trouble?: Trouble;
  problem?: Problem;
  /** Its identifier, once the service said it. */
  id?: string;
  /** The service had it already; or it lies twice in this pile. */
  before?: boolean;
  twice?: boolean;
}

const AT_ONCE = 3;
const SOONEST = 2000;
const LATEST = 15_000;
/** An upload that another window began may still come for so long, in milliseconds. */
const STILL_COMES = 10 * 60_000;
const MOST_PAGES = 20;

const refusal = (file: File): Trouble | undefined =>
  file.size === 0 ? "emptyFile" : file.size > MAX_BYTES ? "tooBig" : /\.hei[cf]$/i.test(file.name) || /^image\/hei[cf]/.test(file.type) ? "heic" : undefined;
const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export interface Post {
  dropped: readonly Dropped[];
  /** What the service says of files, by identifier, the newest first. */
  files: ReadonlyMap<string, PostFile>;
  problem?: Problem;
  more?: () => void;
  drop: (files: Iterable<File>, pile: Pile) => void;
  again: (key: string) => void;
  /** Counts the answers that said something new. */
  turn: number;
}

/** Uploads what is dropped, a few at a time, and follows what becomes of every file, until nothing is left to follow. */
export function usePost(on: boolean): Post {
  const [, draw] = useState(0);
  const [turn, setTurn] = useState(0);
  const [problem, setProblem] = useState<Problem>();
  const dropped = useRef<Dropped[]>([]);
  const files = useRef(new Map<string, PostFile>());
  const cursor = useRef<string | undefined>(undefined);
  const running = useRef(0);
  const pause = useRef(SOONEST);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const redraw = () => draw((before) => before + 1);

  const change = (key: string, what: Partial<Dropped>) => {
    dropped.current = dropped.current.map((one) => (one.key === key ? { ...one, ...what } : one));
    redraw();
  };

  const keep = (items: readonly PostFile[], fresh: boolean) => {
    const news = items.filter((one) => JSON.stringify(files.current.get(one.id)) !== JSON.stringify(one));
    if (news.length === 0) return false;
    // What is newest comes first, also when it came to be known last.
    files.current = fresh ? new Map([...items, ...files.current.values()].map((one) => [one.id, items.find((other) => other.id === one.id) ?? one])) : new Map([...files.current, ...items.map((one) => [one.id, one] as const)]);
    setTurn((before) => before + 1);
    return true;
  };

  const open = () => {
    const sent = new Set(dropped.current.filter((one) => one.step === "sent" && one.id).map((one) => one.id!));
    return [...files.current.values()].filter((one) => one.stage === "reading" || (one.stage === "expected" && (sent.has(one.id) || Date.now() - Date.parse(one.at) < STILL_COMES)));
  };

  const follow = () => {
    clearTimeout(timer.current);
    if (open().length > 0) timer.current = setTimeout(() => void poll(), pause.current);
  };

  /** Reads the list until everything that is followed was seen. */
  const poll = async () => {
    const wanted = new Set(open().map((one) => one.id));
    let after: string | undefined;
    let news = false;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await listPost(after);
      if (!answer.ok) break;
      news = keep(answer.value.items, true) || news;
      for (const one of answer.value.items) wanted.delete(one.id);
      after = answer.value.next_cursor;
      if (!after || wanted.size === 0) break;
    }
    pause.current = news ? SOONEST : Math.min(LATEST, pause.current * 1.4);
    follow();
  };

  const load = async (after?: string) => {
    const answer = await listPost(after);
    if (!answer.ok) {
      setProblem(answer.problem);
      return;
    }
    setProblem(undefined);
    keep(answer.value.items, false);
    cursor.current = answer.value.next_cursor;
    redraw();
    follow();
  };
  useEffect(() => {
    if (on) void load();
    return () => clearTimeout(timer.current);
  }, [on]);

  const send = async ({ key, file, pile }: Dropped): Promise<Partial<Dropped>> => {
    if (!globalThis.crypto?.subtle) return { step: "refused", trouble: "noCrypto" };
    change(key, { step: "hashing" });
    let sha256: string;
    try {
      sha256 = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    } catch {
      return { step: "failed", trouble: "unreadable" };
    }
    const id = sha256.slice(0, 32);
    if (dropped.current.some((one) => one.key !== key && one.id === id && one.step !== "failed")) return { step: "sent", id, twice: true };
    change(key, { step: "asking", id });
    const body = { name: file.name.trim().slice(-200) || "scan", size: file.size, sha256, ...pile };
    let answer = await uploadPost(body, newKey());
    // Somebody dropped the same file in the same moment.
    if (!answer.ok && answer.problem.code === "stale") answer = await uploadPost(body, newKey());
    if (!answer.ok) return { step: "failed", problem: answer.problem };
    const { file: known, upload: to } = answer.value;
    keep([known], true);
    if (!to) return { step: "sent", before: true };
    change(key, { step: "sending", share: 0 });
    const arrived = await upload(to.url, to.fields, file, (share) => change(key, { share }));
    return arrived ? { step: "sent", share: 1 } : { step: "failed", trouble: "interrupted" };
  };

  const pump = () => {
    while (running.current < AT_ONCE) {
      const next = dropped.current.find((one) => one.step === "queued");
      if (!next) return;
      running.current += 1;
      change(next.key, { step: "hashing" });
      void send(next).catch((): Partial<Dropped> => ({ step: "failed", trouble: "interrupted" })).then((after) => {
        running.current -= 1;
        change(next.key, after);
        pause.current = SOONEST;
        follow();
        pump();
      });
    }
  };

  const drop = (chosen: Iterable<File>, pile: Pile) => {
    const fresh = [...chosen].map((file): Dropped => {
      const trouble = refusal(file);
      return { key: newKey(), file, pile, share: 0, step: trouble ? "refused" : "queued", ...(trouble && { trouble }) };
    });
    dropped.current = [...dropped.current, ...fresh];
    redraw();
    pump();
  };
  const again = (key: string) => {
    dropped.current = dropped.current.map((one) => {
      if (one.key !== key) return one;
      const { trouble: _trouble, problem: _problem, id: _id, ...rest } = one;
      return { ...rest, step: "queued", share: 0 };
    });
    redraw();
    pump();
  };

  return {
    dropped: dropped.current, files: files.current, drop, again, turn, ...(problem && { problem }), ...(cursor.current && { more: () => void load(cursor.current) }),
  };
}
