import { useEffect, useState } from "preact/hooks";
import { listCodes, makeForm, printForm, type NewForm, type Prefilled } from "../../api/actions";
import type { ApplicantKind, Codes, PrintedFormKind, FormView, Problem } from "../../api/types";
import { Button } from "../../components/button/Button";
import { RadioField, SelectField, TextField } from "../../components/field/Field";
import { HelpLink } from "../../components/help-link/HelpLink";
import { Restored } from "../../components/restored/Restored";
import { Failed, Loading } from "../../components/loading/Loading";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { PrintedForm } from "../../components/printed-form/PrintedForm";
import { useAct } from "../../hooks/act";
import { savePdf } from "../../hooks/save";
import { tell, useSession } from "../../hooks/signed-in";
import { useUnsent } from "../../hooks/unsent";
import { href, named, t } from "../../messages/current";
import { keep, kept, makeTrivial } from "../../unsent";
import { at, Summary } from "../fields";

/** The forms that anybody may print without signing in. */
const KINDS = ["recover_account", "deregister", "delete_submission", "organizer_conflict"] as const;
type Kind = (typeof KINDS)[number];
type Name = "username" | "domain" | "number" | "reference";

/** The names that each kind of form asks for; one of several is enough. */
const NAMES: Record<Kind, readonly Name[]> = {
  recover_account: ["domain", "username"], deregister: ["domain", "number", "reference"], delete_submission: ["reference", "domain"], organizer_conflict: ["number"],
};

/** Forms to print, sign and post: filled in from a filing or a record, or by a person who is not signed in. */
export function Forms() {
  const address = new URLSearchParams(location.search);
  const kind = address.get("kind") as PrintedFormKind | null;
  const [made, setMade] = useState<FormView>();
  useEffect(() => {
    const again = () => location.reload();
    addEventListener("popstate", again);
    return () => removeEventListener("popstate", again);
  }, []);
  const reference = address.get("made");
  const show = (asked: Asked) => (form: FormView) => {
    // A request under the same key gives the same form, so only the request is kept, and neither the pages nor the file.
    keep(placeOfMade(form.reference), asked, { trivial: true });
    address.set("made", form.reference);
    history.pushState(null, "", `${location.pathname}?${address}`);
    setMade(form);
  };
  if (made) return <Made made={made} again={withoutMade()} />;
  if (reference) return <MadeBefore reference={reference} onMade={setMade} />;
  const [filing, record] = [address.get("filing"), address.get("record")];
  if (kind && (filing || record)) {
    const position = Number(address.get("position"));
    const about: Prefilled = filing
      ? { kind, filing_id: filing, ...(address.has("holder") && { of_holder: true }), ...(address.get("domain") && { domain: address.get("domain")! }) }
      : { kind, record_id: record!, ...(position > 0 && { position }) };
    return <FilledIn about={about} onMade={show} />;
  }
  const chosen = KINDS.find((one) => one === kind);
  return chosen ? <Typed kind={chosen} onMade={show} /> : <Choose />;
}

/** The entries that a form was made of, and the key of that step. */
interface Asked { key: string; typed?: NewForm; about?: Prefilled }
type OnMade = (asked: Asked) => (made: FormView) => void;
/** The address of the page on which this form was made. */
function withoutMade(): string {
  const address = new URLSearchParams(location.search);
  address.delete("made");
  return `${location.pathname}?${address}`;
}
const placeOfTyped = (kind: Kind) => `form ${kind}`;
const placeOfMade = (reference: string) => `made ${reference}`;

/** A form that was made in this tab before: it is fetched again, under the same reference. */
function MadeBefore({ reference, onMade }: { reference: string; onMade: (made: FormView) => void }) {
  const [problem, setProblem] = useState<Problem>();
  const asked = kept(placeOfMade(reference))?.value as Asked | undefined;
  const words = t.forms;
  const fetchAgain = async () => {
    if (!asked) return;
    setProblem(undefined);
    const answer = asked.typed ? await makeForm(asked.typed, asked.key) : await printForm(asked.about!, asked.key);
    if (answer.ok) onMade(answer.value);
    else tell(answer.problem, setProblem);
  };
  useEffect(() => void fetchAgain(), []);
  if (asked && !problem) return <Loading />;
  return (
    <>
      <h1>{words.title}</h1>
      <Note hook="made-before" title={words.madeBefore}>
        <p>{t.reference} <strong class="number" data-reference>{reference}</strong></p>
        <p>{asked ? words.madeAgain : words.madeGone} <a href={href("/progress/", { reference })}>{t.progress.title}</a></p>
        <p><a class="button second" href={withoutMade()}>{words.fillAnew}</a></p>
      </Note>
      {problem && <Failed problem={problem} again={() => void fetchAgain()} />}
    </>
  );
}

