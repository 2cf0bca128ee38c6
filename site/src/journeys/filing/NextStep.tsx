import { useState } from "preact/hooks";
import { correctArrival, discard, forward, handOver, pauseReview, resumeReview, takeUp } from "../../api/actions";
import type { Codes, FilingAction, FilingView, ProviderView, Session } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Button } from "../../components/button/Button";
import { Copy } from "../../components/copy/Copy";
import { Ending } from "../../components/ending/Ending";
import { awaitsConfirmation } from "../../components/facts/Facts";
import { Confirmation } from "../../components/field/Field";
import { FormView } from "../../components/form-view/FormView";
import { HelpLink } from "../../components/help-link/HelpLink";
import { titleOf } from "../../components/kind/Kind";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { ReasonList } from "../../components/reasons/ReasonList";
import { missingToSubmit, TaskList } from "../../components/task-list/TaskList";
import { Upload } from "../../components/upload/Upload";
import { FORM, idOf, SECTIONS } from "../../form/fields";
import { isClosed, isDeregistration, tells } from "../../form/open";
import { placeOf, siteAt, type Filled } from "../../form/sites";
import { sectionOf } from "../../form/words";
import { useAct } from "../../hooks/act";
import { useRecord, useSections } from "../../hooks/record";
import { placeOfDraft } from "../../hooks/unsent";
import { href, lang, named, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";
import { forget } from "../../unsent";
import { OrderSites } from "./OrderSites";

interface Props { session: Session; filing: FilingView; codes: Codes; providers: readonly ProviderView[]; setFiling: (filing: FilingView) => void; reload: () => Promise<unknown> }

/** The next step. The buttons follow the actions that the service names. */
export function NextStep({ session, filing, codes, providers, setFiling, reload }: Props) {
  const can = (action: FilingAction) => filing.actions.includes(action);
  const id = filing.id;
  const linkTo = (pointer: string) => fieldAddress(id, pointer);

  switch (filing.status) {
    case "draft":
      return can("submit") ? (
        <>
          {filing.reasons.length > 0 && (
            <Note tone="error" title={t.filing.providerReturned} hook="returned"><ReasonList reasons={filing.reasons} linkTo={linkTo} /><HelpLink to="returned" /></Note>
          )}
          {filing.form && <DraftTasks session={session} filing={{ ...filing, form: filing.form }} codes={codes} setFiling={setFiling} reload={reload} />}
          <AsOnFile filing={filing} codes={codes} providers={providers} />
          {can("discard") && <Discard filing={filing} reload={reload} />}
        </>
      ) : (
        <>
          <div class="panel" data-note="written-for">
            <p><strong>{can("discard") ? t.orders.writtenFor : t.filing.waiting(t.parties[filing.next_actor])}</strong></p>
            {can("discard") && <p>{t.orders.writtenForHint}</p>}
            {session.role === "owner" && <HelpLink to="filled-for-me" />}
          </div>
          {can("discard") && <Discard filing={filing} reload={reload} />}
        </>
      );

    case "with_provider":
      if (isDeregistration(filing)) return <Deregistration session={session} filing={filing} setFiling={setFiling} reload={reload} />;
      if (can("forward")) return <ProviderChoices filing={filing} setFiling={setFiling} reload={reload} />;
      if (can("record-sheet")) return <SheetLink id={id} />;
      return session.role === "owner" ? (
        <div class="panel">
          <p><strong>{filing.missing.length > 0 ? t.filing.waitProviderMeanwhile : t.filing.waitProvider}</strong></p>
          <p>{t.filing.waitProviderHint}</p>
          {filing.missing.includes("verification_sheet") && <><p>{t.filing.prepareSheet}</p><PrintLink kind="verification_sheet" filing={filing} /></>}
          {filing.missing.includes("pre_approval") && <p>{t.filing.uploadPreApproval}</p>}
          <HelpLink to={["review-time", "avoid-return", "provider-silent"]} />
        </div>
      ) : <p>{t.filing.waiting(t.parties[filing.next_actor])}</p>;

    case "awaiting_sheet":
      if (can("record-sheet")) return <SheetLink id={id} />;
      return session.role === "owner" ? (
        <div class="panel">
          <p><strong>{t.filing.sendSheet(filing.due ? formatDate(lang, filing.due.date) : "")}</strong></p>
          <p>{t.filing.sendSheetHow}</p>
          <p>{t.filing.sheetAddress}<br />{t.reference}{t.colon}<strong class="number">{filing.reference}</strong></p>
          <PrintLink kind="verification_sheet" filing={filing} main />
          <HelpLink to={["sheet", "sheet-late"]} />
        </div>
      ) : <><p>{t.filing.waiting(t.parties[filing.next_actor])}</p>{session.role === "provider" && <PrintLink kind="verification_sheet" filing={filing} />}</>;

    case "under_review":
      return (
        <>
          {can("review") && (
            <div class="panel">
              <p>{t.filing.reviewNext}</p>
              <a class="button" href={href("/filing/review/", { id })} data-open="review">{t.filing.reviewAct}</a>
            </div>
          )}
          {session.role !== "owner" && session.role !== "provider" && <Assignee session={session} filing={filing} setFiling={setFiling} reload={reload} />}
          {can("resume-review") && <Resume filing={filing} setFiling={setFiling} reload={reload} />}
          {can("pause-review") && <Pause filing={filing} codes={codes} setFiling={setFiling} reload={reload} />}
          {can("upload-scan") && (
            <>
              <Note tone="warning" title={t.filing.uploadPreApproval} />
              <Upload filing={filing} kind="pre_approval" needed="approval" onChange={setFiling} />
              <HelpLink to="pre-approval" />
            </>
          )}
          {!can("review") && !can("upload-scan") && (
            <p>{session.role === "owner" ? t.filing.waitReview : t.filing.waiting(session.role === "clerk" ? t.roles.reviewer : t.parties[filing.next_actor])}</p>
          )}
          {can("correct-arrival") && <CorrectArrival filing={filing} setFiling={setFiling} reload={reload} />}
          {session.role === "owner" && <HelpLink to={["review-time", "avoid-return"]} />}
        </>
      );

    case "returned_to_owner":
    case "returned_to_provider":
      return (
        <>
          <Note tone="error" title={can("amend") ? t.filing.returnedOwner : t.filing.returnedOther(t.parties[filing.next_actor])} hook="returned">
            <ReasonList reasons={filing.reasons} />
            {(session.role === "owner" || can("amend")) && <HelpLink to={can("amend") ? ["returned"] : ["returned", "provider-silent"]} />}
          </Note>
          {can("amend") && <p><a class="button" href={href("/filing/amend/", { id })} data-open="amend">{t.filing.amendAct}</a></p>}
          {can("discard") && <Discard filing={filing} reload={reload} />}
          {session.role === "owner" && <p class="soft">{t.filing.dontRefile}</p>}
        </>
      );

    case "approved":
      return filing.kind === "first" || filing.kind === "add_site"
        ? <Approved filing={filing} session={session} />
        : <Done filing={filing} session={session} />;

    case "deleted":
      return <p>{isDeregistration(filing) ? t.orders.withdrawn : t.filing.gone}</p>;

    default:
      return <><p>{t.filing.nothing}</p><RecordLink filing={filing} session={session} /></>;
  }
}

/** A submitted filing is deleted by post (§二.4); the form is filled in already. */
export const DeleteByPost = ({ filing }: { filing: FilingView }) => (
  <details data-fold="delete-submission">
    <summary>{t.forms.unwanted}</summary>
    <p>{t.forms.unwantedHint}</p>
    <PrintLink kind="delete_submission" filing={filing} />
    <HelpLink to="delete-submission" />
  </details>
);

/** To the form of this filing that is printed and posted. */
function PrintLink({ kind, filing, main }: { kind: "verification_sheet" | "delete_submission"; filing: FilingView; main?: boolean }) {
  return <p><a class={main ? "button" : "button second small"} href={href("/forms/", { kind, filing: filing.id })} data-open={`print-${kind}`}>{kind === "verification_sheet" ? t.forms.printSheet : t.forms.printDelete}</a></p>;
}

/** The reviewer who works on the filing, and the buttons to take it up or to hand it over. */
function Assignee({ session, filing, setFiling, reload }: Given & Pick<Props, "session">) {
  const { assignee } = filing.summary;
  const mine = assignee === session.username;
  return (
    <div class="panel" data-assignee={assignee ?? ""}>
      <p><strong>{assignee ? (mine ? t.work.yours : t.work.theirs(assignee)) : t.work.lists.unassigned}</strong></p>
      {assignee && !mine && session.role === "reviewer" && <p>{t.work.theirsHint}</p>}
      {filing.actions.includes("take-up") && (
        <ActForm id="take-up" act="take-up" look="second" label={t.work.takeUp} fields={[]} onDone={setFiling} reload={reload} run={(_, key) => takeUp(filing.id, { version: filing.version }, key)}>
          <p class="soft">{t.work.takeUpHint}</p>
        </ActForm>
      )}
      {filing.actions.includes("hand-over") && (
        <details data-fold="hand-over">
          <summary>{t.work.handOver}</summary>
          <ActForm
            id="hand-over" act="hand-over" look="second" label={t.work.act} onDone={setFiling} reload={reload}
            fields={[{ name: "to", label: t.work.to, hint: t.work.toHint, optional: true }]}
            run={({ to }, key) => handOver(filing.id, { version: filing.version, ...(to ? { to: to.trim() } : {}) }, key)}
          />
        </details>
      )}
    </div>
  );
}

/** Stops a review's clock, for one of the reasons that there are. */
const Pause = ({ filing, codes, setFiling, reload }: Given & Pick<Props, "codes">) => (
  <details data-fold="pause-review">
    <summary>{t.terms.pause.title}</summary>
    <ActForm
      id="pause" act="pause-review" look="second" label={t.terms.pause.act} onDone={setFiling} reload={reload}
      fields={[
        { name: "reason", label: t.terms.pause.reason, kind: "select", options: codes.pause_reasons.map((one) => ({ value: one.code, text: named(one) })) },
        { name: "expected_on", label: t.terms.pause.until, hint: t.terms.pause.untilHint, kind: "date" },
      ]}
      run={(values, key) => pauseReview(filing.id, { version: filing.version, ...values }, key)}
    >
      <p>{t.terms.pause.hint}</p>
    </ActForm>
  </details>
);

const CorrectArrival = ({ filing, setFiling, reload }: Given) => (
  <details key={filing.sheet_arrived_on} data-fold="correct-arrival">
    <summary>{t.sheet.correct.title}</summary>
    <ActForm
      id="correct-arrival" act="correct-arrival" look="second" instead={{ "nothing-changed": t.sheet.correct.same }} label={t.sheet.correct.act} onDone={setFiling} reload={reload}
      fields={[
        { name: "arrived_on", label: t.sheet.arrived, kind: "date", value: filing.sheet_arrived_on ?? "" },
        { name: "reason", label: t.sheet.correct.reason, hint: t.mail.reasonOfSheet, kind: "area" },
      ]}
      run={(values, key) => correctArrival(filing.id, { version: filing.version, ...values }, key)}
    >
      <p>{t.sheet.correct.lead}</p>
    </ActForm>
  </details>
);

const Resume = ({ filing, setFiling, reload }: Given) => (
  <div class="panel" data-note="paused">
    <p><strong>{t.terms.resume.title}</strong></p>
    <p>{t.terms.resume.hint}</p>
    <ActForm id="resume" act="resume-review" look="second" label={t.terms.resume.act} fields={[]} onDone={setFiling} reload={reload} run={(_, key) => resumeReview(filing.id, { version: filing.version }, key)} />
  </div>
);

/** The address at which a field of a draft is edited. */
export function fieldAddress(id: string, pointer: string): string {
  if (pointer.startsWith("/documents")) return `${href("/filing/documents/", { id })}#${idOf(pointer)}`;
  const section = sectionOf(pointer);
  const { place } = placeOf(pointer);
  return section ? `${href("/filing/edit/", { id, section, ...(place > 0 && { site: String(place + 1) }), show: "all" })}#${idOf(pointer)}` : href("/filing/", { id });
}

const SheetLink = ({ id }: { id: string }) => (
  <div class="panel">
    <p>{t.filing.clerkNext}</p>
    <a class="button" href={href("/filing/sheet/", { id })} data-open="record-sheet">{t.filing.clerkAct}</a>
  </div>
);

function DraftTasks({ session, filing, codes, setFiling, reload }: Pick<Props, "session" | "codes" | "setFiling" | "reload"> & { filing: Filled }) {
  const { sections } = useSections(filing, session);
  const provider = session.role === "provider";
  const next = filing.kind === "change" ? t.orders.changeNext : filing.kind === "add_site" ? t.orders.addSiteNext : filing.kind === "add_access" ? t.orders.addAccessNext : t.filing.draftNext;
  return (
    <>
      <p>{provider ? t.orders.writingFor : next}</p>
      <TaskList filing={filing} sections={sections} />
      {filing.kind === "add_site" && <OrderSites filing={filing} codes={codes} setFiling={setFiling} reload={reload} />}
    </>
  );
}

/** The fields of a draft that stand as they are on file and are not written here. */
function AsOnFile({ filing, codes, providers }: Pick<Props, "filing" | "codes" | "providers">) {
  const closed = SECTIONS.filter((section) => isClosed(filing, section) && FORM[section].some(({ fields }) => fields.some((field) => tells(filing, field.pointer))));
  if (!filing.form || filing.kind === "first" || closed.length === 0) return null;
  return (
    <details data-fold="as-on-file">
      <summary>{t.orders.asOnFileFold}</summary>
      <FormView form={filing.form} filing={filing} codes={codes} providers={providers} sections={closed} />
    </details>
  );
}

interface Given { filing: FilingView; setFiling: (filing: FilingView) => void; reload: () => Promise<unknown> }

/** A deregistration with its provider: its owner confirms it first, then it is forwarded; until then it can be withdrawn. */
function Deregistration({ session, filing, setFiling, reload }: Given & { session: Session }) {
  const can = (action: FilingAction) => filing.actions.includes(action);
  const record = useRecord(session.role === "clerk" ? undefined : filing.about?.record_id);
  const waits = awaitsConfirmation(filing);
  const owner = session.role === "owner";
  const words = t.orders;
  return (
    <>
      <Ending filing={filing} record={record} />
      {waits && (
        <Note tone="warning" title={owner ? words.confirmNext : words.ownerConfirms} hook="confirm-deregistration">
          <p>{owner ? words.confirmHint : words.ownerConfirmsHint}</p>
        </Note>
      )}
      {!waits && owner && <div class="panel"><p><strong>{words.confirmed}</strong></p><p>{words.confirmedHint}</p></div>}
      {can("forward") && <ProviderChoices filing={filing} setFiling={setFiling} reload={reload} />}
      {owner && <HelpLink to={waits ? ["deregister", "no-email"] : ["deregister"]} />}
      {!owner && !can("forward") && !can("discard") && <p>{t.filing.waiting(t.parties[waits ? "owner" : filing.next_actor])}</p>}
      {can("discard") && <Withdraw filing={filing} setFiling={setFiling} reload={reload} />}
    </>
  );
}

function Withdraw({ filing, setFiling, reload }: Given) {
  const act = useAct((body: { version: number }, key) => discard(filing.id, body, key));
  const go = async () => {
    const after = await act.run({ version: filing.version });
    if (after) setFiling(after);
    else void reload();
  };
  return (
    <div class="panel">
      <h3>{t.orders.withdrawTitle}</h3>
      <p>{t.orders.withdrawHint}</p>
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <Button act="discard" look="second" busy={act.busy} onClick={() => void go()}>{t.orders.withdraw}</Button>
    </div>
  );
}

/** The link to the record on file, where further orders begin. */
function RecordLink({ filing, session, look = "second" }: { filing: FilingView; session: Session; look?: "" | "second" }) {
  const id = filing.about?.record_id ?? filing.organizer_number?.replace(/\D/g, "");
  if (!id || session.role === "clerk") return null;
  return <p><a class={`button ${look}`} href={href("/records/record/", { id })} data-open="record">{t.orders.openRecord}</a></p>;
}

/** The note of an approved order: the state of the record on file. */
function Done({ filing, session }: { filing: FilingView; session: Session }) {
  const record = useRecord(isDeregistration(filing) && session.role !== "clerk" ? filing.about?.record_id : undefined);
  const words = t.orders.done[filing.kind as keyof typeof t.orders.done];
  const number = filing.site_numbers[0] ?? filing.organizer_number ?? "";
  return (
    <>
      <Note tone="ok" title={words.title} hook="order-done">
        <p>{words.text(number)}</p>
        {session.role === "owner" && "next" in words && <p>{words.next}</p>}
      </Note>
      {isDeregistration(filing) && <Ending filing={filing} record={record} />}
      <RecordLink filing={filing} session={session} look="" />
    </>
  );
}

function ProviderChoices({ filing, setFiling, reload }: Given) {
  const can = (action: FilingAction) => filing.actions.includes(action);
  const ends = isDeregistration(filing);
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
      {!ends && <p>{t.filing.providerChoices}{t.colon}</p>}
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <div class="panel">
        <h3>{ends ? t.orders.forwardTitle : t.filing.forwardTitle}</h3>
        {blocked && <p class="finding warning"><span class="mark" aria-hidden="true">!</span>{t.filing.forwardBlocked}</p>}
        <Confirmation id="forward-confirmed" label={ends ? t.orders.forwardConfirm : t.filing.forwardConfirm} checked={confirmed} onChange={confirm} error={tried && !confirmed ? t.filing.forwardNeeded : undefined} />
        <Button act="forward" busy={act.busy} onClick={go}>{t.actions.forward}</Button>
      </div>
      {can("correct") && <div class="panel">
        <h3>{t.filing.correctTitle}</h3>
        <p>{t.filing.correctHint}</p>
        <a class="button second" href={href("/filing/correct/", { id: filing.id })} data-open="correct">{t.filing.correctAct}</a>
      </div>}
      {can("return-filing") && <div class="panel">
        <h3>{t.filing.returnTitle}</h3>
        <p>{t.filing.returnHint}</p>
        <a class="button second" href={href("/filing/return/", { id: filing.id })} data-open="return-filing">{t.filing.returnAct}</a>
      </div>}
      {can("upload-scan") && <details open={missing.length > 0}>
        <summary>{t.filing.uploadTitle}</summary>
        <p><a href={href("/filing/documents/", { id: filing.id })}>{t.documentsPage.title}</a></p>
      </details>}
    </>
  );
}

