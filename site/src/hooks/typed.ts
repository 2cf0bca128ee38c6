import { useEffect, useRef, useState } from "preact/hooks";
import type { Form } from "../api/types";
import { differences, read, write } from "../form/pointer";
import { forget, keep, kept } from "../typed";
import { useLeaveWarning } from "./leave";

export interface Typed<T> {
  value: T;
  set: (next: T | ((before: T) => T)) => void;
  /** It came back: it was typed before the page was left or loaded again. */
  back: boolean;
  /** What it is about was changed since it was typed. */
  moved: boolean;
  /** So much of it was saved: only what was typed since is kept. */
  saved: (fresh: T, version: number) => void;
  /** It was sent: nothing of it is kept. */
  done: () => void;
  /** It is sent, or not wanted: nothing of it is kept, and the form is as it was at first. */
  drop: () => void;
}

export interface Manner<T> {
  /** The version of what it is about. */
  version?: number | undefined;
  /** Names of what is never kept: passwords and codes. */
  secret?: readonly string[] | undefined;
  /** Nobody would miss it. */
  light?: boolean | undefined;
  /** What was typed, of what stands there now and what stood there at first; nothing where nothing was. */
  pack?: (value: T, fresh: T) => unknown;
  /** The other way round; of a shape that does not fit any more, nothing. */
  unpack?: (typed: unknown, fresh: T) => T;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const fits = (value: unknown, before: unknown) => typeof value === typeof before && Array.isArray(value) === Array.isArray(before);

/** Of a set of fields those that are not as at first; of anything else, the whole. */
function packed<T>(value: T, fresh: T, secret: readonly string[] = []): unknown {
  if (!isPlain(value) || !isPlain(fresh)) return same(value, fresh) ? undefined : value;
  const typed = Object.entries(value).filter(([name, one]) => !secret.includes(name) && !same(one, fresh[name]));
  return typed.length > 0 ? Object.fromEntries(typed) : undefined;
}
function unpacked<T>(typed: unknown, fresh: T): T {
  if (!fits(typed, fresh)) return fresh;
  if (!isPlain(typed) || !isPlain(fresh)) return typed as T;
  const open = Object.keys(fresh).length === 0;
  return { ...fresh, ...Object.fromEntries(Object.entries(typed).filter(([name, one]) => open || fits(one, fresh[name]))) };
}

/** Of a filing's form what was typed, by pointer: the rest of it is private, and may be another's. */
export const ofForm: Required<Pick<Manner<Form>, "pack" | "unpack">> = {
  pack: (form, base) => {
    const found = differences(base, form);
    return found.length > 0 ? found.map((pointer) => [pointer, read(form, pointer)]) : undefined;
  },
  unpack: (typed, base) =>
    (typed as [string, unknown][]).filter(([pointer, one]) => fits(one, read(base, pointer))).reduce((form, [pointer, one]) => write(form, pointer, one), base),
};

/** The name for what is typed into a draft, whichever of its sections it stands in. */
export const placeOfDraft = (id: string) => `draft ${id}`;

/** What was typed into a draft is not kept once the service has it, as after a save on leaving. */
export function settle({ id, form }: { id: string; form?: Form | undefined }): void {
  const entry = kept(placeOfDraft(id));
  if (!entry || !form) return;
  try {
    if (ofForm.pack(ofForm.unpack(entry.value, form), form) !== undefined) return;
  } catch { /* it was kept by another version of this site */ }
  forget(placeOfDraft(id));
}

/** A name for what is typed on this page and about what its address names, whatever the language. */
export function here(part: string): string {
  const address = new URLSearchParams(location.search);
  return [location.pathname.replace(/^\/en\//, "/"), address.get("id"), part].filter(Boolean).join(" ");
}

/**
 * What is typed into a form. It is kept in this tab under the name of its place (src/typed.ts) until it was sent, and comes back with
 * the form: after a reload, another page, the other language, a sign-in. Whoever leaves is asked only where it cannot be kept.
 */
export function useTyped<T>(place: string, fresh: T, manner: Manner<T> = {}): Typed<T> {
  const { version, secret, light, pack = (value: T, base: T) => packed(value, base, secret), unpack = unpacked } = manner;
  const [first] = useState(() => {
    const entry = kept(place);
    if (!entry) return { value: fresh, back: false, moved: false };
    try {
      const value = unpack(entry.value, fresh);
      const back = pack(value, fresh) !== undefined;
      if (back) return { value, back, moved: entry.version !== undefined && version !== undefined && entry.version !== version };
    } catch { /* it was kept by another version of this site */ }
    forget(place);
    return { value: fresh, back: false, moved: false };
  });
  const [value, draw] = useState<T>(first.value);
  const [back, setBack] = useState(first.back);
  const [lost, setLost] = useState(false);
  const latest = useRef(value);
  const base = useRef(fresh);
  const sent = useRef(false);
  const at = useRef(version);
  base.current = fresh;
  at.current = version;

  const store = () => {
    const typed = sent.current ? undefined : pack(latest.current, base.current);
    if (typed === undefined) forget(place);
    setLost(typed !== undefined && !keep(place, typed, { version: at.current, light }));
  };
  const set = (next: T | ((before: T) => T)) => {
    latest.current = typeof next === "function" ? (next as (before: T) => T)(latest.current) : next;
    sent.current = false;
    store();
    draw(latest.current);
  };
  // What was saved meanwhile needs no keeping any more.
  const seen = useRef(false);
  useEffect(() => {
    if (seen.current) store();
    seen.current = true;
  }, [JSON.stringify(fresh), version]);
  useLeaveWarning(lost);

  const saved = (now: T, then: number) => {
    base.current = now;
    at.current = then;
    store();
    setBack(false);
  };
  const done = () => {
    sent.current = true;
    store();
    setBack(false);
  };
  const drop = () => {
    latest.current = base.current;
    draw(base.current);
    done();
  };
  return { value, set, back, moved: back && first.moved, saved, done, drop };
}
