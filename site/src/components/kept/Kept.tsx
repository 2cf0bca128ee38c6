import { useEffect, useRef, useState } from "preact/hooks";
import type { Codes, ProviderView, Reason } from "../../api/types";
import { changed, label } from "../../form/words";
import type { Typed } from "../../hooks/typed";
import { t } from "../../messages/current";
import { forget, kept } from "../../typed";
import { Button } from "../button/Button";
import { Note } from "../note/Note";

/** Says over a form that what was typed in it came back, and offers to do without. What is folded in unfolds. */
export function Kept({ typed, secret, restores }: { typed: Pick<Typed<unknown>, "back" | "moved" | "drop">; secret?: boolean; restores?: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    for (let fold = box.current?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  }, [typed.back]);
  if (!typed.back) return null;
  const words = t.typed;
  return (
    <div ref={box}>
      <Note role="status" tone={typed.moved ? "warning" : "info"} hook="kept">
        <p>{words.back}{secret && words.secret}{typed.moved && words.moved}</p>
        <Button small look="second" act="drop-typed" onClick={typed.drop}>{restores ? words.restore : words.clear}</Button>
      </Note>
    </div>
  );
}

type Pair = [pointer: string, value: unknown];
const pairs = (value: unknown): Pair[] =>
  Array.isArray(value)
    ? value.flatMap((one: Pair | Reason): Pair[] => (Array.isArray(one) ? [one] : one?.pointer ? [[one.pointer, [one.reason, one.suggestion].filter(Boolean).join(" ")]] : []))
    : [];

/** What was typed about a filing that cannot be sent any more: to be read and copied, until its writer does without. */
export function Left({ place, codes, providers }: { place: string; codes?: Codes | undefined; providers: readonly ProviderView[] }) {
  const [lines, setLines] = useState(() => pairs(kept(place)?.value));
  if (lines.length === 0) return null;
  return (
    <Note hook="left" title={t.typed.left}>
      <p>{t.typed.leftNext}</p>
      <dl class="plain">
        {lines.map(([pointer, value]) => <><dt>{label(pointer)}</dt><dd>{changed(pointer, typeof value === "string" ? value : JSON.stringify(value), codes, providers)}</dd></>)}
      </dl>
      <Button small look="second" act="drop-typed" onClick={() => { forget(place); setLines([]); }}>{t.typed.leftDrop}</Button>
    </Note>
  );
}
