import { useEffect, useRef, useState } from "preact/hooks";
import type { Codes, FilingView, Form, ProviderView } from "../../api/types";
import { Button } from "../../components/button/Button";
import { shownFindings } from "./shown";
import { SectionFields } from "../../components/form-fields/FormFields";
import { WithFiling } from "../../components/loading/WithFiling";
import { ErrorSummary } from "../../components/note/ErrorSummary";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { ReasonList } from "../../components/reasons/ReasonList";
import { idOf, SECTIONS, type SectionName } from "../../form/fields";
import { within } from "../../form/pointer";
import { label, value } from "../../form/words";
import { useDraft } from "../../hooks/draft";
import { href, t } from "../../messages/current";
import { timeInChina } from "../../messages/dates";

export function Edit() {
  return (
    <WithFiling>
      {({ filing, codes, providers }) => {
        if (!filing.form || !filing.actions.includes("save-draft")) {
          return <Note tone="warning" title={t.edit.notDraft}><p><a href={href("/filing/", { id: filing.id })}>{t.back}</a></p></Note>;
        }
        return <Section filing={{ ...filing, form: filing.form }} codes={codes} providers={providers} />;
      }}
    </WithFiling>
  );
}

function Section({ filing: loaded, codes, providers }: { filing: FilingView & { form: Form }; codes: Codes; providers: readonly ProviderView[] }) {
  const address = new URLSearchParams(location.search);
  const section = (SECTIONS as readonly string[]).includes(address.get("section") ?? "") ? (address.get("section") as SectionName) : "organizer";
  const draft = useDraft(loaded);
  const [all, setAll] = useState(address.has("show"));
  const [tries, setTries] = useState(0);
  const saved = draft.filing.form ?? loaded.form;
  const findings = shownFindings(draft.filing.findings, saved, draft.form, section, all);
  const reasons = draft.filing.reasons.filter((reason) => within(reason.pointer, `/${section}`));
  const after = SECTIONS[SECTIONS.indexOf(section) + 1];
  const title = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${t.sections[section].label} – ${loaded.reference} – ${t.service}`;
    const wanted = location.hash.slice(1) && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (wanted) {
      wanted.scrollIntoView({ block: "center" });
      wanted.focus();
    }
  }, []);

  const go = (target: string) => location.assign(target);
  const next = href(after ? "/filing/edit/" : "/filing/documents/", { id: loaded.id, section: after });
  const tasks = href("/filing/", { id: loaded.id });

  const saveAndContinue = async (event: Event) => {
    event.preventDefault();
    const now = await draft.save();
    if (!now) return;
    const open = now.findings.some((finding) => finding.level === "error" && within(finding.pointer, `/${section}`));
    if (open && tries === 0) {
      // Once: show all that is wrong. A second press goes on; nothing is lost, the task list says what remains.
      setAll(true);
      setTries(1);
    } else if (open && JSON.stringify(findings.map((one) => one.pointer + one.code)) !== JSON.stringify(now.findings.filter((one) => within(one.pointer, `/${section}`)).map((one) => one.pointer + one.code))) {
      setTries(tries + 1);
    } else go(next);
  };
  const leave = async (event: MouseEvent) => {
    if (!draft.dirty) return;
    event.preventDefault();
    if (await draft.save()) go(tasks);
  };

  const summary = findings.filter((finding) => finding.level === "error").map((finding) => ({
    href: `#${idOf(finding.pointer)}`, label: label(finding.pointer), text: t.findings[finding.code] ?? finding.code,
  }));
  return (
    <form onSubmit={saveAndContinue} class="column" noValidate data-section={section}>
      <p><a href={tasks} onClick={leave}>‹ {t.edit.backToTasks}</a></p>
      <h1 ref={title}>{t.sections[section].label}</h1>
      {draft.clash && (
        <Note tone="warning" title={t.edit.staleTitle} focus role="alert" hook="stale">
          {draft.clash.changedByOthers.length > 0 ? <p>{t.edit.staleText}</p> : <p>{t.edit.staleNone}</p>}
          <ul>
            {draft.clash.changedByOthers.map((pointer) => (
              <li key={pointer}>
                <a href={`#${idOf(pointer)}`}>{label(pointer)}</a>{t.colon}{t.edit.staleTheirs} “{value(draft.clash!.theirs, pointer, codes, providers) || t.none}”
                {draft.clash!.keptMine.includes(pointer) && <> · <strong>{t.edit.staleKept}</strong></>}
              </li>
            ))}
          </ul>
        </Note>
      )}
      {draft.problem && draft.problem.code !== "stale" && <ProblemNote key={draft.turn} problem={draft.problem} />}
      {all && tries > 0 && <ErrorSummary items={summary} turn={`${draft.turn} ${tries}`} />}
      {reasons.length > 0 && <Note tone="error" title={t.filing.providerReturned} hook="returned"><ReasonList reasons={reasons} linkTo={(pointer) => `#${idOf(pointer)}`} /></Note>}
      <SectionFields section={section} form={draft.form} onChange={draft.change} codes={codes} providers={providers} findings={findings} filingId={loaded.id} conflictChecks />
      <div class="sticky-acts">
        <Button type="submit" act="save-continue" busy={draft.saving}>{t.edit.saveContinue}</Button>
        <Button look="second" act="save-draft" busy={draft.saving} onClick={() => void draft.save()}>{t.edit.saveDraft}</Button>
        <span class="soft small" role="status" data-saved={draft.dirty ? "false" : "true"}>
          {draft.dirty ? t.edit.unsaved : draft.savedAt ? t.edit.savedAt(timeInChina(draft.savedAt)) : ""}
        </span>
      </div>
    </form>
  );
}
