import { useEffect, useRef, useState } from "preact/hooks";
import { listPost, uploadPost, type NewPost } from "../api/actions";
import { newKey, upload } from "../api/client";
import type { LetterSummary, PostBatch, PostTo, Problem } from "../api/types";
import { sha256 } from "../hex";
import { t } from "../messages/current";

/** The largest size of a file, in bytes; the limit is that of the service. */
export const MAX_BYTES = 80 * 1024 * 1024;
/** The day and, where it is not today, the reason that a pile of files has. */
export interface Pile { arrived_on: string; reason?: string }

export type Step = "queued" | "hashing" | "asking" | "sending" | "sent" | "failed" | "refused";
/** The reason why a file was not sent, or not completely. */
export type Trouble = "tooBig" | "emptyFile" | "heic" | "incomplete" | "tooMany" | "unreadable" | "noCrypto" | "interrupted";

/** A file that was dropped in this window, or pictures that were dropped together and are one pile. */
export interface Dropped {
  key: string;
  files: readonly File[];
  pile: Pile;
  step: Step;
  /** The part of the file that was sent, from 0 to 1. */
  share: number;
  /** The places of the files that were sent. */
  sent: Set<number>;
  trouble?: Trouble;
  problem?: Problem;
  /** The identifier of the file, once the service gave one. */
  id?: string;
  /** The service had the file already, or the file lies twice in this pile. */
  before?: boolean;
  twice?: boolean;
}

/** The reason why a letter waits, with the next step; of an unreadable file, the reason why it is unreadable. */
export const whyOf = ({ state, reject_reason }: LetterSummary): { title: string; next: string } | undefined =>
  reject_reason ? t.mailCodes.rejected[reject_reason] : state.name === "waiting" ? t.mailCodes.unmatched[state.reason] : undefined;
/** The letter and its file. */
export const originOf = ({ id, name, reject_reason }: LetterSummary): string => (reject_reason ? name : t.mail.from(name, Number(id.split("-")[1])));

const AT_ONCE = 3;
const SOONEST = 2000;
const LATEST = 15_000;
/** An upload that another window began may still come for so long, in milliseconds. */
const STILL_COMES = 10 * 60_000;
const MOST_PAGES = 20;

/** The largest number of files in a pile; the limit is that of the service. */
const MOST_FILES = 200;

const isPicture = (file: File) => /^image\/(jpeg|png|hei[cf])$/.test(file.type) || /\.(jpe?g|png|hei[cf])$/i.test(file.name);
const byName = new Intl.Collator(undefined, { numeric: true });

/** Pictures that were dropped together are a pile, in the order of their names; every other file is one by itself. */
function piles(files: readonly File[], together: boolean): readonly (readonly File[])[] {
  const pictures = together ? files.filter(isPicture).sort((one, other) => byName.compare(one.name, other.name)) : [];
  const alone = files.filter((file) => !pictures.includes(file)).map((file) => [file]);
  return pictures.length > 0 ? [...alone, pictures] : alone;
}

const refusal = (file: File): Trouble | undefined =>
  file.size === 0 ? "emptyFile" : file.size > MAX_BYTES ? "tooBig" : /\.hei[cf]$/i.test(file.name) || /^image\/hei[cf]/.test(file.type) ? "heic" : undefined;

/** The reason why files are not sent. A pile with one unfit file is not sent at all, so that no letter goes without a page. */
const troubleOf = (files: readonly File[]): Trouble | undefined =>
  files.length === 1 ? refusal(files[0]!) : files.length > MOST_FILES ? "tooMany" : files.some(refusal) ? "incomplete" : undefined;

export interface Post {
  dropped: readonly Dropped[];
  /** The files as the service lists them, by identifier, the newest first. */
  batches: ReadonlyMap<string, PostBatch>;
  problem?: Problem;
  more?: () => void;
  drop: (files: readonly File[], pile: Pile, together: boolean) => void;
  again: (key: string) => void;
  /** Takes the latest answer of the service about a file. */
  told: (batch: PostBatch) => void;
  /** Counts the answers that said something new. */
  turn: number;
}

