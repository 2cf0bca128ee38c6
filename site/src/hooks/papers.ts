import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Answer } from "../api/client";
import type { Problem } from "../api/types";
import { tell } from "./signed-in";

export interface PapersOf<T> {
  view?: T;
  problem?: Problem;
  /** Asks for the addresses again, as each serves for a minute. Callers in the meantime wait for the same answer. */
  refresh: () => Promise<void>;
}

/** Scanned pages, with addresses that can be asked for again. */
export function usePapers<T>(ask: () => Promise<Answer<T>>, on: boolean): PapersOf<T> {
  const [view, setView] = useState<T>();
  const [problem, setProblem] = useState<Problem>();
  const asked = useRef<Promise<void> | undefined>(undefined);
  const refresh = useCallback(() => {
    asked.current ??= ask().then((answer) => {
      asked.current = undefined;
      if (answer.ok) {
        setView(answer.value);
        setProblem(undefined);
      } else tell(answer.problem, setProblem);
    });
    return asked.current;
  }, []);
  useEffect(() => { if (on) void refresh(); }, [on]);
  return { ...(view && { view }), ...(problem && { problem }), refresh };
}
