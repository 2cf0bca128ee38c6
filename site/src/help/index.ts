// What is said about each question. Pages are rendered from it at build time; the search loads a language of it.
import type { Lang } from "../messages";
import type { ChapterId, QuestionId } from "./questions";
import { en } from "./en";
import { zh } from "./zh";

/** A paragraph, or a list of short items. */
export type Line = string | readonly string[];
/** A line, or what holds in one case only. */
export type Block = Line | { when: string; then: readonly Line[] };
export interface Answer {
  /** What to do, in a sentence: the beginning of the answer, and all of it that the list shows. */
  short: string;
  more: readonly Block[];
  /** What the button says that leads to the act. */
  act: string;
  /** Other words that people search by, with spaces between them. */
  words: string;
}
export interface Help { chapters: Record<ChapterId, string>; answers: Record<QuestionId, Answer> }

export const help = (lang: Lang): Help => (lang === "en" ? en : zh);
