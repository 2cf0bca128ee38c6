// The shape of the answers, which both languages fill in.
import type { ChapterId, QuestionId } from "./questions";

/** A paragraph, or a list of short items. */
export type Line = string | readonly string[];
/** A line, or lines that hold in one case only. */
export type Block = Line | { when: string; then: readonly Line[] };
export interface Answer {
  /** The next step in a sentence: the beginning of the answer, and all of it that the list shows. */
  short: string;
  more: readonly Block[];
  /** The words on the button that leads to the act. */
  act: string;
  /** Other words that people search by, with spaces between them. */
  words: string;
}
export interface Help { chapters: Record<ChapterId, string>; answers: Record<QuestionId, Answer> }
