import { useState } from "preact/hooks";
import { correct } from "../../api/actions";
import type { FilingView, Finding, Form, Problem } from "../../api/types";
import { Button } from "../../components/button/Button";
import { Changes } from "../../components/changes/Changes";
import { SectionFields } from "../../components/form-fields/FormFields";
import { Restored, Unsendable } from "../../components/restored/Restored";
import { WithFiling } from "../../components/loading/WithFiling";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { FORM, SECTIONS } from "../../form/fields";
import { lockedIn } from "../../form/open";
import { differences, merge, read } from "../../form/pointer";
import { placesOf, putSite, saidAt, siteAt } from "../../form/sites";
import { useAct } from "../../hooks/act";
import type { Loaded, Loading } from "../../hooks/filing";
import { ofForm, useUnsent } from "../../hooks/unsent";
import { href, t } from "../../messages/current";

/** The findings at the fields: those of the service, before or now, but none about a value that was typed since. */
export function judged(filing: FilingView, base: Form, form: Form, problem: Problem | undefined, sent: Form | undefined): Finding[] {
  const unchanged = (since: Form, pointer: string) => JSON.stringify(read(since, pointer)) === JSON.stringify(read(form, pointer));
  if (problem?.errors?.length && sent) {
    return problem.errors.filter((error) => unchanged(sent, error.pointer)).map((error) => ({ ...error, level: "error" as const }));
  }
  return filing.findings.filter((finding) => unchanged(base, finding.pointer));
}

const keptAt = (id: string) => `correct ${id}`;

export function Correct() {
  return (
    <WithFiling>
      {(loaded, state) => loaded.filing.form && loaded.filing.actions.includes("correct")
        ? <Page key={String(loaded.filing.masked)} {...loaded} base={loaded.filing.form} state={state} />
        : (
          <>
            <Note tone="warning" title={t.problems["not-with-provider"].title}><p>{t.problems["not-with-provider"].next}</p><p><a href={href("/filing/", { id: loaded.filing.id })}>{t.back}</a></p></Note>
            <Unsendable place={keptAt(loaded.filing.id)} codes={loaded.codes} providers={loaded.providers} />
          </>
        )}
    </WithFiling>
  );
}

function Page({ filing, base, codes, providers, state }: Loaded & { base: Form; state: Loading }) {
  const unsent = useUnsent(keptAt(filing.id), base, { version: filing.version, ...ofForm });
  const [form, setForm] = [unsent.value, unsent.set];
  const [comparing, compare] = useState(false);
  const [nothing, setNothing] = useState(false);
  const [sent, setSent] = useState<Form>();
  const act = useAct((body: { version: number; form: Form }, key) => correct(filing.id, body, key));
  const changed = differences(base, form);
  const back = href("/filing/", { id: filing.id });
  const places = placesOf(form);
  const locked = (place: number): Record<string, string> => ({ ...lockedIn(filing, place), "/access/provider": t.correct.locked });

  const look = (event: Event) => {
    event.preventDefault();
    setNothing(changed.length === 0);
    if (changed.length === 0) return;
    compare(true);
    window.scrollTo(0, 0);
  };
  const send = async () => {
    setSent(form);
    const after = await act.run({ version: filing.version, form });
    if (after) {
      unsent.sent();
      state.setFiling(after);
      location.replace(back);
      return;
    }
    compare(false);
    const now = await state.reload();
    if (now?.form) setForm((mine) => merge(base, mine, now.form!).form);
  };

  return (
    <form onSubmit={look} class="column" noValidate>
      <p><a href={back}>‹ {t.back}</a></p>
      <h1>{t.correct.title}</h1>
      <p>{t.correct.lead}</p>
      {filing.masked && <p class="soft">{t.correct.masked}</p>}
      <Restored unsent={unsent} restores />
      {act.problem && <ProblemNote key={act.turn} problem={act.problem} filingId={filing.id} />}
      {nothing && changed.length === 0 && <Note tone="warning" role="alert" title={t.correct.none} />}
      {comparing ? (
        <>
          <h2>{t.correct.changes}</h2>
          <Changes before={base} after={form} codes={codes} providers={providers} />
          <div class="row">
            <Button act="correct" busy={act.busy} onClick={() => void send()}>{t.correct.send}</Button>
            <Button look="second" onClick={() => compare(false)}>{t.correct.back}</Button>
          </div>
        </>
      ) : (
        <>
          {places.map((place) => SECTIONS.filter((section) => (place === 0 || section !== "organizer") && FORM[section].some(({ fields }) => fields.some((field) => locked(place)[field.pointer] === undefined))).map((section) => (
            <section key={`${place} ${section}`}>
              <h2>{places.length > 1 && section !== "organizer" && `${t.orders.siteOf(place + 1)} · `}{t.sections[section].label}</h2>
              <SectionFields
                section={section} place={place} form={siteAt(form, place)} onChange={(edited) => setForm(putSite(form, place, edited))} codes={codes} providers={providers} filingId={filing.id}
                findings={saidAt(judged(filing, base, form, act.problem, sent), place)} locked={locked(place)} conflictChecks
              />
            </section>
          )))}
          <div class="sticky-acts"><Button type="submit" act="compare">{t.correct.compare}</Button></div>
        </>
      )}
    </form>
  );
}
