import { useState } from "preact/hooks";
import { listRequests, receiveRequest, type NewRequest } from "../../api/actions";
import type { PaperKind, RequestSummary } from "../../api/types";
import { Button } from "../../components/button/Button";
import { RadioField, TextField } from "../../components/field/Field";
import { Failed, Loading } from "../../components/loading/Loading";
import { useAct } from "../../hooks/act";
import { useListing } from "../../hooks/listing";
import { href, lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";
import { at, required, Summary, type Local } from "../fields";
import { emptyEnvelope, EnvelopeFields } from "./Envelope";

/** Requests that came by post: those that wait, and for a clerk the form to enter one. */
export function Requests() {
  const { session, items, problem, more } = useListing(listRequests);
  if (problem) return <Failed problem={problem} again={() => location.reload()} />;
  if (!items || !session) return <Loading />;
  const words = t.requests;
  return (
    <>
      {session.role === "clerk" && <Receive />}
      <h2>{words.waiting}</h2>
      {items.length === 0 ? <div class="panel"><p>{words.none}</p></div> : (
        <table class="worklist">
          <thead><tr><th scope="col">{t.filings.due}</th><th scope="col">{words.kind}</th><th scope="col">{words.account}</th><th scope="col">{words.missing}</th><th scope="col">{words.arrived}</th><th scope="col">{t.reference}</th></tr></thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id} data-request={item.id}>
                <td data-label={t.filings.due}><RequestDue item={item} /></td>
                <td data-label={words.kind}><a href={href("/requests/request/", { id: item.id })}>{t.paperKinds[item.kind]}</a></td>
                <td data-label={words.account} class="break">{item.account}</td>
                <td data-label={words.missing}>{item.missing.length === 0 ? words.complete : item.missing.map((one) => t.evidence[one]).join(t.separator)}</td>
                <td data-label={words.arrived} class="number">{formatDate(lang, item.arrived_on)}</td>
                <td data-label={t.reference} class="number">{item.reference}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more && <Button look="second" act="more" onClick={more}>{t.filings.more}</Button>}
    </>
  );
}

export const RequestDue = ({ item }: { item: RequestSummary }) => (
  <>
    {item.due ? <span class="number">{formatDate(lang, item.due.date)}</span> : <span class="soft">{t.requests.waitsForPost}</span>}
    {item.due?.provisional && <span class="provisional"> ({t.facts.provisional})</span>}
    {item.late_days > 0 && <span class="late">✕ {t.late(item.late_days)}</span>}
  </>
);

function Receive() {
  const [envelope, setEnvelope] = useState(emptyEnvelope);
  // Whoever looked at a conflict comes with its domain.
  const about = new URLSearchParams(location.search).get("domain") ?? "";
  const [kind, setKind] = useState<PaperKind>(about ? "deregister" : "recover_account");
  const [values, setValues] = useState({ username: "", reference: "", number: "", domain: about, email: "", applicant: "" });
  const [local, setLocal] = useState<Local>({});
  const [tries, setTries] = useState(0);
  const act = useAct((body: NewRequest, key) => receiveRequest(body, key));
  const words = t.requests;
  const recovers = kind === "recover_account";
  // What the letter may name: an account, or what is to be deleted or deregistered.
  const names = { recover_account: ["username", "domain"], delete_submission: ["reference", "domain"], deregister: ["number", "reference", "domain"] } as const;
  const labels = { username: words.username, domain: words.domain, reference: t.reference, number: words.number, evidence: words.evidence, arrived_on: words.arrived, email: words.email, applicant: words.applicantKind };
  const send = async (event: Event) => {
    event.preventDefault();
    const named = names[kind];
    const found: Local = named.some((name) => values[name].trim() !== "") ? {} : { [named[0]]: "required" };
    Object.assign(found, required({ arrived_on: envelope.arrived_on }), envelope.evidence.length === 0 ? { evidence: "required" } : {});
    setLocal(found);
    setTries(tries + 1);
    if (Object.keys(found).length > 0) return;
    const asked: readonly string[] = [...named, "email", ...(recovers ? [] : ["applicant"])];
    const filled = Object.fromEntries(Object.entries(values).filter(([name, value]) => asked.includes(name) && value.trim() !== ""));
    const received = await act.run({ kind, ...filled, ...envelope });
    if (received) location.assign(href("/requests/request/", { id: received.summary.id }));
  };
  const text = (name: keyof typeof values, label: string, hint: string, type: "text" | "email" = "text") => (
    <TextField id={name} type={type} label={label} hint={hint} value={values[name]} spell={false} short={type === "text"} optional={name === "email"} findings={at(name, local, act.problem)} onInput={(value) => setValues({ ...values, [name]: value })} />
  );
  return (
    <details class="panel" data-fold="receive-request" open={about !== ""}>
      <summary>{words.enter}</summary>
      <form onSubmit={send} class="column" noValidate>
        <p>{words.enterLead}</p>
        <Summary labels={labels} local={local} problem={act.problem} turn={tries + act.turn} />
        <RadioField
          id="kind" label={words.kind} value={kind} onInput={(value) => { setKind(value as PaperKind); setLocal({}); }}
          options={(["recover_account", "delete_submission", "deregister"] as const).map((value) => ({ value, text: t.paperKinds[value] }))}
        />
        {recovers ? text("username", words.username, words.usernameHint) : <p>{words.nameOne}</p>}
        {kind === "deregister" && text("number", words.number, words.numberHint)}
        {!recovers && text("reference", t.reference, words.referenceHint)}
        {text("domain", words.domain, recovers ? words.domainHint : words.domainOf)}
        {!recovers && (
          <RadioField
            id="applicant" label={words.sender} hint={words.senderHint} value={values.applicant} onInput={(applicant) => setValues({ ...values, applicant })}
            options={[{ value: "", text: words.senderHolder }, ...(["unit", "individual"] as const).map((value) => ({ value, text: words.senderOther(t.applicants[value]) }))]}
          />
        )}
        <EnvelopeFields value={envelope} onChange={setEnvelope} local={local} problem={act.problem} />
        {text("email", words.email, recovers ? words.emailHint : words.emailOf, "email")}
        <div class="row"><Button type="submit" act="receive-request" busy={act.busy}>{words.enterAct}</Button></div>
      </form>
    </details>
  );
}
