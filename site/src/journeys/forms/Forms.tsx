import { useEffect, useState } from "preact/hooks";
import { listCodes, makeForm, printForm, type NewForm, type Prefilled } from "../../api/actions";
import type { Applicant, Codes, FormKind, FormView } from "../../api/types";
import { Button } from "../../components/button/Button";
import { RadioField, SelectField, TextField } from "../../components/field/Field";
import { HelpLink } from "../../components/help-link/HelpLink";
import { Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { PrintedForm } from "../../components/printed-form/PrintedForm";
import { useAct } from "../../hooks/act";
import { savePdf } from "../../hooks/save";
import { useSession } from "../../hooks/signed-in";
import { href, named, t } from "../../messages/current";
import { at, Summary } from "../fields";

/** What anybody may print without signing in. */
const KINDS = ["recover_account", "deregister", "delete_submission", "organizer_conflict"] as const;
type Kind = (typeof KINDS)[number];
type Name = "username" | "domain" | "number" | "reference";

/** The names that each goes by; of those that are not alone, one is enough. */
const NAMES: Record<Kind, readonly Name[]> = {
  recover_account: ["domain", "username"], deregister: ["domain", "number", "reference"], delete_submission: ["reference", "domain"], organizer_conflict: ["number"],
};

/** Forms to print, sign and post: filled in from a filing or from what is on file, or by whoever is not signed in. */
export function Forms() {
  const address = new URLSearchParams(location.search);
  const kind = address.get("kind") as FormKind | null;
  const [made, setMade] = useState<FormView>();
  if (made) return <Made made={made} again={() => setMade(undefined)} />;
  const [filing, record] = [address.get("filing"), address.get("record")];
  if (kind && (filing || record)) {
    const position = Number(address.get("position"));
    const about: Prefilled = filing
      ? { kind, filing_id: filing, ...(address.has("holder") && { of_holder: true }), ...(address.get("domain") && { domain: address.get("domain")! }) }
      : { kind, record_id: record!, ...(position > 0 && { position }) };
    return <FilledIn about={about} onMade={setMade} />;
  }
  const chosen = KINDS.find((one) => one === kind);
  return chosen ? <Typed kind={chosen} onMade={setMade} /> : <Choose />;
}

/** Which form is needed: the question comes first. */
function Choose() {
  const words = t.forms;
  return (
    <>
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
      <h2>{words.question}</h2>
      <ul class="choices" data-choices="forms">
        {KINDS.map((kind) => (
          <li key={kind}><a class="button second" href={href("/forms/", { kind })} data-kind={kind}>{words.kinds[kind].name}</a><span class="soft">{words.kinds[kind].when}</span></li>
        ))}
      </ul>
      <p>{words.signedIn} <a href={href("/filings/")}>{t.nav.filings}</a>{t.separator}<a href={href("/records/")}>{t.nav.records}</a></p>
      <HelpLink to={["by-post", "sheet"]} />
    </>
  );
}

/** Somebody types what the form shall say. Nothing is looked up. */
function Typed({ kind, onMade }: { kind: Kind; onMade: (made: FormView) => void }) {
  const words = t.forms;
  const names = NAMES[kind];
  const [form, setForm] = useState({ username: "", domain: "", number: "", reference: "", name: "", certificate_kind: "", certificate_number: "", contact_name: "", phone: "", email: "" });
  const [applicant, setApplicant] = useState<Applicant>("unit");
  const [codes, setCodes] = useState<Codes>();
  useEffect(() => { void listCodes().then((answer) => answer.ok && setCodes(answer.value)); }, []);
  const act = useAct((body: NewForm, key) => makeForm(body, key), { stay: true });
  const unit = applicant === "unit";
  const usual = unit ? "1" : "2";
  const kinds = codes?.certificate_kinds.filter((one) => one.for.includes(applicant)) ?? [];
  const labels: Record<string, string> = {
    applicant: words.applicant, ...Object.fromEntries(names.map((name) => [name, words.names[name].label])), name: unit ? words.unitName : words.personName,
    certificate_kind: words.certificateKind, certificate_number: words.certificateNumber, ...(unit && { contact_name: words.contact }), phone: words.phone, email: words.email,
  };
  const field = (name: keyof typeof form, hint?: string) => ({
    id: name, label: labels[name] ?? "", value: form[name], onInput: (value: string) => setForm((before) => ({ ...before, [name]: value })), findings: at(name, {}, act.problem), ...(hint && { hint }),
  });
  const submit = async (event: Event) => {
    event.preventDefault();
    const { name, certificate_number, phone, email } = form;
    // What another kind of form asks for is not sent along.
    const optional = Object.fromEntries([...names, "certificate_kind" as const, ...(unit ? ["contact_name" as const] : [])].flatMap((one) => (form[one].trim() ? [[one, form[one]]] : [])));
    const made = await act.run({ kind, applicant, name, certificate_number, phone, email, ...optional });
    if (made) onMade(made);
  };
  return (
    <form onSubmit={submit} class="column" noValidate data-form="make-form">
      <p><a href={href("/forms/")}>‹ {words.another}</a></p>
      <h1>{words.kinds[kind].name}</h1>
      <p>{words.kinds[kind].when}</p>
      <p class="soft">{kind === "organizer_conflict" ? words.privateConflict : words.private}</p>
      <Summary labels={labels} local={{}} problem={act.problem} turn={act.turn} />
      <RadioField id="applicant" label={words.applicant} value={applicant} onInput={(value) => { setApplicant(value as Applicant); setForm((before) => ({ ...before, certificate_kind: "" })); }} options={(["unit", "individual"] as const).map((value) => ({ value, text: t.applicants[value] }))} />
      {names.length > 1 && <p>{words.oneOf}</p>}
      {names.map((name) => <TextField key={name} {...field(name, words.names[name].hint)} spell={false} optional={names.length > 1 || kind === "organizer_conflict"} short={name !== "domain"} />)}
      <TextField {...field("name", unit ? words.unitNameHint : words.personNameHint)} autocomplete={unit ? "organization" : "name"} />
      {kinds.length > 0 && <SelectField {...field("certificate_kind")} value={form.certificate_kind || usual} options={kinds.map((one) => ({ value: one.code, text: named(one) }))} />}
      <TextField {...field("certificate_number")} spell={false} short />
      {unit && <TextField {...field("contact_name")} autocomplete="name" short />}
      <TextField {...field("phone", words.phoneHint)} type="tel" autocomplete="tel" spell={false} short />
      <TextField {...field("email", words.emailHint)} type="email" autocomplete="email" spell={false} />
      <div class="row"><Button type="submit" act="make-form" busy={act.busy}>{words.act}</Button></div>
      <HelpLink to={kind === "recover_account" ? ["forgotten-details", "by-post"] : "by-post"} />
    </form>
  );
}

/** A form that is filled in from what is there. */
function FilledIn({ about, onMade }: { about: Prefilled; onMade: (made: FormView) => void }) {
  const { session, problem } = useSession();
  const words = t.forms;
  const act = useAct((body: Prefilled, key) => printForm(body, key));
  if (problem) return <ProblemNote problem={problem} />;
  if (!session) return <Loading />;
  const back = about.filing_id ? href("/filing/", { id: about.filing_id }) : href("/records/record/", { id: about.record_id });
  const kind = words.kinds[about.kind];
  const make = async () => {
    const made = await act.run(about);
    if (made) onMade(made);
  };
  return (
    <div class="column">
      <p><a href={back}>‹ {t.back}</a></p>
      <h1>{kind.name}</h1>
      <p>{about.of_holder ? words.ofHolder : kind.when}</p>
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} />}
      <p>{words.filledIn}</p>
      <div class="row"><Button act="print-form" busy={act.busy} onClick={() => void make()}>{words.act}</Button></div>
      <HelpLink to={about.kind === "verification_sheet" ? ["sheet", "by-post"] : "by-post"} />
    </div>
  );
}

