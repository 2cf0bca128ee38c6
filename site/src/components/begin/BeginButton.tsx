import { type ComponentChildren, Fragment } from "preact";
import { startFiling, type NewFiling } from "../../api/actions";
import type { Problem } from "../../api/types";
import { useAct } from "../../hooks/act";
import { href } from "../../messages/current";
import { Button } from "../button/Button";

export interface BeginProps {
  asked: NewFiling;
  children: ComponentChildren;
  look?: "main" | "second";
  small?: boolean;
  /** The button's hook for tests, where the hook is not the kind of the filing. */
  act?: string;
  label?: string;
}

/** A button that begins a filing and goes to its page. `problemNote` shows why the filing could not begin. */
export function BeginButton({ asked, children, look = "main", small, act, label, problemNote }: BeginProps & { problemNote: (problem: Problem) => ComponentChildren }) {
  const start = useAct(startFiling);
  const begin = async () => {
    const filing = await start.run(asked);
    if (filing) location.assign(href("/filing/", { id: filing.id }));
  };
  return (
    <>
      {start.problem && <Fragment key={start.turn}>{problemNote(start.problem)}</Fragment>}
      <Button act={act ?? asked.kind.replaceAll("_", "-")} look={look} busy={start.busy} onClick={() => void begin()} {...(small ? { small } : {})} {...(label ? { label } : {})}>{children}</Button>
    </>
  );
}