/** The question which form is needed comes first. */
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

/** A person types the content of the form. Nothing is looked up. */
function Typed({ kind, onMade }: { kind: Kind; onMade: OnMade }) {
  const words = t.forms;
  const names = NAMES[kind];
  const unsent = useUnsent(placeOfTyped(kind), {
    applicant: "unit", username: "", domain: "", number: "", reference: "", name: "", certificate_kind: "", certificate_number: "", contact_name: "", phone: "", email: "",
  });
  const { applicant: chosen, ...form } = unsent.value;
  const applicant = chosen as ApplicantKind;
  const [codes, setCodes] = useState<Codes>();
  useEffect(() => { void listCodes().then((answer) => answer.ok && setCodes(answer.value)); }, []);
  const act = useAct(async (body: NewForm, key) => {
    const answer = await makeForm(body, key);
    return answer.ok ? { ok: true, value: { form: answer.value, key } } : answer;
  });
  const unit = applicant === "unit";
  const usual = unit ? "1" : "2";
  const kinds = codes?.certificate_kinds.filter((one) => one.for.includes(applicant)) ?? [];
  const labels: Record<string, string> = {
    applicant: words.applicant, ...Object.fromEntries(names.map((name) => [name, words.names[name].label])), name: unit ? words.unitName : words.personName,
    certificate_kind: words.certificateKind, certificate_number: words.certificateNumber, ...(unit && { contact_name: words.contact }), phone: words.phone, email: words.email,
  };
  const field = (name: keyof typeof form, hint?: string) => ({
    id: name, label: labels[name] ?? "", value: form[name], onInput: (value: string) => unsent.set((before) => ({ ...before, [name]: value })), findings: at(name, {}, act.problem), ...(hint && { hint }),
  });
  const submit = async (event: Event) => {
    event.preventDefault();
    const { name, certificate_number, phone, email } = form;
    // The fields of another kind of form are not sent along.
    const optional = Object.fromEntries([...names, "certificate_kind" as const, ...(unit ? ["contact_name" as const] : [])].flatMap((one) => (form[one].trim() ? [[one, form[one]]] : [])));
    const body = { kind, applicant, name, certificate_number, phone, email, ...optional };
    const made = await act.run(body);
    if (!made) return;
    // The form comes back when its page is opened again, to be mended or made for another case.
    makeTrivial(placeOfTyped(kind));
    onMade({ key: made.key, typed: body })(made.form);
  };
  return (
    <form onSubmit={submit} class="column" noValidate data-form="make-form">
      <p><a href={href("/forms/")}>‹ {words.another}</a></p>
      <h1>{words.kinds[kind].name}</h1>
      <p>{words.kinds[kind].when}</p>
      <p class="soft">{kind === "organizer_conflict" ? words.privateConflict : words.private}</p>
      <Restored unsent={unsent} />
      <Summary labels={labels} local={{}} problem={act.problem} turn={act.turn} />
      <RadioField id="applicant" label={words.applicant} value={applicant} onInput={(value) => unsent.set((before) => ({ ...before, applicant: value, certificate_kind: "" }))} options={(["unit", "individual"] as const).map((value) => ({ value, text: t.applicants[value] }))} />
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

/** A form that is filled in from a filing or a record. */
function FilledIn({ about, onMade }: { about: Prefilled; onMade: OnMade }) {
  const { session, problem } = useSession();
  const words = t.forms;
  const act = useAct(async (body: Prefilled, key) => {
    const answer = await printForm(body, key);
    return answer.ok ? { ok: true, value: { form: answer.value, key } } : answer;
  });
  if (problem) return <Failed problem={problem} again={() => location.reload()} />;
  if (!session) return <Loading />;
  const back = about.filing_id ? href("/filing/", { id: about.filing_id }) : href("/records/record/", { id: about.record_id });
  const kind = words.kinds[about.kind];
  const make = async () => {
    const made = await act.run(about);
    if (made) onMade({ key: made.key, about })(made.form);
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

/** The form, to print or to download, and the next step with it. */
function Made({ made, again }: { made: FormView; again: string }) {
  const words = t.forms;
  const { form } = made;
  const sheet = form.kind === "verification_sheet";
  return (
    <>
      <div class="no-print">
        <p><a href={again}>‹ {words.mend}</a></p>
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
