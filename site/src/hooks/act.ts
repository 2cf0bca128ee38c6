import { useRef, useState } from "preact/hooks";
import { isOpen, newKey, type Answer } from "../api/client";
import type { Problem } from "../api/types";
import { tell } from "./signed-in";

export interface Act<Body, T> {
  /** Takes the action; a second call while the first runs does nothing. */
  run: (body: Body) => Promise<T | undefined>;
  busy: boolean;
  problem: Problem | undefined;
  /** Counts the answers, so that a summary takes the focus again. */
  turn: number;
  clear: () => void;
}

/**
 * One intention of the user. Its idempotency key is made for the body that is sent and kept until there is a definite
 * answer: a double press, or another try after a lost answer, cannot act twice.
 */
export function useAct<Body, T>(act: (body: Body, key: string) => Promise<Answer<T>>): Act<Body, T> {
  const intention = useRef<{ body: string; key: string } | undefined>(undefined);
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [turn, setTurn] = useState(0);
  const run = async (body: Body) => {
    if (running.current) return undefined;
    running.current = true;
    setBusy(true);
    const text = JSON.stringify(body);
    if (intention.current?.body !== text) intention.current = { body: text, key: newKey() };
    const answer = await act(body, intention.current.key);
    running.current = false;
    setBusy(false);
    setTurn((before) => before + 1);
    if (answer.ok || !isOpen(answer.problem)) intention.current = undefined;
    if (answer.ok) {
      setProblem(undefined);
      return answer.value;
    }
    tell(answer.problem, setProblem);
    return undefined;
  };
  return { run, busy, problem, turn, clear: () => setProblem(undefined) };
}
