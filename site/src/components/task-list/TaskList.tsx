import type { Finding, FilingView } from "../../api/types";
import type { SectionName } from "../../form/fields";
import { isUntouched, openSections } from "../../form/open";
import { within } from "../../form/pointer";
import { filingAt, placesOf, type Filled } from "../../form/sites";
import { href, t } from "../../messages/current";
import { Tag, type Look } from "../tag/Tag";

export type TaskState = "not_started" | "in_progress" | "done" | "needs_change";
const LOOKS: Record<TaskState, Look> = { not_started: "todo", in_progress: "now", done: "good", needs_change: "bad" };

const errorsIn = (filing: FilingView, at: string) =>
  filing.findings.filter((finding) => finding.level === "error" && within(finding.pointer, at));
const UNWRITTEN: readonly Finding["code"][] = ["required", "pre-approval-choice-missing"];

/** The progress of a section, judged by the findings of the service. */
function stateOf(section: SectionName, filing: FilingView, place: number): TaskState {
  const errors = errorsIn(filing, `/${section}`);
  if (!filing.form || (errors.length > 0 && isUntouched(filing, section, place))) return "not_started";
  if (errors.length === 0) return "done";
  return errors.every((finding) => UNWRITTEN.includes(finding.code)) ? "in_progress" : "needs_change";
}

/** Documents that are needed before the owner can submit, and are not there. */
export const missingToSubmit = (filing: FilingView) =>
  filing.documents.filter(({ kind, needed_for }, index) => needed_for === "submit"
    && filing.scans.filter((scan) => scan.document === kind).length <= filing.documents.slice(0, index).filter((other) => other.kind === kind).length);

export const isReady = (filing: FilingView) =>
  filing.findings.every((finding) => finding.level !== "error") && missingToSubmit(filing).length === 0;

/** The parts of a draft that can be written, each with a word and a mark. */
export function TaskList({ filing, sections = openSections(filing) }: { filing: Filled; sections?: readonly SectionName[] }) {
  const { tasks } = t.filing;
  // A site's own parts stand together, one site after the other.
  const places = placesOf(filing.form);
  const parts = places.flatMap((place) => sections.filter((section) => place === 0 || section !== "organizer").map((section) => ({ place, section })));
  const id = filing.id;
  const missing = missingToSubmit(filing);
  const own = filing.scans.filter((scan) => scan.document !== "verification_sheet");
  const asked = filing.documents.some((document) => document.needed_for === "submit");
  const documents: TaskState = missing.length === 0 ? "done" : own.length === 0 ? "not_started" : "in_progress";
  const returned = (at: string) => filing.reasons.filter((reason) => within(reason.pointer, at)).length;
  const ready = isReady(filing);
  return (
    <ol class="task-list">
      {parts.map(({ place, section }) => {
        const one = filingAt(filing, place);
        const state = stateOf(section, one, place);
        const problems = errorsIn(one, `/${section}`).filter((finding) => !UNWRITTEN.includes(finding.code)).length;
        const back = one.reasons.filter((reason) => within(reason.pointer, `/${section}`)).length;
        const which = places.length > 1 && section !== "organizer" ? `${t.orders.siteOf(place + 1)} · ` : "";
        return (
          <li key={`${place} ${section}`} data-task={section} data-site={place + 1} data-state={state}>
            <a href={href("/filing/edit/", { id, section, ...(place > 0 && { site: String(place + 1) }) })}>{which}{filing.kind === "change" && section === "access" ? tasks.through : tasks[section]}</a>
            <span class="soft">{filing.kind === "change" && section === "access" ? tasks.throughHint : t.sections[section].hint}{state === "needs_change" && problems > 0 ? ` · ${tasks.problems(problems)}` : ""}</span>
            <span class="tags">
              {back > 0 && <Tag look="bad">{tasks.returned(back)}</Tag>}
              {!(back > 0 && state === "done") && <Tag look={LOOKS[state]} value={state}>{tasks[state]}</Tag>}
            </span>
          </li>
        );
      })}
      <li data-task="documents" data-state={documents}>
        <a href={href("/filing/documents/", { id })}>{tasks.documents}</a>
        <span class="soft">{missing.length > 0 ? tasks.docsMissing(missing.length) : ""}</span>
        <span class="tags">
          {returned("/documents") > 0 && <Tag look="bad">{tasks.returned(returned("/documents"))}</Tag>}
          {asked || own.length > 0 ? <Tag look={LOOKS[documents]} value={documents}>{tasks[documents]}</Tag> : <Tag look="todo" value={documents}>{t.neededFor.optional}</Tag>}
        </span>
      </li>
      <li data-task="check" data-state={ready ? "ready" : "not_ready"}>
        <a href={href("/filing/check/", { id })}>{tasks.check}</a>
        <span class="soft" />
        <span class="tags"><Tag look={ready ? "now" : "todo"} value={ready ? "ready" : "not_ready"}>{ready ? tasks.ready : tasks.not_ready}</Tag></span>
      </li>
    </ol>
  );
}
