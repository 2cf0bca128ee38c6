import { useState } from "preact/hooks";
import { issueCertificate } from "../../api/actions";
import type { CertificateView, RecordSiteView, RecordView } from "../../api/types";
import { Button } from "../../components/button/Button";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { useAct } from "../../hooks/act";
import { savePdf } from "../../hooks/save";
import { href, t } from "../../messages/current";

/** Has a certificate of filing issued, of everything or of one site, and saves its PDF. */
export function Certificate({ record, site }: { record: RecordView; site?: RecordSiteView }) {
  const words = t.records.certificate;
  const [issued, setIssued] = useState<CertificateView>();
  const act = useAct((body: { position?: number }, key) => issueCertificate(record.id, body, key));
  const issue = async () => {
    const answer = await act.run(site ? { position: site.position } : {});
    if (!answer) return;
    setIssued(answer);
    savePdf(answer);
  };
  return (
    <div data-certificate={site?.position ?? "organizer"}>
      <p>
        <Button look="second" small={Boolean(site)} act="issue-certificate" busy={act.busy} onClick={() => void issue()}>{site ? words.ofSite : words.act}</Button>
      </p>
      {!site && <p class="soft">{words.hint}</p>}
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      {issued && (
        <Note tone="ok" role="status" title={words.done} hook="certificate">
          <p>{words.doneNext(issued.number.toUpperCase())}</p>
          <p><a href={href("/verify/") + `#${issued.number}`}>{words.see}</a></p>
          <p><button type="button" class="link-button" onClick={() => savePdf(issued)}>{words.again}</button></p>
        </Note>
      )}
    </div>
  );
}
