import { useEffect, useState } from "preact/hooks";
import { review, showHistory } from "../../api/actions";
import type { Decision, HistoryView, ReturnReason } from "../../api/types";
import { Button } from "../../components/button/Button";
import { ChangeList, changesSince } from "../../components/changes/Changes";
import { Ending } from "../../components/ending/Ending";
import { Confirmation } from "../../components/field/Field";
import { Facts } from "../../components/facts/Facts";
import { FormView } from "../../components/form-view/FormView";
import { KindTag, titleOf } from "../../components/kind/Kind";
import { Restored, Unsendable } from "../../components/restored/Restored";
import { WithFiling } from "../../components/loading/WithFiling";
import { ErrorSummary } from "../../components/note/ErrorSummary";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { problemsOf, ReasonPicker, toggle } from "../../components/reasons/ReasonPicker";
import { ScanViewer } from "../../components/scan-viewer/ScanViewer";
import { StatusTag, Tag } from "../../components/tag/Tag";
import { Unmask } from "../../components/unmask/Unmask";
import { idOf } from "../../form/fields";
import { isDeregistration } from "../../form/open";
import { label } from "../../form/words";
import { useAct } from "../../hooks/act";
import type { Loaded, Loading } from "../../hooks/filing";
import { useRecord } from "../../hooks/record";
import { useUnsent } from "../../hooks/unsent";
import { href, t } from "../../messages/current";
import { SheetCheck } from "./SheetCheck";

const keptAt = (id: string) => `review ${id}`;

export function Review() {
  return (
    <WithFiling>
      {(loaded, state) => loaded.filing.actions.includes("review")
        ? <Desk {...loaded} state={state} />
        : (
          <>
            <Note tone="warning" title={t.review.notUnder}><p><a href={href("/filing/", { id: loaded.filing.id })}>{t.back}</a></p></Note>
            <Unsendable place={keptAt(loaded.filing.id)} codes={loaded.codes} providers={loaded.providers} />
          </>
        )}
    </WithFiling>
  );
}

