import { useEffect, useState } from "preact/hooks";
import type { Answer } from "../api/client";
import type { Problem, Session } from "../api/types";
import { tell, useSession } from "./signed-in";

export interface Listing<T> {
  session?: Session;
  items?: T[];
  problem?: Problem;
  /** Fetches the next page; nothing when all items are there. */
  more?: () => void;
}

/** A list that comes page by page, for a signed-in account. */
export function useListing<T>(ask: (cursor?: string) => Promise<Answer<{ items: T[]; next_cursor?: string }>>): Listing<T> {
  const { session, problem: unknown } = useSession();
  const [items, setItems] = useState<T[]>();
  const [cursor, setCursor] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const load = async (after?: string) => {
    const answer = await ask(after);
    if (answer.ok) {
      setItems((before) => [...(after ? before ?? [] : []), ...answer.value.items]);
      setCursor(answer.value.next_cursor);
    } else tell(answer.problem, setProblem);
  };
  useEffect(() => { if (session) void load(); }, [session]);
  const wrong = unknown ?? problem;
  return {
    ...(session && { session }), ...(items && { items }), ...(wrong && { problem: wrong }),
    ...(cursor && { more: () => void load(cursor) }),
  };
}
