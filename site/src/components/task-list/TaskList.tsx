import type { Finding, FilingView } from "../../api/types";
import type { SectionName } from "../../form/fields";
import { isUntouched, openSections } from "../../form/open";
import { within } from "../../form/pointer";
import { href, t } from "../../messages/current";
import { Tag, type Look } from "../tag/Tag";

export type TaskState = "not_started" | "in_progress" | "done" | "needs_change";
const LOOKS: Record<TaskState, Look> = { not_started: "todo", in_progress: "now", done: "good", needs_change: "bad" };

const errorsIn = (filing: FilingView, at: string) =>
  filing.findings.filter((finding) => finding.level === "error" && within(finding.pointer, at));
const UNWRITTEN: readonly Finding["code"][] = ["required", "pre-approval-choice-missing"];

/** How far a section is: judged by what the service finds wrong with it. */
export function stateOf(section: SectionName, filing: FilingView): TaskState {
  const errors = errorsIn(filing, `/${section}`);
  if (!filing.form || (errors.length > 0 && isUntouched(filing, section))) return "not_started";
  if (errors.length === 0) return "done";
  return errors.every((finding) => UNWRITTEN.includes(finding.code)) ? "in_progress" : "needs_change";
}

/** Documents that are needed before the owner can submit, and are not there. */
export const missingToSubmit = (filing: FilingView) =>
  filing.documents.filter((document) => document.needed_for === "submit" && !filing.scans.some((scan) => scan.document === document.kind));

export const isReady = (filing: FilingView) =>
  filing.findings.every((finding) => finding.level !== "error") && missingToSubmit(filing).length === 0;

/** The parts of a draft that can be written, each with a word and a mark. */
export function TaskList({ filing, sections = openSections(filing) }: { filing: FilingView; sections?: readonly SectionName[] }) {
  const { tasks } = t.filing;
  const id = filing.id;
  const missing = missingToSubmit(filing);
  const own = filing.scans.filter((scan) => scan.document !== "verification_sheet");
  const asked = filing.documents.some((document) => document.needed_for === "submit");
  const documents: TaskState = missing.length === 0 ? "done" : own.length === 0 ? "not_started" : "in_progress";
  const returned = (at: string) => filing.reasons.filter((reason) => within(reason.pointer, at)).length;
  const ready = isReady(filing);
  return (
    <ol class="task-list">
      {sections.map((section) => {
        const state = stateOf(section, filing);
        const problems = errorsIn(filing, `/${section}`).filter((finding) => !UNWRITTEN.includes(finding.code)).length;
        const back = returned(`/${section}`);
        return (
          <li key={section} data-task={section} data-state={state}>
            <a href={href("/filing/edit/", { id, section })}>{filing.kind === "change" && section === "access" ? tasks.through : tasks[section]}</a>
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
