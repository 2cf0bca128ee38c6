import type { Finding, FilingView } from "../../api/types";
import { SECTIONS, type SectionName } from "../../form/fields";
import { isEmpty, within } from "../../form/pointer";
import { href, t } from "../../messages/current";
import { Tag, type Look } from "../tag/Tag";

export type TaskState = "not_started" | "in_progress" | "done" | "needs_change";
const LOOKS: Record<TaskState, Look> = { not_started: "todo", in_progress: "now", done: "good", needs_change: "bad" };

const errorsIn = (filing: FilingView, at: string) =>
  filing.findings.filter((finding) => finding.level === "error" && within(finding.pointer, at));
const UNWRITTEN: readonly Finding["code"][] = ["required", "pre-approval-choice-missing"];

/** How far a section is: judged by what the service finds wrong with it. */
export function stateOf(section: SectionName, filing: FilingView): TaskState {
  if (!filing.form || isEmpty(filing.form[section])) return "not_started";
  const errors = errorsIn(filing, `/${section}`);
  if (errors.length === 0) return "done";
  return errors.every((finding) => UNWRITTEN.includes(finding.code)) ? "in_progress" : "needs_change";
}

/** Documents that are needed before the owner can submit, and are not there. */
export const missingToSubmit = (filing: FilingView) =>
  filing.documents.filter((document) => document.needed_for === "submit" && !filing.scans.some((scan) => scan.document === document.kind));

export const isReady = (filing: FilingView) =>
  filing.findings.every((finding) => finding.level !== "error") && missingToSubmit(filing).length === 0;

/** The parts of a draft, each with a word and a mark. */
export function TaskList({ filing }: { filing: FilingView }) {
  const { tasks } = t.filing;
  const id = filing.id;
  const missing = missingToSubmit(filing);
  const own = filing.scans.filter((scan) => scan.document !== "verification_sheet");
  const documents: TaskState = missing.length === 0 ? "done" : own.length === 0 ? "not_started" : "in_progress";
  const returned = (at: string) => filing.reasons.filter((reason) => within(reason.pointer, at)).length;
  const ready = isReady(filing);
  return (
    <ol class="task-list">
      {SECTIONS.map((section) => {
        const state = stateOf(section, filing);
        const problems = errorsIn(filing, `/${section}`).filter((finding) => !UNWRITTEN.includes(finding.code)).length;
        const back = returned(`/${section}`);
        return (
          <li key={section} data-task={section} data-state={state}>
            <a href={href("/filing/edit/", { id, section })}>{tasks[section]}</a>
            <span class="soft">{t.sections[section].hint}{state === "needs_change" && problems > 0 ? ` · ${tasks.problems(problems)}` : ""}</span>
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
          <Tag look={LOOKS[documents]} value={documents}>{tasks[documents]}</Tag>
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
