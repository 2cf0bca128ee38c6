import { useEffect, useRef, useState } from "preact/hooks";
import type { Codes, ProviderView, ReturnReason } from "../../api/types";
import { changed, label } from "../../form/words";
import type { Unsent } from "../../hooks/unsent";
import { t } from "../../messages/current";
import { forget, kept } from "../../unsent";
import { Button } from "../button/Button";
import { Note } from "../note/Note";

/** The note over a form that its entries came back, with a button to clear them. A fold around the form is opened. */
export function Restored({ unsent, secret, restores }: { unsent: Pick<Unsent<unknown>, "restored" | "stale" | "discard">; secret?: boolean; restores?: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    for (let fold = box.current?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  }, [unsent.restored]);
  if (!unsent.restored) return null;
  const words = t.unsent;
  return (
    <div ref={box}>
      <Note role="status" tone={unsent.stale ? "warning" : "info"} hook="restored">
        <p>{words.restored}{secret && words.secret}{unsent.stale && words.stale}</p>
        <Button small look="second" act="clear-restored" onClick={unsent.discard}>{restores ? words.restore : words.clear}</Button>
      </Note>
    </div>
  );
}

type Pair = [pointer: string, value: unknown];
const pairs = (value: unknown): Pair[] =>
  Array.isArray(value)
    ? value.flatMap((one: Pair | ReturnReason): Pair[] => (Array.isArray(one) ? [one] : one?.pointer ? [[one.pointer, [one.reason, one.suggestion].filter(Boolean).join(" ")]] : []))
    : [];

/** Entries about a filing that cannot be sent any more: to be read and copied, until their writer does without. */
export function Unsendable({ place, codes, providers }: { place: string; codes?: Codes | undefined; providers: readonly ProviderView[] }) {
  const [lines, setLines] = useState(() => pairs(kept(place)?.value));
  if (lines.length === 0) return null;
  return (
    <Note hook="unsendable" title={t.unsent.unsendable}>
      <p>{t.unsent.unsendableNext}</p>
      <dl class="plain">
        {lines.map(([pointer, value]) => <><dt>{label(pointer)}</dt><dd>{changed(pointer, typeof value === "string" ? value : JSON.stringify(value), codes, providers)}</dd></>)}
      </dl>
      <Button small look="second" act="clear-restored" onClick={() => { forget(place); setLines([]); }}>{t.unsent.unsendableClear}</Button>
    </Note>
  );
}