function Discard({ filing, reload }: Pick<Given, "filing" | "reload">) {
  const [confirmed, confirm] = useState(false);
  const [tried, setTried] = useState(false);
  const act = useAct((body: { version: number }, key) => discard(filing.id, body, key));
  const go = async () => {
    setTried(true);
    if (!confirmed) return;
    if (await act.run({ version: filing.version })) {
      forget(placeOfDraft(filing.id));
      location.assign(href("/filings/"));
    } else void reload();
  };
  return (
    <details data-fold="discard">
      <summary>{t.filing.discardTitle}</summary>
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <p>{t.filing.discardHint}</p>
      <Confirmation
        id="discard-confirmed" label={t.filing.discardConfirm(`${filing.reference}${filing.summary.domain ? ` (${titleOf(filing.summary)})` : ""}`)}
        checked={confirmed} onChange={confirm} error={tried && !confirmed ? t.filing.discardNeeded : undefined}
      />
      <Button act="discard" look="danger" busy={act.busy} onClick={go}>{t.actions.discard}</Button>
    </details>
  );
}

function Approved({ filing, session }: { filing: FilingView; session: Session }) {
  const owner = session.role === "owner";
  const numbers = filing.site_numbers.map((number, place) => ({ number, domain: filing.form && siteAt(filing.form, place).site.domain }));
  const several = numbers.length > 1;
  const gone = (number: string) => filing.deregistered_sites.includes(number);
  return (
    <>
      <div class="panel">
        <dl class="big-numbers">
          {numbers.map(({ number, domain }) => (
            <>
              <dt>{t.filing.siteNumber}{several && ` · ${domain}`}</dt><dd class="number" data-number="site">{number}{gone(number) && ` · ${t.statuses.deregistered.name}`}</dd>
            </>
          ))}
          <dt>{t.filing.organizerNumber}</dt><dd class="number" data-number="organizer">{filing.organizer_number}</dd>
        </dl>
      </div>
      {owner && (
        <>
          <h2>{t.filing.next}</h2>
          <h3>{t.filing.footer}</h3>
          <p>{t.filing.footerHint}</p>
          {numbers.filter(({ number }) => !gone(number)).map(({ number, domain }) => <Snippet key={number} number={number} of={several ? domain : undefined} />)}
          <h3>{t.filing.police}</h3>
          <p>{t.filing.policeHint}</p>
          <h3>{t.filing.keep}</h3>
          <p>{t.filing.keepHint}</p>
        </>
      )}
      <RecordLink filing={filing} session={session} />
    </>
  );
}

/** The line with the filing number for the foot of the site's home page, to be copied. */
function Snippet({ number, of }: { number: string; of: string | undefined }) {
  const text = `<a href="https://beian.miit.gov.cn/" target="_blank" rel="noopener">${number}</a>`;
  return (
    <>
      {of && <h4>{of}</h4>}
      <pre><code>{text}</code></pre>
      <Copy text={text} act="copy" of={of} />
    </>
  );
}