/** Uploads dropped files, a few at a time, and follows every file until its letters are placed. */
export function usePost(on: boolean): Post {
  const [, draw] = useState(0);
  const [turn, setTurn] = useState(0);
  const [problem, setProblem] = useState<Problem>();
  const dropped = useRef<Dropped[]>([]);
  const batches = useRef(new Map<string, PostBatch>());
  const cursor = useRef<string | undefined>(undefined);
  const running = useRef(0);
  const pause = useRef(SOONEST);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const redraw = () => draw((before) => before + 1);

  const change = (key: string, what: Partial<Dropped>) => {
    dropped.current = dropped.current.map((one) => (one.key === key ? { ...one, ...what } : one));
    redraw();
  };

  const keep = (items: readonly PostBatch[], fresh: boolean) => {
    const news = items.filter((one) => JSON.stringify(batches.current.get(one.id)) !== JSON.stringify(one));
    if (news.length === 0) return false;
    // The newest file comes first, also when its answer came last.
    batches.current = fresh ? new Map([...items, ...batches.current.values()].map((one) => [one.id, items.find((other) => other.id === one.id) ?? one])) : new Map([...batches.current, ...items.map((one) => [one.id, one] as const)]);
    setTurn((before) => before + 1);
    return true;
  };

  const open = () => {
    const sent = new Set(dropped.current.filter((one) => one.step === "sent" && one.id).map((one) => one.id!));
    return [...batches.current.values()].filter((one) => one.status === "reading" || (one.status === "expected" && (sent.has(one.id) || Date.now() - Date.parse(one.at) < STILL_COMES)));
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

  /** Sends the files that were not sent, a few at a time, and the last one last: then the service reads them. */
  const sendAll = async ({ key, files, sent }: Dropped, to: readonly PostTo[]): Promise<boolean> => {
    const all = files.reduce((sum, file) => sum + file.size, 0);
    const shares: number[] = files.map((_, place) => (sent.has(place) ? 1 : 0));
    const one = async (place: number): Promise<boolean> => {
      if (sent.has(place)) return true;
      const arrived = await upload(to[place]!.url, to[place]!.fields, files[place]!, (share) => {
        shares[place] = share;
        change(key, { share: files.reduce((sum, file, index) => sum + file.size * shares[index]!, 0) / all });
      });
      if (arrived) sent.add(place);
      return arrived;
    };
    let next = 0;
    let fine = true;
    const some = async () => {
      while (fine && next < files.length - 1) fine = (await one(next++)) && fine;
    };
    await Promise.all(Array.from({ length: AT_ONCE }, some));
    return fine && one(files.length - 1);
  };

  const send = async (pile: Dropped): Promise<Partial<Dropped>> => {
    const { key, files, sent } = pile;
    if (!globalThis.crypto?.subtle) return { step: "refused", trouble: "noCrypto" };
    change(key, { step: "hashing" });
    const parts: NewPost["parts"] = [];
    try {
      for (const file of files) parts.push({ name: file.name.trim().slice(-200) || "scan", size: file.size, sha256: await sha256(await file.arrayBuffer()) });
    } catch {
      return { step: "failed", trouble: "unreadable" };
    }
    const digests = parts.map((part) => part.sha256).join("");
    const id = (parts.length === 1 ? digests : await sha256(new TextEncoder().encode(digests))).slice(0, 32);
    if (dropped.current.some((one) => one.key !== key && one.id === id && one.step !== "failed" && !one.twice)) return { step: "sent", id, twice: true };
    change(key, { id });
    const body = { parts, ...pile.pile };
    for (;;) {
      change(key, { step: "asking" });
      let answer = await uploadPost(body, newKey());
      // Another clerk dropped the same file in the same moment.
      if (!answer.ok && answer.problem.code === "stale") answer = await uploadPost(body, newKey());
      if (!answer.ok) return { step: "failed", problem: answer.problem };
      const { batch: known, uploads } = answer.value;
      keep([known], true);
      if (uploads.length === 0) return { step: "sent", before: true };
      const before = sent.size;
      change(key, { step: "sending" });
      if (await sendAll(pile, uploads)) return { step: "sent", share: 1 };
      // An address serves for minutes and a slow line takes longer, so an upload that still moves is not stopped.
      if (sent.size === before) return { step: "failed", trouble: "interrupted" };
    }
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

  const drop = (chosen: readonly File[], pile: Pile, together: boolean) => {
    const rows = piles(chosen, together);
    // The place of the file in its pile stands beside it.
    const bad = rows.filter((files) => troubleOf(files) === "incomplete").flatMap((files) => files.filter(refusal).map((file) => [file]));
    const fresh = [...rows, ...bad].map((files): Dropped => {
      const trouble = troubleOf(files);
      return { key: newKey(), files, pile, share: 0, sent: new Set(), step: trouble ? "refused" : "queued", ...(trouble && { trouble }) };
    });
    dropped.current = [...dropped.current, ...fresh];
    redraw();
    pump();
  };
  const again = (key: string) => {
    dropped.current = dropped.current.map((one) => {
      if (one.key !== key) return one;
      const { trouble: _trouble, problem: _problem, id: _id, ...rest } = one;
      return { ...rest, step: "queued" };
    });
    redraw();
    pump();
  };

  return {
    dropped: dropped.current, batches: batches.current, drop, again, told: (batch) => void keep([batch], false), turn, ...(problem && { problem }), ...(cursor.current && { more: () => void load(cursor.current) }),
  };
}
