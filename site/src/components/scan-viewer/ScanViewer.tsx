import { useEffect, useState } from "preact/hooks";
import { viewScan } from "../../api/actions";
import type { FilingView, Problem, ScanView } from "../../api/types";
import { t } from "../../messages/current";
import { Button } from "../button/Button";
import { ProblemNote } from "../note/ProblemNote";
import { reasonFor, ScanReason } from "../unmask/Unmask";
import { openScan } from "../upload/Upload";

/** The scans one after the other, with zoom and rotation. */
export function ScanViewer({ filing }: { filing: FilingView }) {
  const scans = [...filing.scans].sort((a, b) => a.document.localeCompare(b.document));
  const [place, setPlace] = useState(0);
  const [view, setView] = useState<{ id: string; answer: ScanView }>();
  const [problem, setProblem] = useState<Problem>();
  const [zoom, setZoom] = useState(1);
  const [turns, setTurns] = useState(0);
  const [said, say] = useState(0);
  const scan = scans[Math.min(place, scans.length - 1)];
  const id = scan?.id;

  useEffect(() => {
    let current = true;
    setProblem(undefined);
    setZoom(1);
    setTurns(0);
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
  const step = (by: number) => setPlace((place + by + scans.length) % scans.length);
  const ready = view?.id === scan.id ? view.answer : undefined;
  const image = scan.media_type === "image/jpeg" || scan.media_type === "image/png";
  return (
    <div class="scan-viewer" data-scan-shown={scan.document}>
      <div class="bar" role="toolbar" aria-label={t.review.scans}>
        <strong>{t.documents[scan.document].name} <span class="soft number">({t.review.position(Math.min(place, scans.length - 1) + 1, scans.length)})</span></strong>
        {scans.length > 1 && <Button look="second" small onClick={() => step(-1)}>{t.review.previous}</Button>}
        {scans.length > 1 && <Button look="second" small onClick={() => step(1)}>{t.review.next}</Button>}
        {image && (
          <>
            <Button look="second" small onClick={() => setZoom(zoom * 1.4)}>{t.review.zoomIn}</Button>
            <Button look="second" small onClick={() => setZoom(Math.max(0.3, zoom / 1.4))}>{t.review.zoomOut}</Button>
            <Button look="second" small onClick={() => setTurns(turns + 1)}>{t.review.rotate}</Button>
            <Button look="second" small onClick={() => { setZoom(1); setTurns(0); }}>{t.review.reset}</Button>
          </>
        )}
        <button type="button" class="link-button small" onClick={async () => setProblem(await openScan(filing.id, scan.id))}>{t.filing.openScan}</button>
      </div>
      <div class="sheet" tabIndex={0} role="group" aria-label={t.documents[scan.document].name}>
        {problem?.code === "malformed" ? <ScanReason filingId={filing.id} onSaid={() => say(said + 1)} />
          : problem ? <ProblemNote problem={problem} />
          : !ready ? <p role="status">{t.loading}</p>
          : image ? <img src={ready.url} alt={t.documents[scan.document].name} style={{ width: `${zoom * 100}%`, transform: `rotate(${turns * 90}deg)` }} />
          : <p>{scan.media_type === "application/pdf" ? t.review.pdf : t.review.noPreview}</p>}
      </div>
    </div>
  );
}
