import { useEffect, useRef, useState } from "preact/hooks";
import type { Form } from "../api/types";
import { differences, read, write } from "../form/pointer";
import { forget, keep, kept } from "../unsent";
import { useLeaveWarning } from "./leave";

export interface Unsent<T> {
  value: T;
  set: (next: T | ((before: T) => T)) => void;
  /** Whether the entries were typed before the page was left or loaded again. */
  restored: boolean;
  /** Whether the thing that the form is about was changed since. */
  stale: boolean;
  /** These entries were saved: only later entries are kept. */
  saved: (fresh: T, version: number) => void;
  /** The entries were sent: none is kept. */
  sent: () => void;
  /** The entries were sent or given up: none is kept, and the form is as it was at first. */
  discard: () => void;
}

export interface Options<T> {
  /** The version of the thing that the form is about. */
  version?: number | undefined;
  /** Names of fields that are never kept: passwords and codes. */
  secret?: readonly string[] | undefined;
  /** Nobody would miss the entries, as the words of a search. */
  trivial?: boolean | undefined;
  /** The entries among the values of a form; nothing where the form is as it was at first. */
  pack?: (value: T, fresh: T) => unknown;
  /** The values of a form with its entries; this may throw where the shape does not fit any more. */
  unpack?: (entries: unknown, fresh: T) => T;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const fits = (value: unknown, before: unknown) => typeof value === typeof before && Array.isArray(value) === Array.isArray(before);

/** The changed fields of a set of fields; the whole of any other value. */
function packed<T>(value: T, fresh: T, secret: readonly string[] = []): unknown {
  if (!isPlain(value) || !isPlain(fresh)) return same(value, fresh) ? undefined : value;
  const changed = Object.entries(value).filter(([name, one]) => !secret.includes(name) && !same(one, fresh[name]));
  return changed.length > 0 ? Object.fromEntries(changed) : undefined;
}
function unpacked<T>(entries: unknown, fresh: T): T {
  if (!fits(entries, fresh)) return fresh;
  if (!isPlain(entries) || !isPlain(fresh)) return entries as T;
  const open = Object.keys(fresh).length === 0;
  return { ...fresh, ...Object.fromEntries(Object.entries(entries).filter(([name, one]) => open || fits(one, fresh[name]))) };
}

/** The changed fields of a filing's form, by pointer: the other fields are private, and may be another's. */
export const ofForm: Required<Pick<Options<Form>, "pack" | "unpack">> = {
  pack: (form, base) => {
    const changed = differences(base, form);
    return changed.length > 0 ? changed.map((pointer) => [pointer, read(form, pointer)]) : undefined;
  },
  unpack: (entries, base) =>
    (entries as [string, unknown][]).filter(([pointer, one]) => fits(one, read(base, pointer))).reduce((form, [pointer, one]) => write(form, pointer, one), base),
};

/** The place of a draft's entries, whichever of its sections they stand in. */
export const placeOfDraft = (id: string) => `draft ${id}`;

/** Forgets a draft's entries once the service has them, as after a save on leaving. */
export function forgetSaved({ id, form }: { id: string; form?: Form | undefined }): void {
  const entry = kept(placeOfDraft(id));
  if (!entry || !form) return;
  try {
    if (ofForm.pack(ofForm.unpack(entry.value, form), form) !== undefined) return;
  } catch { /* another version of this site kept them */ }
  forget(placeOfDraft(id));
}

/** A place on this page, about the thing that its address names, whatever the language. */
export function here(part: string): string {
  const address = new URLSearchParams(location.search);
  return [location.pathname.replace(/^\/en\//, "/"), address.get("id"), part].filter(Boolean).join(" ");
}

/**
 * The entries of a form. They are kept in this tab under the name of their place (src/unsent.ts) until they are sent, and come back with
 * the form: after a reload, another page, the other language, a sign-in. The browser asks before leaving only where the entries cannot be kept.
 */
export function useUnsent<T>(place: string, fresh: T, options: Options<T> = {}): Unsent<T> {
  const { version, secret, trivial, pack = (value: T, base: T) => packed(value, base, secret), unpack = unpacked } = options;
  const [first] = useState(() => {
    const entry = kept(place);
    if (!entry) return { value: fresh, restored: false, stale: false };
    try {
      const value = unpack(entry.value, fresh);
      const restored = pack(value, fresh) !== undefined;
      if (restored) return { value, restored, stale: entry.version !== undefined && version !== undefined && entry.version !== version };
    } catch { /* another version of this site kept it */ }
    forget(place);
    return { value: fresh, restored: false, stale: false };
  });
  const [value, draw] = useState<T>(first.value);
  const [restored, setRestored] = useState(first.restored);
  const [lost, setLost] = useState(false);
  const latest = useRef(value);
  const base = useRef(fresh);
  const at = useRef(version);
  const over = useRef(false);
  base.current = fresh;
  at.current = version;

  const store = () => {
    const entries = over.current ? undefined : pack(latest.current, base.current);
    if (entries === undefined) forget(place);
    setLost(entries !== undefined && !keep(place, entries, { version: at.current, trivial }));
  };
  const set = (next: T | ((before: T) => T)) => {
    latest.current = typeof next === "function" ? (next as (before: T) => T)(latest.current) : next;
    over.current = false;
    store();
    draw(latest.current);
  };
  // Entries that were saved meanwhile need no keeping any more.
  const drawn = useRef(false);
  useEffect(() => {
    if (drawn.current) store();
    drawn.current = true;
  }, [JSON.stringify(fresh), version]);
  useLeaveWarning(lost);

  const saved = (now: T, then: number) => {
    base.current = now;
    at.current = then;
    store();
    setRestored(false);
  };
  const sent = () => {
    over.current = true;
    store();
    setRestored(false);
  };
  const discard = () => {
    latest.current = base.current;
    draw(base.current);
    sent();
  };
  return { value, set, restored, stale: restored && first.stale, saved, sent, discard };
}
