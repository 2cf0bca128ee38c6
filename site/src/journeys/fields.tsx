// The shared parts of the account pages: the problems of a form stand at its fields and on top of the page.
import type { FindingCode, Finding, Problem } from "../api/types";
import { ErrorSummary } from "../components/note/ErrorSummary";
import { type Instead, ProblemNote } from "../components/note/ProblemNote";
import { t } from "../messages/current";

export type Local = Partial<Record<string, FindingCode>>;

/** The findings at a field: those of this page first, else those of the service. */
export function at(name: string, local: Local, problem: Problem | undefined): Finding[] {
  const own = local[name];
  if (own) return [{ pointer: `/${name}`, code: own, level: "error" }];
  return (problem?.errors ?? []).filter((error) => error.pointer === `/${name}`).map((error) => ({ ...error, level: "error" as const }));
}

/** On top: a link to each field that needs mending, or the problem itself. */
export function Summary({ labels, local, problem, turn, prefix = "", instead }: { labels: Record<string, string>; local: Local; problem: Problem | undefined; turn: number; prefix?: string; instead?: Instead | undefined }) {
  const items = Object.entries(labels).flatMap(([name, label]) =>
    at(name, local, problem).map((finding) => ({ href: `#${prefix}${name}`, label, text: t.findings[finding.code] ?? finding.code })));
  if (items.length > 0) return <ErrorSummary items={items} turn={turn} />;
  return problem ? <ProblemNote key={turn} problem={problem} instead={instead} /> : null;
}

/** Fields that are empty and must not be. */
export const required = (values: Record<string, string>): Local =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() === "").map(([name]) => [name, "required" as const]));
