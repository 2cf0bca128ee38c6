import type { ComponentChildren } from "preact";
import { useFiling, type Loaded, type Loading as State } from "../../hooks/filing";
import { Failed, Loading } from "./Loading";

/** Draws its content once the filing in the address is there. */
export function WithFiling({ children }: { children: (loaded: Loaded, state: State) => ComponentChildren }) {
  const state = useFiling();
  if (state.loaded) return <>{children(state.loaded, state)}</>;
  if (state.problem) return <Failed problem={state.problem} again={() => void state.reload()} />;
  return <Loading />;
}
