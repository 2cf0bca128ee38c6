import { useState } from "preact/hooks";
import { receiveRequest, type NewRequest, type PageMark } from "../../api/actions";
import type { Evidence, RequestKind, RequestView } from "../../api/types";
import { Button } from "../../components/button/Button";
import { RadioField, TextField } from "../../components/field/Field";
import { Restored } from "../../components/restored/Restored";
import { Note } from "../../components/note/Note";
import { useAct } from "../../hooks/act";
import { useUnsent } from "../../hooks/unsent";
import { lang, t } from "../../messages/current";
import { formatDate } from "../../messages/dates";
import { at, required, Summary, type Local } from "../fields";
import { emptyEnvelope, EnvelopeFields } from "./Envelope";

const EMPTY = { username: "", reference: "", number: "", domain: "", email: "", applicant: "" };
export type Start = Partial<typeof EMPTY> & { kind?: RequestKind };

/** The place of the entries about a letter: one that was scanned, or one that is about a domain. */
export const placeOfLetter = (about = "") => `receive ${about}`;

interface Props {
  lead: string;
  /** The facts that are known of the request before. */
  start?: Start;
  /** The scanned letter of the request: the day it arrived, and the marks on its pages. */
  letter?: { id: string; arrived_on: string; evidence: readonly Evidence[]; marks: PageMark[] };
  onDone: (request: RequestView) => void;
}

/** Enters a request that came by post. */
export function ReceiveForm({ lead, start = {}, letter, onDone }: Props) {
  const { kind: begun = "recover_account", ...known } = start;
  const unsent = useUnsent(placeOfLetter(letter?.id ?? start.domain), { ...EMPTY, ...known, kind: begun, ...emptyEnvelope(["form"]) });
  const { kind, arrived_on, evidence, ...values } = unsent.value;
  const put = (part: Partial<typeof unsent.value>) => unsent.set((before) => ({ ...before, ...part }));
  const [local, setLocal] = useState<Local>({});
  const [unmarked, setUnmarked] = useState(false);
  const [tries, setTries] = useState(0);
  const act = useAct((body: NewRequest, key) => receiveRequest(body, key));
  const words = t.requests;
  const recovers = kind === "recover_account";
  // The names that a letter may give: of an account, or of a filing or record that is to be deleted or deregistered.
  const names = { recover_account: ["username", "domain"], delete_submission: ["reference", "domain"], deregister: ["number", "reference", "domain"] } as const;
  const labels = { username: words.username, domain: words.domain, reference: t.reference, number: words.number, evidence: words.evidence, arrived_on: words.arrived, email: words.email, applicant: words.applicantKind };
  const send = async (event: Event) => {
    event.preventDefault();
    const held = letter ? { arrived_on: letter.arrived_on, evidence: [...letter.evidence], letter_id: letter.id, marks: letter.marks } : { arrived_on, evidence };
    const named = names[kind];
    const found: Local = named.some((name) => values[name].trim() !== "") ? {} : { [named[0]]: "required" };
    Object.assign(found, required({ arrived_on: held.arrived_on }), held.evidence.length === 0 && !letter ? { evidence: "required" } : {});
    setLocal(found);
    setUnmarked(held.evidence.length === 0);
    setTries(tries + 1);
    if (Object.keys(found).length > 0 || held.evidence.length === 0) return;
    const asked: readonly string[] = [...named, "email", ...(recovers ? [] : ["applicant"])];
    const filled = Object.fromEntries(Object.entries(values).filter(([name, value]) => asked.includes(name) && value.trim() !== ""));
    const received = await act.run({ kind, ...filled, ...held });
    if (!received) return;
    unsent.sent();
    onDone(received);
  };
  const text = (name: keyof typeof values, label: string, hint: string, type: "text" | "email" = "text") => (
    <TextField id={name} type={type} label={label} hint={hint} value={values[name]} spell={false} short={type === "text"} optional={name === "email"} findings={at(name, local, act.problem)} onInput={(value) => put({ [name]: value })} />
  );
  return (
    <form onSubmit={send} class="column" noValidate data-form="receive-request">
      <p>{lead}</p>
      <Restored unsent={unsent} />
      <Summary labels={labels} local={local} problem={act.problem} turn={tries + act.turn} />
      <RadioField
        id="kind" label={words.kind} value={kind} onInput={(value) => { put({ kind: value as RequestKind }); setLocal({}); }}
        options={(["recover_account", "delete_submission", "deregister"] as const).map((value) => ({ value, text: t.paperKinds[value] }))}
      />
      {recovers ? text("username", words.username, words.usernameHint) : <p>{words.nameOne}</p>}
      {kind === "deregister" && text("number", words.number, words.numberHint)}
      {!recovers && text("reference", t.reference, words.referenceHint)}
      {text("domain", words.domain, recovers ? words.domainHint : words.domainOf)}
      {!recovers && (
        <RadioField
          id="applicant" label={words.sender} hint={words.senderHint} value={values.applicant} onInput={(applicant) => put({ applicant })}
          options={[{ value: "", text: words.senderHolder }, ...(["unit", "individual"] as const).map((value) => ({ value, text: words.senderOther(t.applicants[value]) }))]}
        />
      )}
      {letter ? (
        <>
          <dl class="plain" data-marked={letter.evidence.length}>
            <dt>{words.arrived}</dt><dd class="number">{formatDate(lang, letter.arrived_on)}</dd>
            <dt>{words.evidence}</dt><dd>{letter.evidence.length > 0 ? letter.evidence.map((one) => t.mailCodes.short[one]).join(t.separator) : t.mail.unknown}</dd>
          </dl>
          {letter.evidence.length === 0 && <Note tone={unmarked ? "error" : "warning"} hook="unmarked" {...(unmarked && { role: "alert" as const })}><p>{t.mail.noMarks}</p></Note>}
        </>
      ) : <EnvelopeFields value={{ arrived_on, evidence }} onChange={put} local={local} problem={act.problem} usual={kind} />}
      {text("email", words.email, recovers ? words.emailHint : words.emailOf, "email")}
      <div class="row"><Button type="submit" act="receive-request" busy={act.busy}>{words.enterAct}</Button></div>
    </form>
  );
}
