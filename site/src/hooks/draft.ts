import { useEffect, useRef, useState } from "preact/hooks";
import { saveDraft, showFiling } from "../api/actions";
import { isOpen, newKey } from "../api/client";
import type { FilingView, Form, Problem } from "../api/types";
import { differences, merge } from "../form/pointer";
import { goSignIn } from "./signed-in";

export interface Clash { changedByOthers: string[]; theirs: Form; keptMine: string[] }
export interface Draft {
  form: Form;
  change: (form: Form) => void;
  filing: FilingView;
  dirty: boolean;
  saving: boolean;
  savedAt: Date | undefined;
  problem: Problem | undefined;
  /** What others changed meanwhile, after a save that came too late. */
  clash: Clash | undefined;
  turn: number;
  /** Saves; the answer is the filing as it now is, or nothing when it did not work. */
  save: () => Promise<FilingView | undefined>;
}

/** A draft while it is written: kept here, saved on demand and on leaving, joined with what others saved meanwhile. */
export function useDraft(loaded: FilingView & { form: Form }): Draft {
  const [form, setForm] = useState<Form>(loaded.form);
  const [filing, setFiling] = useState<FilingView>(loaded);
  const [saving, setSaving] = useState(false);
  const [savedAt, setSavedAt] = useState<Date>();
  const [problem, setProblem] = useState<Problem>();
  const [clash, setClash] = useState<Clash>();
  const [turn, setTurn] = useState(0);
  const base = useRef({ form: loaded.form, version: loaded.version });
  const latest = useRef(form);
  const running = useRef<Promise<FilingView | undefined> | undefined>(undefined);
  const intention = useRef<{ body: string; key: string } | undefined>(undefined);
  const dirty = differences(base.current.form, form).length > 0;

  const change = (next: Form) => {
    latest.current = next;
    setForm(next);
  };

  const saveNow = async (leaving: boolean): Promise<FilingView | undefined> => {
    const sent = latest.current;
    const { version } = base.current;
    const body = JSON.stringify([version, sent]);
    if (intention.current?.body !== body) intention.current = { body, key: newKey() };
    setSaving(true);
    const answer = await saveDraft(loaded.id, version, sent, intention.current.key, leaving);
    setSaving(false);
    setTurn((before) => before + 1);
    const saved = (now: FilingView) => {
      intention.current = undefined;
      base.current = { form: sent, version: now.version };
      setFiling(now);
      setSavedAt(new Date());
      setProblem(undefined);
      setClash(undefined);
      return now;
    };
    if (answer.ok) return saved(answer.value);
    if (!isOpen(answer.problem)) intention.current = undefined;
    if (answer.problem.code === "not-signed-in") {
      if (!leaving) goSignIn();
      return undefined;
    }
    if (answer.problem.code === "stale") {
      const now = await showFiling(loaded.id);
      // An earlier try went through, only its answer was lost.
      if (now.ok && now.value.form && differences(now.value.form, sent).length === 0) return saved(now.value);
      if (now.ok && now.value.form) {
        const joined = merge(base.current.form, latest.current, now.value.form);
        setClash({ changedByOthers: joined.changedByOthers, keptMine: joined.keptMine, theirs: now.value.form });
        base.current = { form: now.value.form, version: now.value.version };
        setFiling(now.value);
        change(joined.form);
      }
    }
    setProblem(answer.problem);
    return undefined;
  };

  const save = () => {
    running.current ??= saveNow(false).finally(() => { running.current = undefined; });
    return running.current;
  };

  useEffect(() => {
    const hasChanges = () => differences(base.current.form, latest.current).length > 0;
    const warn = (event: BeforeUnloadEvent) => {
      if (hasChanges()) event.preventDefault();
    };
    const hidden = () => {
      if (document.visibilityState === "hidden" && hasChanges() && !running.current) {
        running.current = saveNow(true).finally(() => { running.current = undefined; });
      }
    };
    window.addEventListener("beforeunload", warn);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      window.removeEventListener("beforeunload", warn);
      document.removeEventListener("visibilitychange", hidden);
    };
  }, []);

  return { form, change, filing, dirty, saving, savedAt, problem, clash, turn, save };
}
