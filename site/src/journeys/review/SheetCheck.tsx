import { useState } from "preact/hooks";
import { checkSheet } from "../../api/actions";
import type { FilingView } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Button } from "../../components/button/Button";
import { ProblemNote } from "../../components/note/ProblemNote";
import { ScanViewer } from "../../components/scan-viewer/ScanViewer";
import { useAct } from "../../hooks/act";
import type { Loading } from "../../hooks/filing";
import { href, t } from "../../messages/current";

/** The question whether the verification sheet is signed and sealed: it comes first where nobody looked, and is left open where somebody did. */
export function SheetCheck({ filing, state }: { filing: FilingView; state: Loading }) {
  const [turn, setTurn] = useState(0);
  const words = t.review.sheet;
  const act = useAct((body: { version: number; signed_and_sealed: boolean }, key) => checkSheet(filing.id, body, key));
  const confirm = async () => {
    const after = await act.run({ version: filing.version, signed_and_sealed: true });
    setTurn(turn + 1);
    if (after) state.setFiling(after);
    else void state.reload();
  };
  const lacks = (
    <details data-fold="refuse-sheet">
      <summary>{words.lacks}</summary>
      <ActForm<FilingView>
        id="sheet" act="refuse-sheet" label={words.act} look="second" fields={[{ name: "reason", label: words.what, hint: words.whatHint, kind: "area" }]}
        run={(body, key) => checkSheet(filing.id, { version: filing.version, signed_and_sealed: false, reason: body.reason ?? "" }, key)}
        onDone={(after) => { state.setFiling(after); location.replace(href("/filing/", { id: filing.id })); }}
      >
        <p>{words.lead}</p>
      </ActForm>
    </details>
  );
  if (filing.sheet_confirmed) return lacks;
  return (
    <section class="panel" aria-labelledby="sheet-check" data-sheet="unseen">
      <h2 id="sheet-check">{words.title}</h2>
      <p>{words.unseen}</p>
      <ScanViewer filing={filing} only="verification_sheet" />
      {act.problem && <ProblemNote key={turn} problem={act.problem} />}
      <div class="row"><Button act="check-sheet" busy={act.busy} onClick={() => void confirm()}>{words.confirm}</Button></div>
      {lacks}
    </section>
  );
}
