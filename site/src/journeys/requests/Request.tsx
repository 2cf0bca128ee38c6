import { useEffect, useRef, useState } from "preact/hooks";
import { decideRequest, receiveEvidence, showRequest, viewPapers, type PaperMark } from "../../api/actions";
import { isOpen, newKey } from "../../api/client";
import type { Evidence, Problem, RequestAction, RequestView, ScannedPageView } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { Button } from "../../components/button/Button";
import { Confirmation } from "../../components/field/Field";
import { KindTag, titleOf } from "../../components/kind/Kind";
import { Restored } from "../../components/restored/Restored";
import { Failed, Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { pageKey, Papers, Unsorted } from "../../components/scan-viewer/Papers";
import { StatusTag } from "../../components/tag/Tag";
import { useAct } from "../../hooks/act";
import { idInAddress } from "../../hooks/filing";
import { usePapers } from "../../hooks/papers";
import { tell, useSession } from "../../hooks/signed-in";
import { here, useUnsent } from "../../hooks/unsent";
import { href, lang, t } from "../../messages/current";
import { formatDate, formatInstant } from "../../messages/dates";
import type { Local } from "../fields";
import { emptyEnvelope, EnvelopeFields, type Envelope } from "./Envelope";
import { RequestDue } from "./Requests";

/** One request that came by post: its papers, the missing ones, and the actions that are open now. */
export function Request() {
  const id = idInAddress();
  const who = useSession();
  const [request, setRequest] = useState<RequestView>();
  const [problem, setProblem] = useState<Problem>();
  const load = async () => {
    const answer = await showRequest(id);
    if (answer.ok) setRequest(answer.value);
    else tell(answer.problem, setProblem);
  };
  useEffect(() => { if (who.session) void load(); }, [who.session]);
  const wrong = who.problem ?? problem;
  if (!request) return wrong ? <Failed problem={wrong} again={() => location.reload()} /> : <Loading />;
  const words = t.requests;
  const { summary } = request;
  const can = (action: RequestAction) => request.actions.includes(action);
  const facts = (
    <>
      <h2>{words.papers}</h2>
      <ul class="lines" data-missing={summary.missing.length}>
        {request.needed.map((one) => (
          <li key={one} data-evidence={one} data-there={request.evidence.includes(one)}><span aria-hidden="true">{request.evidence.includes(one) ? "✓ " : "✕ "}</span>{t.evidence[one]}{t.colon}{request.evidence.includes(one) ? words.there : words.notThere}</li>
        ))}
      </ul>
      {summary.about && (
        <>
          <h2>{words.subject}</h2>
          <dl class="plain" data-subject={summary.about.of}>
            {summary.about.domain && <><dt>{words.domain}</dt><dd class="break">{summary.about.domain} <a href={href("/conflicts/", { domain: summary.about.domain })}>{t.conflictHelp.bothSides}</a></dd></>}
            {summary.about.of === "filing" ? (
              <><dt>{t.reference}</dt><dd>{can("decide-request") ? <a href={href("/filing/", { id: summary.about.id })}>{summary.about.reference}</a> : summary.about.reference}</dd></>
            ) : (
              <>
                <dt>{words.number}</dt>
                <dd class="number">
                  {can("decide-request") ? <a href={href("/records/record/", { id: summary.about.organizer_number.replace(/\D/g, "") })}>{numberOf(summary.about)}</a> : numberOf(summary.about)}
                  {summary.about.position === undefined && <span class="more">{words.wholeOrganizer}</span>}
                </dd>
              </>
            )}
          </dl>
        </>
      )}
      <h2>{summary.about ? words.whoseFiling : words.whose}</h2>
      <dl class="plain">
        <dt>{words.account}</dt><dd>{summary.account}</dd>
        <dt>{words.applicantKind}</dt><dd>{t.applicants[summary.applicant]}</dd>
        {request.category && <><dt>{t.reset.category}</dt><dd>{t.categories[request.category]}</dd></>}
        <dt>{t.register.contact}</dt><dd>{request.contact_name}</dd>
        <dt>{t.register.email}</dt><dd>{request.account_email}</dd>
        {request.email && <><dt>{words.stated}</dt><dd class="break">{request.email}</dd></>}
        <dt>{words.arrived}</dt><dd class="number">{formatDate(lang, summary.arrived_on)}</dd>
      </dl>
      {can("decide-request") && (
        <>
          <h3>{words.filings}</h3>
          {request.filings.length === 0 ? <p>{words.noFilings}</p> : (
            <ul class="lines">
              {request.filings.map((filing) => (
                <li key={filing.id}><a href={href("/filing/", { id: filing.id })}>{titleOf(filing)}</a> · {filing.organizer_name || t.filings.unnamed} <KindTag kind={filing.kind} /> <StatusTag status={filing.status} kind={filing.kind} /></li>
              ))}
            </ul>
          )}
        </>
      )}
    </>
  );
  const rest = (
    <>
      <h2>{t.filing.history}</h2>
      <ul class="lines">
        {request.history.map((entry) => (
          <li key={entry.seq} data-event={entry.event}>
            {t.events[entry.event]}{(entry.details.evidence ?? []).length > 0 && <>{t.colon}{entry.details.evidence!.map((one) => t.evidence[one]).join(t.separator)}</>}<br />
            <span class="soft">{formatInstant(lang, entry.at)}{entry.by && ` · ${t.roles[entry.role]} (${entry.by})`}</span>
          </li>
        ))}
      </ul>
      {can("receive-evidence") && <More request={request} onDone={setRequest} reload={load} />}
      {can("decide-request") && <Decide request={request} onDone={setRequest} reload={load} />}
    </>
  );
  return (
    <>
      <p><a href={href("/requests/")}>‹ {words.back}</a></p>
      <h1>{t.paperKinds[summary.kind]}</h1>
      <p class="soft">{t.reference} <strong class="number">{summary.reference}</strong></p>
      <div class={`facts${summary.late_days ? " late" : summary.status === "approved" ? " done" : ""}`}>
        <dl>
          <div data-fact="status" data-value={summary.status}><dt>{t.facts.where}</dt><dd>{t.requestStatuses[summary.status]}{request.decided_on && <span class="more">{t.facts.done(formatDate(lang, request.decided_on))}</span>}</dd></div>
          <div data-fact="party"><dt>{t.facts.party}</dt><dd>{summary.status !== "received" ? t.parties.nobody : summary.missing.length > 0 ? words.applicant : t.parties.bureau}</dd></div>
          <div data-fact="due" data-value={summary.due?.date}><dt>{t.facts.due}</dt><dd>{summary.status === "received" ? <RequestDue item={summary} /> : t.facts.noDue}</dd></div>
        </dl>
      </div>
      {request.reason && <Note title={words.reasonWas}><p>{request.reason}</p></Note>}
      {request.account_closed && <Note tone="warning" title={words.closed}><p>{words.closedNext}</p></Note>}
      {request.form && <p class="soft">{t.mail.cameOn(t.mailCodes.forms[request.form])}</p>}
      {request.scanned === 0 ? <>{facts}{rest}</> : (
        <div class="desk papers">
          <section aria-label={words.subject}>{facts}</section>
          <section class="side" aria-labelledby="scanned"><Scanned request={request} may={can("receive-evidence")} onDone={setRequest} reload={load} /></section>
          <section aria-label={words.decide}>{rest}</section>
        </div>
      )}
    </>
  );
}

const numberOf = (about: { organizer_number: string; position?: number }) => about.position === undefined ? about.organizer_number : `${about.organizer_number}-${about.position}`;

/** Marks of the last moments are sent together, so that a pile sorted by keys is one entry in the history. */
const TOGETHER = 800;

/** The paper that each page shows, by `pageKey`. */
type Said = Record<string, PaperMark>;

/** The scanned pages; a clerk marks each page that is not known yet. */
function Scanned({ request, may, onDone, reload }: Doing & { may: boolean }) {
  const { id } = request.summary;
  const { view, problem, refresh } = usePapers(() => viewPapers(id), true);
  // Marks that are not saved yet.
  const unsent = useUnsent<Said>(here("marks"), {}, { trivial: true });
  const [saved, setSaved] = useState<Said>({});
  const marks = new Map(Object.entries({ ...saved, ...unsent.value }).map(([key, one]) => [key, one.evidence ?? null]));
  const [refused, setRefused] = useState<Problem>();
  const latest = useRef(request);
  latest.current = request;
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const running = useRef(false);
  const waiting = useRef(unsent.value);
  const wait = (next: Said) => {
    waiting.current = next;
    unsent.set(next);
  };
  const flush = async () => {
    const said = Object.entries(waiting.current);
    if (running.current || said.length === 0) return;
    running.current = true;
    const answer = await receiveEvidence(id, { version: latest.current.version, evidence: [], marks: said.map(([, one]) => one) }, newKey());
    running.current = false;
    const open = !answer.ok && (isOpen(answer.problem) || answer.problem.code === "not-signed-in");
    // Later marks wait for their turn; without an answer all marks wait.
    if (!open) wait(Object.fromEntries(Object.entries(waiting.current).filter(([key, one]) => !said.some(([other, sent]) => other === key && sent === one))));
    if (answer.ok) {
      setRefused(undefined);
      setSaved((before) => ({ ...before, ...Object.fromEntries(said) }));
      latest.current = answer.value;
      onDone(answer.value);
    } else {
      // A refused mark is not shown as if it held.
      setRefused(answer.problem);
      if (!open) await reload();
    }
    if (!open) void flush();
  };
  // Restored marks are saved, as they would have been.
  useEffect(() => { if (may) void flush(); }, []);
  const mark = (sheet: ScannedPageView, evidence: Evidence | null) => {
    wait({ ...waiting.current, [pageKey(sheet)]: { batch_id: sheet.batch_id, page: sheet.page, ...(evidence && { evidence }) } });
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), TOGETHER);
  };
  return (
    <>
      <h2 id="scanned">{t.mail.papers}</h2>
      {refused && <ProblemNote problem={refused} />}
      {refused && Object.keys(unsent.value).length > 0 && <Button look="second" small act="save-marks" onClick={() => void flush()}>{t.retry}</Button>}
      {view && <Unsorted sheets={view.pages} marks={marks} may={may} />}
      {view ? <Papers sheets={view.pages} refresh={refresh} label={t.mail.papers} marks={marks} onMark={may ? mark : undefined} offered={request.needed} letters={may} />
        : problem ? <Failed problem={problem} again={() => void refresh()} /> : <Loading />}
    </>
  );
}

