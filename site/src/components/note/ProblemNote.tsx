import { t } from "../../messages/current";
import { isOffline } from "../../api/client";
import type { Problem, ProblemCode } from "../../api/types";
import type { ProblemWords } from "../../messages/shape";
import { label } from "../../form/words";
import { idOf } from "../../form/fields";
import { ConflictNote } from "../conflict/ConflictNote";
import { Note } from "./Note";

/** Words that fit a page better than the general ones. */
export type Instead = Partial<Record<ProblemCode, ProblemWords>>;

/** The words for a problem. A service that did not answer at all is a problem of the network. */
export const wordsOf = (problem: Problem, instead: Instead = {}, reading = false): ProblemWords =>
  isOffline(problem) ? { title: t.offline.title, next: reading ? t.offline.reading : t.offline.next } : instead[problem.code] ?? t.problems[problem.code] ?? t.problems.internal;

/** The note of a problem, for a component that must not import this one. */
export const problemNote = (problem: Problem) => <ProblemNote problem={problem} />;

/** A problem and its next step, with every field, document or conflict that the problem names. */
export function ProblemNote({ problem, linkTo, filingId, instead = {}, reading }: { problem: Problem; linkTo?: (pointer: string) => string; filingId?: string; instead?: Instead | undefined; reading?: boolean }) {
  const words = wordsOf(problem, instead, reading);
  const errors = problem.errors ?? [];
  const documents = problem.documents ?? [];
  return (
    <Note tone="error" role="alert" focus title={words.title} hook={isOffline(problem) ? "offline" : problem.code}>
      <p>{problem.status === 429 && problem.retry_after ? t.waits(problem.retry_after) : words.next}</p>
      {errors.length > 0 && (
        <ul>
          {errors.map((error) => (
            <li key={error.pointer + error.code}>
              <a href={linkTo ? linkTo(error.pointer) : `#${idOf(error.pointer)}`}>{label(error.pointer)}</a>
              {t.colon}{t.findings[error.code] ?? error.code}
            </li>
          ))}
        </ul>
      )}
      {documents.length > 0 && (
        <ul>{[...new Set(documents)].map((kind) => <li key={kind}>{t.documents[kind]?.name ?? kind}</li>)}</ul>
      )}
      {(problem.evidence ?? []).length > 0 && <ul>{problem.evidence!.map((one) => <li key={one}>{t.evidence[one]}</li>)}</ul>}
      {problem.conflict && <ConflictNote conflict={problem.conflict} filingId={filingId} told={problem.code === "filing-under-way"} problemNote={problemNote} />}
    </Note>
  );
}
