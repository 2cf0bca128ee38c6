import { useState } from "preact/hooks";
import { amend } from "../../api/actions";
import type { DocumentKind, FilingView, Form, ReturnReason } from "../../api/types";
import { Button } from "../../components/button/Button";
import { FormField } from "../../components/form-fields/FormFields";
import { FormView } from "../../components/form-view/FormView";
import { HelpLink } from "../../components/help-link/HelpLink";
import { Restored, Unsendable } from "../../components/restored/Restored";
import { WithFiling } from "../../components/loading/WithFiling";
import { ErrorSummary } from "../../components/note/ErrorSummary";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { Upload } from "../../components/upload/Upload";
import { FORM, idOf, SECTIONS, type FieldSpec } from "../../form/fields";
import { isFixed } from "../../form/open";
import { differences, merge, within } from "../../form/pointer";
import { placeOf, putSite, saidAt, siteAt } from "../../form/sites";
import { label, value } from "../../form/words";
import { useAct } from "../../hooks/act";
import type { Loaded, Loading } from "../../hooks/filing";
import { ofForm, useUnsent } from "../../hooks/unsent";
import { href, t } from "../../messages/current";
import { judged } from "../correct/Correct";

const keptAt = (id: string) => `amend ${id}`;

export function Amend() {
  return (
    <WithFiling>
      {(loaded, state) => loaded.filing.form && loaded.filing.actions.includes("amend")
        ? <Page {...loaded} base={loaded.filing.form} state={state} />
        : (
          <>
            <Note tone="warning" title={t.problems["not-returned"].title}><p>{t.problems["not-returned"].next}</p><p><a href={href("/filing/", { id: loaded.filing.id })}>{t.back}</a></p></Note>
            <Unsendable place={keptAt(loaded.filing.id)} codes={loaded.codes} providers={loaded.providers} />
          </>
        )}
    </WithFiling>
  );
}

const ALL: FieldSpec[] = SECTIONS.flatMap((section) => FORM[section].flatMap((group) => group.fields));
/** The fields that a reason is about: itself, those below it, or the list in which it stands. */
const fieldsFor = (pointer: string, form: Form, filing: FilingView) => {
  const open = ALL.filter((field) => !isFixed(filing, field.pointer));
  const below = open.filter((field) => within(field.pointer, pointer) && (field.shown?.(form) ?? true));
  return below.length > 0 ? below : open.filter((field) => within(pointer, field.pointer));
};

function Page({ filing, base, codes, providers, state }: Loaded & { base: Form; state: Loading }) {
  const unsent = useUnsent(keptAt(filing.id), base, { version: filing.version, ...ofForm });
  const [form, setForm] = [unsent.value, unsent.set];
  const [tries, setTries] = useState(0);
  const [sent, setSent] = useState<Form>();
  const [uploaded, setUploaded] = useState(false);
  const act = useAct((body: { version: number; form: Form }, key) => amend(filing.id, body, key));
  const changed = differences(base, form);
  const back = href("/filing/", { id: filing.id });
  // Reasons about the same field stand together.
  const pointers = [...new Set(filing.reasons.map((reason) => reason.pointer))];
  const findings = judged(filing, base, form, act.problem, sent);
  const touched = changed.length > 0 || uploaded || filing.reasons.some((reason) => reason.pointer.startsWith("/documents/"));

  const send = async (event: Event) => {
    event.preventDefault();
    setTries(tries + 1);
    if (!touched) return;
    setSent(form);
    const after = await act.run({ version: filing.version, form });
    if (after) {
      unsent.sent();
      state.setFiling(after);
      location.replace(back);
      return;
    }
    const now = await state.reload();
    if (now?.form) setForm((mine) => merge(base, mine, now.form!).form);
  };
  const controls = (pointer: string) => {
    const { place, own } = placeOf(pointer);
    const one = siteAt(form, place);
    const fields = fieldsFor(own, one, filing);
    return (
      <>
        {fields.length > 1 && <p class="soft">{t.amend.group}</p>}
        {fields.map((field) => (
          <FormField key={field.pointer} field={field} place={place} form={one} onChange={(edited) => setForm(putSite(form, place, edited))} codes={codes} providers={providers} findings={saidAt(findings, place)} filingId={filing.id} conflictChecks />
        ))}
      </>
    );
  };
  const errors = act.problem?.code === "form-incomplete" ? findings.filter((finding) => finding.level === "error") : [];

  return (
    <form onSubmit={send} class="column" noValidate>
      <p><a href={back}>‹ {t.back}</a></p>
      <h1>{t.amend.title}</h1>
      <p>{t.amend.lead}</p>
      <HelpLink to="returned" />
      <Restored unsent={unsent} restores />
      {errors.length > 0
        ? <ErrorSummary turn={act.turn} items={errors.map((finding) => ({ href: `#${idOf(finding.pointer)}`, label: label(finding.pointer), text: t.findings[finding.code] ?? finding.code }))} />
        : act.problem && <ProblemNote key={act.turn} problem={act.problem} filingId={filing.id} />}
      {tries > 0 && !touched && <Note tone="warning" role="alert" title={t.amend.nothing} hook="nothing-amended" />}
      {pointers.map((pointer) => {
        const reasons = filing.reasons.filter((reason) => reason.pointer === pointer);
        return pointer.startsWith("/documents/") ? (
          <Upload
            key={pointer} filing={filing} kind={pointer.slice(11) as DocumentKind} needed="submit"
            onChange={(after) => { setUploaded(true); state.setFiling(after); }} reason={<Why reasons={reasons} />} detail={t.amend.uploaded}
          />
        ) : (
          <section key={pointer} class="returned-field" data-returned={pointer}>
            <h3>{label(pointer)}</h3>
            <Why reasons={reasons} wrote={value(base, pointer, codes, providers)} />
            {controls(pointer)}
          </section>
        );
      })}
      <div class="row"><Button type="submit" act="amend" busy={act.busy}>{t.amend.send}</Button></div>
      <details>
        <summary>{t.amend.rest}</summary>
        <FormView form={form} filing={filing} codes={codes} providers={providers} />
      </details>
    </form>
  );
}

function Why({ reasons, wrote }: { reasons: readonly ReturnReason[]; wrote?: string }) {
  return (
    <dl class="why">
      {wrote !== undefined && <><dt>{t.amend.wrote}</dt><dd>{wrote || t.none}</dd></>}
      {reasons.map((reason) => (
        <>
          <dt>{t.amend.why}</dt><dd><strong>{reason.reason}</strong></dd>
          {reason.suggestion && <><dt>{t.amend.helps}</dt><dd>{reason.suggestion}</dd></>}
        </>
      ))}
    </dl>
  );
}
