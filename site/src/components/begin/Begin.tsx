import type { ComponentChildren } from "preact";
import { startFiling, type NewFiling } from "../../api/actions";
import { useAct } from "../../hooks/act";
import { href } from "../../messages/current";
import { Button } from "../button/Button";
import { ProblemNote } from "../note/ProblemNote";

interface Props {
  asked: NewFiling;
  children: ComponentChildren;
  look?: "main" | "second";
  small?: boolean;
  /** Its hook, where it is not the kind. */
  act?: string;
  label?: string;
}

/** A button that begins a filing and goes to its page. */
export function Begin({ asked, children, look = "main", small, act, label }: Props) {
  const start = useAct(startFiling);
  const begin = async () => {
    const filing = await start.run(asked);
    if (filing) location.assign(href("/filing/", { id: filing.id }));
  };
  return (
    <>
      {start.problem && <ProblemNote key={start.turn} problem={start.problem} />}
      <Button act={act ?? asked.kind.replaceAll("_", "-")} look={look} busy={start.busy} onClick={() => void begin()} {...(small ? { small } : {})} {...(label ? { label } : {})}>{children}</Button>
    </>
  );
}
