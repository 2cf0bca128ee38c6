import { useEffect, useState } from "preact/hooks";
import { askProgress, listCodes, showProgress } from "../../api/actions";
import { newKey } from "../../api/client";
import type { Codes, DocumentKind, Evidence, Problem, ProgressView } from "../../api/types";
import { ActForm } from "../../components/act-form/ActForm";
import { HelpLink } from "../../components/help-link/HelpLink";
import { Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { explained, SaveDate } from "../../components/deadline/Deadline";
import { standing } from "../../components/tag/Tag";
import { upcoming } from "../../components/timeline/Timeline";
import { label } from "../../form/words";
import { href, lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";

const PLACE = "beian-progress";

/** The code from the mail: taken out of the address, and kept while this window lasts, for a reload or the other language. */
function take(): string {
  const found = decodeURIComponent(location.hash.slice(1)).trim();
  if (found) {
    sessionStorage.setItem(PLACE, found);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return found || (sessionStorage.getItem(PLACE) ?? "");
}

// Another link opened on the same page changes only what is behind the `#`.
window.addEventListener("hashchange", () => { if (location.hash.length > 1) location.reload(); });

/** The status of a filing or of a request by post, for a person who knows its reference and reads its mail. */
export function Progress() {
  const [code, setCode] = useState(take);
  const [state, setState] = useState<{ seen?: ProgressView; problem?: Problem }>({});
  const [codes, setCodes] = useState<Codes>();
  const [asked, setAsked] = useState(false);
  const words = t.progress;

  useEffect(() => {
    if (!code) return;
    void Promise.all([showProgress({ code }, newKey()), listCodes()]).then(([answer, lists]) => {
      if (lists.ok) setCodes(lists.value);
      if (!answer.ok && answer.problem.code === "code-expired") sessionStorage.removeItem(PLACE);
      setState(answer.ok ? { seen: answer.value } : { problem: answer.problem });
    });
  }, [code]);
  const forget = () => {
    sessionStorage.removeItem(PLACE);
    setState({});
    setCode("");
  };
  if (code && !state.seen && !state.problem) return <Loading />;
  if (state.seen) return <Shown seen={state.seen} codes={codes} forget={forget} />;
  return (
    <>
      {state.problem && <ProblemNote problem={state.problem} instead={{ "code-expired": words.expired }} />}
      {asked ? (
        <Note tone="ok" title={words.sent} role="status" focus hook="sent"><p>{words.sentNext}</p><p>{words.notReceived}</p></Note>
      ) : (
        <ActForm
          id="ask" act="ask-progress" label={words.act} onDone={() => setAsked(true)}
          fields={[
            { name: "reference", label: words.reference, hint: words.referenceHint, value: new URLSearchParams(location.search).get("reference") ?? "" },
            { name: "email", label: words.email, hint: words.emailHint, kind: "email" },
          ]}
          run={(values, key) => askProgress({ reference: values.reference ?? "", email: values.email ?? "" }, key)}
        >
          <p>{words.lead}</p>
        </ActForm>
      )}
      <details open={asked}>
        <summary>{words.enter}</summary>
        <ActForm
          id="show" act="show-progress" look="second" label={words.show} instead={{ "code-expired": words.expired }}
          fields={[{ name: "code", label: words.code, hint: words.codeHint, secret: true }]}
          run={(values, key) => showProgress({ code: (values.code ?? "").trim() }, key)}
          onDone={(seen) => setState({ seen })}
        />
      </details>
      <p>{words.account} <a href={href("/filings/")}>{words.signIn}</a></p>
    </>
  );
}

type Todo = keyof typeof t.progress.todo;
const todo = (seen: ProgressView): Todo => {
  if (seen.unconfirmed) return "unconfirmed";
  // A filing that its provider returned is a draft again; that word would frighten its submitter.
  if (seen.status === "draft" && seen.returned.length > 0) return "returned_by_provider";
  if (seen.status) return seen.status;
  if (seen.form_kind) return "not_arrived";
  if (seen.request_status === "refused") return "refused";
  if (seen.request_status === "approved") return "decided";
  return seen.missing_evidence.length > 0 ? "incomplete" : "received";
};

function Shown({ seen, codes, forget }: { seen: ProgressView; codes: Codes | undefined; forget: () => void }) {
  const words = t.progress;
  const status = seen.status && seen.kind ? standing(seen.status, seen.kind).name : seen.request_status ? t.requestStatuses[seen.request_status] : seen.form_kind ? words.notArrived : "";
  const named = (documents: readonly DocumentKind[], evidence: readonly Evidence[]) =>
    [...new Set([...documents.map((kind) => t.documents[kind].name), ...evidence.map((kind) => t.evidence[kind])])];
  const lines = (names: readonly string[]) => <ul class="papers">{names.map((name) => <li key={name}>{name}</li>)}</ul>;
  const received = named(seen.received, seen.received_evidence);
  const missing = named(seen.missing, seen.missing_evidence);
  const why = seen.deadline ? explained(seen.deadline, codes, codes?.rules.deadline_lengths.ceiling) : [];
  // The usual faults are those of a new site: a change or a deregistration has none of them.
  const isNew = seen.kind === "first" || seen.kind === "add_site";
  const usual = isNew && seen.status && words.usually[seen.status as keyof typeof words.usually];
  const finished = seen.next_actor === "nobody";
  const party = seen.unconfirmed ? "owner" : seen.next_actor;
  return (
    <>
      <p class="soft">{t.reference} <strong class="number" data-reference>{seen.reference}</strong>{seen.domain && <> · <span class="break">{seen.domain}</span></>} · {seen.form_kind ? t.forms.kinds[seen.form_kind].name : seen.kind ? t.kinds[seen.kind] : seen.paper_kind && t.paperKinds[seen.paper_kind]}</p>
      <div class={`facts${seen.late_days ? " late" : seen.status === "approved" ? " done" : ""}`}>
        <dl>
          <div data-fact="status" data-value={seen.status ?? seen.request_status ?? (seen.form_kind && "not_arrived")}><dt>{t.facts.where}</dt><dd>{seen.unconfirmed ? t.orders.unconfirmed.name : status}</dd></div>
          <div data-fact="party" data-value={seen.next_actor}><dt>{t.facts.party}</dt><dd>{party === "provider" && seen.provider ? seen.provider : t.parties[party]}</dd></div>
          <div data-fact="due" data-value={seen.due?.date}>
            <dt>{t.facts.due}</dt>
            <dd>
              {seen.due ? <span class="number">{formatDate(lang, seen.due.date)}</span> : seen.deadline?.pause ? t.terms.pausedShort : t.facts.noDue}
              {seen.due?.provisional && <span class="provisional"> ({t.facts.provisional})</span>}
              {seen.late_days > 0 && <span class="late">✕ {t.late(seen.late_days)}</span>}
              {why.length > 0 && (
                <details open={Boolean(seen.due?.provisional || seen.deadline?.pause)}>
                  <summary>{t.facts.why}</summary>
                  {seen.due?.provisional && <p>{t.facts.provisionalWhy}</p>}
                  {why.map((sentence) => <p key={sentence}>{sentence}</p>)}
                </details>
              )}
              {seen.due && seen.deadline && <SaveDate due={seen.due} kind={seen.deadline.kind} reference={seen.reference} />}
            </dd>
          </div>
          {received.length > 0 && <div class="whole" data-fact="received" data-value={[...seen.received, ...seen.received_evidence].join(" ")}><dt>{words.received}</dt><dd>{lines(received)}</dd></div>}
          {missing.length > 0 && <div class="whole" data-fact="missing" data-value={[...seen.missing, ...seen.missing_evidence].join(" ")}><dt>{t.facts.missing}</dt><dd>{lines(missing)}</dd></div>}
        </dl>
      </div>
      {!finished && <h2>{words.next}</h2>}
      <p data-todo={todo(seen)}>{words.todo[todo(seen)]}</p>
      {seen.form_kind && <><p>{t.filing.sheetAddress}</p><HelpLink to="by-post" /></>}
      {seen.organizer_number && <p>{t.filing.organizerNumber}{t.colon}<strong class="number">{seen.organizer_number}</strong></p>}
      {seen.returned.length > 0 && (
        <>
          <h2>{words.returned}</h2>
          <ul>{[...new Set(seen.returned)].map((pointer) => <li key={pointer}>{label(pointer)}</li>)}</ul>
          <p class="soft">{words.returnedHint}</p>
        </>
      )}
      {usual && <><h2>{words.usual}</h2><ul data-usual>{usual.map((line) => <li key={line}>{line}</li>)}</ul></>}
      <h2>{words.history}</h2>
      <ol class="timeline">
        {seen.printed_on && <li data-event="print-form"><span class="event">{words.printed}</span><time dateTime={seen.printed_on} class="number">{formatDate(lang, seen.printed_on)}</time></li>}
        {seen.milestones.map((step, place) => (
          <li key={place} data-event={step.event}><span class="event">{t.events[step.event]}</span><time dateTime={step.on} class="number">{formatDate(lang, step.on)}</time></li>
        ))}
        {!finished && <li class={`now${seen.late_days ? " late" : ""}`} aria-current="step"><span class="event">{seen.unconfirmed ? t.orders.unconfirmed.sentence : seen.status && seen.kind ? standing(seen.status, seen.kind).sentence : status}</span></li>}
        {seen.status && seen.kind && upcoming(seen.status, seen.kind, seen.unconfirmed).map((step) => <li key={step} class="next">{step}</li>)}
      </ol>
      {seen.paper_kind !== "recover_account" && <p>{words.account} <a href={href("/filings/")}>{words.signIn}</a></p>}
      <p><button type="button" class="button second no-print" onClick={forget}>{words.another}</button></p>
    </>
  );
}
