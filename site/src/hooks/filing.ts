import { useCallback, useEffect, useState } from "preact/hooks";
import { listCodes, listProviders, showFiling } from "../api/actions";
import type { Codes, FilingView, Problem, ProviderView, Session } from "../api/types";
import { t } from "../messages/current";
import { tell, useSession } from "./signed-in";
import { forgetSaved } from "./unsent";

export const idInAddress = () => new URLSearchParams(location.search).get("id") ?? "";

export interface Loaded { session: Session; filing: FilingView; codes: Codes; providers: readonly ProviderView[] }
export interface Loading {
  loaded?: Loaded;
  problem?: Problem;
  reload: () => Promise<FilingView | undefined>;
  setFiling: (filing: FilingView) => void;
}

/** The filing named in the address, with the session of its reader and the words for its codes. */
export function useFiling(): Loading {
  const id = idInAddress();
  const who = useSession();
  const [filing, setFiling] = useState<FilingView>();
  const [lists, setLists] = useState<{ codes: Codes; providers: ProviderView[] }>();
  const [problem, setProblem] = useState<Problem>();

  const reload = useCallback(async () => {
    setProblem(undefined);
    const [shown, codes, providers] = await Promise.all([showFiling(id), listCodes(), listProviders()]);
    const bad = [shown, codes, providers].find((answer) => !answer.ok);
    if (bad && !bad.ok) {
      tell(bad.problem, setProblem);
      return undefined;
    }
    if (codes.ok && providers.ok) setLists({ codes: codes.value, providers: providers.value.items });
    if (!shown.ok) return undefined;
    forgetSaved(shown.value);
    setFiling(shown.value);
    document.title = `${shown.value.reference} – ${t.service}`;
    return shown.value;
  }, [id]);

  useEffect(() => {
    if (id) void reload();
    else setProblem({ type: "", title: "", status: 404, code: "not-found" });
  }, [id]);

  const wrong = who.problem ?? problem;
  return {
    ...(who.session && filing && lists ? { loaded: { session: who.session, filing, ...lists } } : {}),
    ...(wrong ? { problem: wrong } : {}),
    reload,
    setFiling,
  };
}
