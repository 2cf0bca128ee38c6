import { useEffect, useState } from "preact/hooks";
import { viewScan } from "../../api/actions";
import type { DocumentKind, FilingView, Problem, ScanView } from "../../api/types";
import { t } from "../../messages/current";
import { ProblemNote } from "../note/ProblemNote";
import { reasonFor, ScanReason } from "../unmask/Unmask";
import { openScan } from "../upload/Upload";
import { Viewer } from "./Viewer";

/** The scans of a filing one after the other, or those of one document alone. */
export function ScanViewer({ filing, only }: { filing: FilingView; only?: DocumentKind }) {
  const scans = filing.scans.filter((one) => !only || one.document === only).sort((a, b) => a.document.localeCompare(b.document));
  const [place, setPlace] = useState(0);
  const [view, setView] = useState<{ id: string; answer: ScanView }>();
  const [problem, setProblem] = useState<Problem>();
  const [said, say] = useState(0);
  const scan = scans[Math.min(place, scans.length - 1)];
  const id = scan?.id;

  useEffect(() => {
    let current = true;
    setProblem(undefined);
    if (id) {
      void viewScan(filing.id, id, reasonFor(filing.id)).then((answer) => {
        if (!current) return;
        if (answer.ok) setView({ id, answer: answer.value });
        else setProblem(answer.problem);
      });
    }
    return () => { current = false; };
  }, [filing.id, id, said, filing.masked]);

  if (!scan) return <p class="panel">{t.review.noScan}</p>;
  const ready = view?.id === scan.id ? view.answer : undefined;
  const image = scan.media_type === "image/jpeg" || scan.media_type === "image/png";
  const instead = problem?.code === "malformed" ? <ScanReason filingId={filing.id} onSaid={() => say(said + 1)} />
    : problem ? <ProblemNote problem={problem} />
    : !ready ? <p role="status">{t.loading}</p>
    : image ? undefined
    : (
      <>
        <p>{scan.media_type === "application/pdf" ? t.review.pdf : t.review.noPreview}</p>
        <ul class="scan-pages">{ready.thumbnails.map((address, index) => <li key={index}><img src={address} alt={t.documentsPage.page(index + 1)} width="240" data-thumbnail /></li>)}</ul>
      </>
    );
  return (
    <Viewer
      sheets={scans.map((one) => ({ key: one.id, name: t.documents[one.document].name, alt: t.documents[one.document].name, ...(one.id === id && ready && { url: ready.url }) }))}
      place={place} onPlace={setPlace} label={t.review.scans} position={t.review.position} step={{ previous: t.review.previous, next: t.review.next }} instead={instead} hook={scan.document}
      bar={<button type="button" class="link-button small" onClick={async () => setProblem(await openScan(filing.id, scan.id))}>{t.filing.openScan}</button>}
    />
  );
}