/** The form, the scans beside it, and the decision. */
function Desk({ session, filing, codes, providers, state }: Loaded & { state: Loading }) {
  const unsent = useUnsent<ReturnReason[]>(keptAt(filing.id), [], { version: filing.version });
  const [reasons, setReasons] = [unsent.value, unsent.set];
  const [compared, compare] = useState(false);
  const [trouble, setTrouble] = useState<{ approve?: true; empty?: true; reasons?: true }>({});
  const [turn, setTurn] = useState(0);
  const [history, setHistory] = useState<HistoryView>();
  useEffect(() => {
    void showHistory(filing.id).then((answer) => answer.ok && setHistory(answer.value));
  }, [filing.id, filing.version]);
  const changes = filing.kind === "change" && history ? changesSince(history.items) : [];
  const record = useRecord(isDeregistration(filing) ? filing.about?.record_id : undefined);
  const approval = t.orders.approve[filing.kind as keyof typeof t.orders.approve] ?? t.review.approve;
  const act = useAct((body: { version: number; decision: Decision; reasons: ReturnReason[] }, key) => review(filing.id, body, key));
  const unseen = filing.sheet_confirmed === false;
  const blocked = unseen || filing.missing.includes("pre_approval");
  const errors = filing.findings.filter((finding) => finding.level === "error").length;
  const has = (pointer: string) => reasons.some((reason) => reason.pointer === pointer);
  const flag = (pointer: string) => (
    <button type="button" class="link-button small flag" aria-pressed={has(pointer)} data-flag={idOf(pointer)} onClick={() => setReasons(toggle(reasons, pointer, filing.findings))}>
      {has(pointer) ? `✕ ${t.review.flagged}` : t.review.flag}<span class="visually-hidden"> {label(pointer)}</span>
    </button>
  );

  const decide = async (decision: Decision) => {
    setTurn(turn + 1);
    if (decision === "approve") {
      setTrouble(compared ? {} : { approve: true });
      if (!compared) {
        document.getElementById("review-compared")?.focus();
        return;
      }
    } else {
      const missing = reasons.length === 0 ? { empty: true as const } : Object.keys(problemsOf(reasons)).length > 0 ? { reasons: true as const } : {};
      setTrouble(missing);
      if (Object.keys(missing).length > 0) return;
    }
    const after = await act.run({ version: filing.version, decision, reasons: decision === "approve" ? [] : reasons });
    if (after) {
      unsent.sent();
      state.setFiling(after);
      location.replace(href("/filing/", { id: filing.id }));
    } else void state.reload();
  };
  const wrong = trouble.reasons ? problemsOf(reasons) : {};
  const items = trouble.empty ? [{ text: t.returning.none }]
    : Object.entries(wrong).map(([pointer, text]) => ({ href: `#reason-${idOf(pointer)}`, label: label(pointer), text }));

  return (
    <>
      <p><a href={href("/filings/", { status: "under_review" })}>‹ {t.review.backToList}</a> · <a href={href("/filing/", { id: filing.id })}>{t.filing.history}</a></p>
      <h1 class="break">{t.review.title}{t.colon}{titleOf(filing.summary)} <KindTag kind={filing.kind} /> <StatusTag status={filing.status} kind={filing.kind} /></h1>
      <p class="soft">{t.reference} <strong class="number">{filing.reference}</strong> · {filing.summary.organizer_name} · <a href={href("/conflicts/", { reference: filing.reference })}>{t.conflictHelp.bothSides}</a></p>
      {unseen && filing.actions.includes("check-sheet") && <SheetCheck filing={filing} state={state} />}
      <Facts filing={filing} role={session.role} codes={codes} />
      {!isDeregistration(filing) && <p data-machine>
        <strong>{t.filing.machine}{t.colon}</strong>
        {filing.findings.length === 0 ? <Tag look="good">{t.filing.fine}</Tag> : <Tag look={errors ? "bad" : "wait"}>{t.filing.issues(errors, filing.findings.length - errors)}</Tag>}
      </p>}
      {isDeregistration(filing) && <Ending filing={filing} record={record} />}
      {changes.length > 0 && filing.form && (
        <section aria-labelledby="changes">
          <h2 id="changes">{t.orders.changes}</h2>
          <ChangeList changes={changes} form={filing.form} codes={codes} providers={providers} />
        </section>
      )}
      <div class="desk">
        <section aria-labelledby="form">
          <h2 id="form">{t.review.form}</h2>
          <Unmask filing={filing} onShown={state.setFiling} />
          {filing.form && <FormView form={filing.form} filing={filing} codes={codes} providers={providers} findings={filing.findings} act={flag} chosen={has} />}
        </section>
        <section aria-labelledby="scans" class="side">
          <h2 id="scans">{t.review.scans}</h2>
          <ScanViewer filing={filing} />
          {!unseen && filing.actions.includes("check-sheet") && <SheetCheck filing={filing} state={state} />}
          <ul class="small">
            {[...new Set([...filing.documents.map((document) => document.kind), ...filing.scans.map((scan) => scan.document)])].map((kind) => (
              <li key={kind}>
                {t.documents[kind].name}{" "}
                {filing.scans.some((scan) => scan.document === kind) ? "✓" : filing.missing.includes(kind) ? <strong>✕ {t.documentsPage.missing}</strong> : <span class="soft">{t.neededFor.optional}</span>}{" "}
                {kind !== "verification_sheet" && flag(`/documents/${kind}`)}
              </li>
            ))}
          </ul>
        </section>
      </div>
      <section class="decision" aria-labelledby="decision">
        <h2 id="decision">{t.review.decision}</h2>
        <Restored unsent={unsent} />
        {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
        <ErrorSummary items={items} turn={turn} />
        {reasons.length > 0 && <h3>{t.review.reasonsOf(reasons.length)}</h3>}
        {reasons.length === 0 && <p class="soft">{t.review.pick}</p>}
        <ReasonPicker filing={filing} reasons={reasons} onChange={setReasons} errors={wrong} chosenOnly />
        {blocked && <Note tone="warning" hook="approve-blocked">{unseen ? t.review.sheet.first : t.review.blocked}</Note>}
      </section>
      <div class="decision-bar no-print">
        {!blocked && reasons.length === 0 && (
          <Confirmation id="review-compared" label={t.review.approveConfirm} checked={compared} onChange={compare} error={trouble.approve && !compared ? t.review.approveNeeded : undefined} />
        )}
        <div class="acts">
          {!blocked && reasons.length === 0 && <Button act="approve" busy={act.busy} onClick={() => void decide("approve")}>{approval}</Button>}
          <Button act="return-to-owner" look="second" busy={act.busy} onClick={() => void decide("return_to_owner")}>{t.review.returnOwner}</Button>
          <Button act="return-to-provider" look="second" busy={act.busy} onClick={() => void decide("return_to_provider")}>{t.review.returnProvider}</Button>
          {reasons.length > 0 && <a href="#decision" class="small">{t.review.reasonsOf(reasons.length)}</a>}
        </div>
      </div>
    </>
  );
}
