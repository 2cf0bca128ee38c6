import { useEffect, useState } from "preact/hooks";
import type { Codes, FilingView, Form, ProviderView, Session } from "../../api/types";
import { Button } from "../../components/button/Button";
import { shownFindings } from "./shown";
import { SectionFields } from "../../components/form-fields/FormFields";
import { KindTag } from "../../components/kind/Kind";
import { Restored, Unsendable } from "../../components/restored/Restored";
import { WithFiling } from "../../components/loading/WithFiling";
import { ErrorSummary } from "../../components/note/ErrorSummary";
import { Note } from "../../components/note/Note";
import { ProblemNote } from "../../components/note/ProblemNote";
import { ReasonList } from "../../components/reasons/ReasonList";
import { idOf, type SectionName } from "../../form/fields";
import { lockedIn, openSections } from "../../form/open";
import { within } from "../../form/pointer";
import { countSites, pointerAt, putSite, saidAt, siteAt } from "../../form/sites";
import { label, value } from "../../form/words";
import { useDraft } from "../../hooks/draft";
import { useSections } from "../../hooks/record";
import { placeOfDraft } from "../../hooks/unsent";
import { href, t } from "../../messages/current";
import { timeInChina } from "../../messages/dates";

export function Edit() {
  return (
    <WithFiling>
      {({ session, filing, codes, providers }) => {
        if (!filing.form || !filing.actions.includes("save-draft")) {
          return (
            <>
              <Note tone="warning" title={t.edit.notDraft}><p><a href={href("/filing/", { id: filing.id })}>{t.back}</a></p></Note>
              <Unsendable place={placeOfDraft(filing.id)} codes={codes} providers={providers} />
            </>
          );
        }
        return <Section session={session} filing={{ ...filing, form: filing.form }} codes={codes} providers={providers} />;
      }}
    </WithFiling>
  );
}

function Section({ session, filing: loaded, codes, providers }: { session: Session; filing: FilingView & { form: Form }; codes: Codes; providers: readonly ProviderView[] }) {
  const address = new URLSearchParams(location.search);
  const open = openSections(loaded);
  const asked = address.get("section") as SectionName | null;
  // A section that stands as it is on file has no page of its own here.
  const section = asked && open.includes(asked) ? asked : open[0] ?? "access";
  const { sections, serving } = useSections(loaded, session);
  const draft = useDraft(loaded);
  const places = countSites(draft.form);
  const place = section === "organizer" ? 0 : Math.min(Math.max(Number(address.get("site") ?? 1) - 1 || 0, 0), places - 1);
  const form = siteAt(draft.form, place);
  const [all, setAll] = useState(address.has("show"));
  const [tries, setTries] = useState(0);
  const saved = siteAt(draft.filing.form ?? loaded.form, place);
  const findings = shownFindings(saidAt(draft.filing.findings, place), saved, form, section, all);
  const reasons = saidAt(draft.filing.reasons, place).filter((reason) => within(reason.pointer, `/${section}`));
  const here = sections[sections.indexOf(section) + 1];
  // After a site's last part comes the next site.
  const next_site = here === undefined && place + 1 < places ? sections.find((one) => one !== "organizer") : undefined;
  const after = here ?? next_site;
  // A change goes through a provider that gives access already.
  const offered = serving ? providers.filter((one) => serving.includes(one.id) || one.id === draft.form.access.provider) : providers;
  const through = loaded.kind === "change" && section === "access";
  const title = (places > 1 && section !== "organizer" ? `${t.orders.siteOf(place + 1)} · ` : "") + (through ? t.filing.tasks.through : t.sections[section].label);

  useEffect(() => {
    document.title = `${title} – ${loaded.reference} – ${t.service}`;
    const wanted = location.hash.slice(1) && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (wanted) {
      wanted.scrollIntoView({ block: "center" });
      wanted.focus();
    }
  }, []);

  const go = (target: string) => location.assign(target);
  const site = next_site ? place + 2 : place + 1;
  const next = href(after ? "/filing/edit/" : "/filing/documents/", { id: loaded.id, section: after, ...(after && site > 1 && { site: String(site) }) });
  const tasks = href("/filing/", { id: loaded.id });

  const saveAndContinue = async (event: Event) => {
    event.preventDefault();
    const now = await draft.save();
    if (!now) return;
    const found = saidAt(now.findings, place);
    const wrong = found.some((finding) => finding.level === "error" && within(finding.pointer, `/${section}`));
    if (wrong && tries === 0) {
      // The first press shows all findings. A second press goes on; nothing is lost, as the task list names the open sections.
      setAll(true);
      setTries(1);
    } else if (wrong && JSON.stringify(findings.map((one) => one.pointer + one.code)) !== JSON.stringify(found.filter((one) => within(one.pointer, `/${section}`)).map((one) => one.pointer + one.code))) {
      setTries(tries + 1);
    } else go(next);
  };
  const leave = async (event: MouseEvent) => {
    if (!draft.dirty) return;
    event.preventDefault();
    if (await draft.save()) go(tasks);
  };

  const summary = findings.filter((finding) => finding.level === "error").map((finding) => ({
    href: `#${idOf(pointerAt(place, finding.pointer))}`, label: label(finding.pointer), text: t.findings[finding.code] ?? finding.code,
  }));
  return (
    <form onSubmit={saveAndContinue} class="column" noValidate data-section={section}>
      <p><a href={tasks} onClick={leave}>‹ {t.edit.backToTasks}</a></p>
      {loaded.kind !== "first" && <p><KindTag kind={loaded.kind} /></p>}
      <h1>{title}</h1>
      {loaded.kind === "change" && !through && <p>{t.orders.changeLead}</p>}
      {loaded.masked && <p class="soft">{t.correct.masked}</p>}
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
      <Restored unsent={draft.unsent} restores />
      {draft.problem && draft.problem.code !== "stale" && <ProblemNote key={draft.turn} problem={draft.problem} />}
      {all && tries > 0 && <ErrorSummary items={summary} turn={`${draft.turn} ${tries}`} />}
      {reasons.length > 0 && <Note tone="error" title={t.filing.providerReturned} hook="returned"><ReasonList reasons={reasons} linkTo={(pointer) => `#${idOf(pointerAt(place, pointer))}`} /></Note>}
      <SectionFields section={section} place={place} form={form} onChange={(edited) => draft.change(putSite(draft.form, place, edited))} codes={codes} providers={offered} findings={findings} filingId={loaded.id} locked={lockedIn(loaded, place)} conflictChecks {...(through && { hints: { "/access/provider": t.orders.throughHint } })} />
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
