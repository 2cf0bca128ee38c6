import { useEffect, useRef, useState } from "preact/hooks";
import { saveDraft, showFiling } from "../api/actions";
import { isOpen, newKey } from "../api/client";
import type { FilingView, Form, Problem } from "../api/types";
import { differences, merge, read } from "../form/pointer";
import { makeTrivial } from "../unsent";
import { tell } from "./signed-in";
import { ofForm, placeOfDraft, useUnsent, type Unsent } from "./unsent";

export interface Clash { changedByOthers: string[]; theirs: Form; keptMine: string[] }
export interface Draft {
  form: Form;
  change: (form: Form) => void;
  /** Entries that are not saved yet. */
  unsent: Unsent<Form>;
  filing: FilingView;
  dirty: boolean;
  saving: boolean;
  savedAt: Date | undefined;
  problem: Problem | undefined;
  /** The changes of others meanwhile, after a save that came too late. */
  clash: Clash | undefined;
  turn: number;
  /** Saves the draft. The answer is the filing after the save, or nothing when the save failed. */
  save: () => Promise<FilingView | undefined>;
}


/** A draft while it is written: kept here, saved on demand, on leaving and on coming back, joined with the changes that others saved meanwhile. */
export function useDraft(loaded: FilingView & { form: Form }): Draft {
  const [filing, setFiling] = useState<FilingView>(loaded);
  const [saving, setSaving] = useState(false);
  const [savedAt, setSavedAt] = useState<Date>();
  const [problem, setProblem] = useState<Problem>();
  const [clash, setClash] = useState<Clash>();
  const [turn, setTurn] = useState(0);
  const base = useRef({ form: loaded.form, version: loaded.version });
  const place = placeOfDraft(loaded.id);
  const unsent = useUnsent(place, base.current.form, { version: base.current.version, ...ofForm });
  const form = unsent.value;
  const latest = useRef(form);
  /** The form that this writer sent last without an answer, as on leaving: it may arrive late. */
  const unheard = useRef(form);
  const running = useRef<Promise<FilingView | undefined> | undefined>(undefined);
  const intention = useRef<{ body: string; key: string } | undefined>(undefined);
  latest.current = form;
  const dirty = differences(base.current.form, form).length > 0;

  const change = (next: Form) => {
    latest.current = next;
    unsent.set(next);
  };

  const saveNow = async (leaving: boolean): Promise<FilingView | undefined> => {
    const sent = latest.current;
    const { version } = base.current;
    const body = JSON.stringify([version, sent]);
    if (intention.current?.body !== body) intention.current = { body, key: newKey() };
    setSaving(true);
    const answer = await saveDraft(loaded.id, version, sent, intention.current.key, leaving);
    setSaving(false);
    setTurn((turns) => turns + 1);
    const saved = (now: FilingView) => {
      intention.current = undefined;
      base.current = { form: sent, version: now.version };
      unsent.saved(sent, now.version);
      setFiling(now);
      setSavedAt(new Date());
      setProblem(undefined);
      setClash(undefined);
      return now;
    };
    if (answer.ok) return saved(answer.value);
    if (isOpen(answer.problem)) unheard.current = sent;
    else intention.current = undefined;
    if (answer.problem.code === "stale") {
      const now = await showFiling(loaded.id);
      // The first try succeeded, and only its answer was lost.
      if (now.ok && now.value.form && differences(now.value.form, sent).length === 0) return saved(now.value);
      if (now.ok && now.value.form) {
        const theirs = now.value.form;
        const joined = merge(base.current.form, latest.current, theirs);
        const isOwn = (pointer: string) => [unheard.current, latest.current].some((own) => JSON.stringify(read(theirs, pointer)) === JSON.stringify(read(own, pointer)));
        const changedByOthers = joined.changedByOthers.filter((pointer) => !isOwn(pointer));
        base.current = { form: theirs, version: now.value.version };
        setFiling(now.value);
        change(joined.form);
        // The other save was this writer's own, which came late.
        if (joined.changedByOthers.length > 0 && changedByOthers.length === 0) return saveNow(leaving);
        setClash({ changedByOthers, keptMine: joined.keptMine, theirs });
      }
    }
    if (!leaving) tell(answer.problem, setProblem);
    return undefined;
  };

  const save = () => {
    running.current ??= saveNow(false).finally(() => { running.current = undefined; });
    return running.current;
  };

  useEffect(() => {
    const hidden = () => {
      if (document.visibilityState === "hidden" && differences(base.current.form, latest.current).length > 0 && !running.current) {
        makeTrivial(place);
        running.current = saveNow(true).finally(() => { running.current = undefined; });
      }
    };
    document.addEventListener("visibilitychange", hidden);
    // Restored entries are saved, as they would have been before.
    if (unsent.restored) void save();
    return () => document.removeEventListener("visibilitychange", hidden);
  }, []);

  return { form, change, unsent, filing, dirty, saving, savedAt, problem, clash, turn, save };
}
