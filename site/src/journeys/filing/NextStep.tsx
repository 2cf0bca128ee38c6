import { useState } from "preact/hooks";
import { deregister, discard, forward } from "../../api/actions";
import type { Action, Codes, FilingView, Session } from "../../api/types";
import { Button } from "../../components/button/Button";
import { Confirmation, TextField } from "../../components/field/Field";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { ReasonList } from "../../components/reasons/ReasonList";
import { missingToSubmit, TaskList } from "../../components/task-list/TaskList";
import { Upload } from "../../components/upload/Upload";
import { idOf } from "../../form/fields";
import { sectionOf } from "../../form/words";
import { useAct } from "../../hooks/act";
import { href, lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";

interface Props { session: Session; filing: FilingView; codes: Codes; setFiling: (filing: FilingView) => void; reload: () => Promise<unknown> }

/** What to do now. The buttons follow the actions that the service names. */
export function NextStep({ session, filing, setFiling, reload }: Props) {
  const can = (action: Action) => filing.actions.includes(action);
  const id = filing.id;
  const linkTo = (pointer: string) => fieldAddress(id, pointer);

  switch (filing.stage) {
    case "draft":
      return can("submit") ? (
        <>
          {filing.reasons.length > 0 && (
            <Note tone="error" title={t.filing.providerReturned} hook="returned"><ReasonList reasons={filing.reasons} linkTo={linkTo} /></Note>
          )}
          <p>{t.filing.draftNext}</p>
          <TaskList filing={filing} />
          {can("discard") && <Discard filing={filing} />}
        </>
      ) : <p>{t.filing.waiting(t.movers[filing.move_of])}</p>;

    case "with_provider":
      if (can("forward")) return <ProviderChoices filing={filing} setFiling={setFiling} reload={reload} />;
      if (can("record-sheet")) return <SheetLink id={id} />;
      return session.role === "owner" ? (
        <div class="panel">
          <p><strong>{t.filing.waitProvider}</strong></p>
          <p>{t.filing.waitProviderHint}</p>
          {filing.missing.includes("verification_sheet") && <p>{t.filing.prepareSheet}</p>}
          {filing.missing.includes("pre_approval") && <p>{t.filing.uploadPreApproval}</p>}
        </div>
      ) : <p>{t.filing.waiting(t.movers[filing.move_of])}</p>;

    case "awaiting_sheet":
      if (can("record-sheet")) return <SheetLink id={id} />;
      return session.role === "owner" ? (
        <div class="panel">
          <p><strong>{t.filing.sendSheet(filing.due ? formatDate(lang, filing.due.date) : "")}</strong></p>
          <p>{t.filing.sendSheetHow}</p>
          <p>{t.filing.sheetAddress}<br />{t.reference}{t.colon}<strong class="number">{filing.reference}</strong></p>
        </div>
      ) : <p>{t.filing.waiting(t.movers[filing.move_of])}</p>;

    case "under_review":
      return (
        <>
          {can("review") && (
            <div class="panel">
              <p>{t.filing.reviewNext}</p>
              <a class="button" href={href("/filing/review/", { id })} data-open="review">{t.filing.reviewAct}</a>
            </div>
          )}
          {can("upload-scan") && (
            <>
              <Note tone="warning" title={t.filing.uploadPreApproval} />
              <Upload filing={filing} kind="pre_approval" needed="approval" onChange={setFiling} />
            </>
          )}
          {!can("review") && !can("upload-scan") && (
            <p>{session.role === "owner" ? t.filing.waitReview : t.filing.waiting(t.movers[filing.move_of])}</p>
          )}
        </>
      );

    case "returned_to_owner":
    case "returned_to_provider":
      return (
        <>
          <Note tone="error" title={can("amend") ? t.filing.returnedOwner : t.filing.returnedOther(t.movers[filing.move_of])} hook="returned"><ReasonList reasons={filing.reasons} /></Note>
          {can("amend") && <p><a class="button" href={href("/filing/amend/", { id })} data-open="amend">{t.filing.amendAct}</a></p>}
          {session.role === "owner" && <p class="soft">{t.filing.dontRefile}</p>}
        </>
      );

    case "approved":
      return <Approved filing={filing} mayDeregister={can("deregister")} owner={session.role === "owner"} setFiling={setFiling} />;

    default:
      return <p>{filing.stage === "deleted" ? t.filing.gone : t.filing.nothing}</p>;
  }
}

/** Where a field of a draft is edited. */
export function fieldAddress(id: string, pointer: string): string {
  if (pointer.startsWith("/documents")) return `${href("/filing/documents/", { id })}#${idOf(pointer)}`;
  const section = sectionOf(pointer);
  return section ? `${href("/filing/edit/", { id, section, show: "all" })}#${idOf(pointer)}` : href("/filing/", { id });
}

const SheetLink = ({ id }: { id: string }) => (
  <div class="panel">
    <p>{t.filing.clerkNext}</p>
    <a class="button" href={href("/filing/sheet/", { id })} data-open="record-sheet">{t.filing.clerkAct}</a>
  </div>
);

function ProviderChoices({ filing, setFiling, reload }: { filing: FilingView; setFiling: (filing: FilingView) => void; reload: () => Promise<unknown> }) {
  const [confirmed, confirm] = useState(false);
  const [tried, setTried] = useState(false);
  const act = useAct((body: { version: number }, key) => forward(filing.id, body, key));
  const blocked = filing.findings.some((finding) => finding.level === "error") || missingToSubmit(filing).length > 0;
  const go = async () => {
    setTried(true);
    if (!confirmed) {
      document.getElementById("forward-confirmed")?.focus();
      return;
    }
    const after = await act.run({ version: filing.version });
    if (after) {
      setFiling(after);
      window.scrollTo(0, 0);
    } else void reload();
  };
  const missing = missingToSubmit(filing);
  return (
    <>
      <p>{t.filing.providerChoices}{t.colon}</p>
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <div class="panel">
        <h3>{t.filing.forwardTitle}</h3>
        {blocked && <p class="finding warning"><span class="mark" aria-hidden="true">!</span>{t.filing.forwardBlocked}</p>}
        <Confirmation id="forward-confirmed" label={t.filing.forwardConfirm} checked={confirmed} onChange={confirm} error={tried && !confirmed ? t.filing.forwardNeeded : undefined} />
        <Button act="forward" busy={act.busy} onClick={go}>{t.actions.forward}</Button>
      </div>
      <div class="panel">
        <h3>{t.filing.correctTitle}</h3>
        <p>{t.filing.correctHint}</p>
        <a class="button second" href={href("/filing/correct/", { id: filing.id })} data-open="correct">{t.filing.correctAct}</a>
      </div>
      <div class="panel">
        <h3>{t.filing.returnTitle}</h3>
        <p>{t.filing.returnHint}</p>
        <a class="button second" href={href("/filing/return/", { id: filing.id })} data-open="return-filing">{t.filing.returnAct}</a>
      </div>
      <details open={missing.length > 0}>
        <summary>{t.filing.uploadTitle}</summary>
        <p><a href={href("/filing/documents/", { id: filing.id })}>{t.documentsPage.title}</a></p>
      </details>
    </>
  );
}

function Discard({ filing }: { filing: FilingView }) {
  const [confirmed, confirm] = useState(false);
  const [tried, setTried] = useState(false);
  const act = useAct((body: { version: number }, key) => discard(filing.id, body, key));
  const go = async () => {
    setTried(true);
    if (!confirmed) return;
    if (await act.run({ version: filing.version })) location.assign(href("/filings/"));
  };
  return (
    <details data-fold="discard">
      <summary>{t.filing.discardTitle}</summary>
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <p>{t.filing.discardHint}</p>
      <Confirmation
        id="discard-confirmed" label={t.filing.discardConfirm(`${filing.reference}${filing.summary.domain ? ` (${filing.summary.domain})` : ""}`)}
        checked={confirmed} onChange={confirm} error={tried && !confirmed ? t.filing.discardNeeded : undefined}
      />
      <Button act="discard" look="danger" busy={act.busy} onClick={go}>{t.actions.discard}</Button>
    </details>
  );
}

function Approved({ filing, mayDeregister, owner, setFiling }: { filing: FilingView; mayDeregister: boolean; owner: boolean; setFiling: (filing: FilingView) => void }) {
  const [copied, setCopied] = useState(false);
  const number = filing.site_number ?? "";
  const snippet = `<a href="https://beian.miit.gov.cn/" target="_blank" rel="noopener">${number}</a>`;
  const copy = async () => {
    await navigator.clipboard?.writeText(snippet).catch(() => undefined);
    setCopied(true);
  };
  return (
    <>
      <div class="panel">
        <dl class="big-numbers">
          <dt>{t.filing.siteNumber}</dt><dd class="number" data-number="site">{number}</dd>
          <dt>{t.filing.organizerNumber}</dt><dd class="number" data-number="organizer">{filing.organizer_number}</dd>
        </dl>
      </div>
      {owner && (
        <>
          <h2>{t.filing.next}</h2>
          <h3>{t.filing.footer}</h3>
          <p>{t.filing.footerHint}</p>
          <pre><code>{snippet}</code></pre>
          <Button look="second" small act="copy" onClick={() => void copy()}>{copied ? t.filing.copied : t.filing.copy}</Button>
          <h3>{t.filing.police}</h3>
          <p>{t.filing.policeHint}</p>
          <h3>{t.filing.keep}</h3>
          <p>{t.filing.keepHint}</p>
        </>
      )}
      {mayDeregister && <Deregister filing={filing} setFiling={setFiling} />}
    </>
  );
}

function Deregister({ filing, setFiling }: { filing: FilingView; setFiling: (filing: FilingView) => void }) {
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const act = useAct((body: { version: number }, key) => deregister(filing.id, body, key));
  const domain = filing.summary.domain;
  const go = async () => {
    const same = typed.trim().toLowerCase() === domain.trim().toLowerCase();
    setWrong(!same);
    if (!same) {
      document.getElementById("deregister-domain")?.focus();
      return;
    }
    const after = await act.run({ version: filing.version });
    if (after) setFiling(after);
  };
  return (
    <details data-fold="deregister">
      <summary>{t.filing.deregisterTitle}</summary>
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <p>{t.filing.deregisterHint}</p>
      <TextField id="deregister-domain" label={t.filing.deregisterType(domain)} value={typed} onInput={setTyped} spell={false} error={wrong ? t.filing.deregisterWrong : undefined} />
      <Button act="deregister" look="danger" busy={act.busy} onClick={go}>{t.actions.deregister}</Button>
    </details>
  );
}