interface Doing { request: RequestView; onDone: (request: RequestView) => void; reload: () => Promise<void> }

function More({ request, onDone, reload }: Doing) {
  const unsent = useUnsent(here("evidence"), emptyEnvelope());
  const envelope = unsent.value;
  const [local, setLocal] = useState<Local>({});
  const act = useAct((body: Envelope & { version: number }, key) => receiveEvidence(request.summary.id, body, key));
  const words = t.requests;
  const send = async (event: Event) => {
    event.preventDefault();
    const found: Local = envelope.evidence.length === 0 ? { evidence: "required" } : {};
    setLocal(found);
    if (Object.keys(found).length > 0) return;
    const after = await act.run({ ...envelope, version: request.version });
    if (after) {
      unsent.discard();
      onDone(after);
    } else void reload();
  };
  return (
    <form onSubmit={send} class="column" noValidate>
      <h2>{words.more}</h2>
      <Restored unsent={unsent} />
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <EnvelopeFields value={envelope} onChange={unsent.set} local={local} problem={act.problem} offered={request.needed} />
      <div class="row"><Button type="submit" act="receive-evidence" busy={act.busy}>{words.moreAct}</Button></div>
    </form>
  );
}

function Decide({ request, onDone, reload }: Doing) {
  const [compared, setCompared] = useState(false);
  const [needed, setNeeded] = useState(false);
  const decide = (body: { version: number; approve: boolean; reason?: string }, key: string) => decideRequest(request.summary.id, body, key);
  const act = useAct(decide);
  const words = t.requests;
  const approve = async () => {
    setNeeded(!compared);
    if (!compared) return;
    const after = await act.run({ version: request.version, approve: true });
    if (after) onDone(after);
    else void reload();
  };
  return (
    <>
      <h2>{words.decide}</h2>
      <p>{words.decideLead[request.summary.kind]}</p>
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      {request.summary.missing.length > 0 ? <Note tone="warning" title={t.problems["evidence-missing"].title}><p>{words.waitsForPost}</p></Note> : (
        <>
          <Confirmation id="compared" label={words.compared[request.summary.kind]} checked={compared} onChange={setCompared} error={needed && !compared ? words.comparedNeeded : undefined} />
          <div class="row"><Button act="approve-request" busy={act.busy} onClick={() => void approve()}>{words.approve[request.summary.kind]}</Button></div>
        </>
      )}
      <h3>{words.refuse}</h3>
      <ActForm<RequestView>
        id="refuse" act="refuse-request" label={words.refuse} look="second" onDone={onDone} reload={reload} fields={[{ name: "reason", label: words.reason, hint: words.reasonHint, kind: "area" }]}
        run={(body, key) => decide({ version: request.version, approve: false, reason: body.reason ?? "" }, key)}
      />
    </>
  );
}