/** The form, to print or to download, and what to do with it. */
function Made({ made, again }: { made: FormView; again: () => void }) {
  const words = t.forms;
  const { form } = made;
  const sheet = form.kind === "verification_sheet";
  return (
    <>
      <div class="no-print">
        <p><button type="button" class="link-button" onClick={again}>‹ {words.mend}</button></p>
        <h1>{words.kinds[form.kind].name}</h1>
        <Note tone="ok" role="status" focus title={sheet ? words.readySheet : words.ready} hook="form-made">
          <p>{t.reference} <strong class="number" data-reference>{made.reference}</strong></p>
          <p>{sheet ? words.keepSheet : words.keep} <a href={href("/progress/", { reference: made.reference })}>{t.progress.title}</a></p>
        </Note>
        <h2>{words.next}</h2>
        <ol>{(sheet ? words.stepsSheet : words.steps)(form.pages.length).map((step) => <li key={step}>{step}</li>)}</ol>
        {form.kind === "organizer_conflict" && <p>{words.fax}</p>}
        <div class="row">
          <Button act="print" onClick={() => print()}>{words.print}</Button>
          <Button act="save-form" look="second" onClick={() => savePdf(made)}>{words.save}</Button>
        </div>
        <h2>{words.preview}</h2>
      </div>
      <PrintedForm form={form} />
    </>
  );
}
