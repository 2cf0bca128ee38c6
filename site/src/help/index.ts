// The questions that used to be asked by telephone, with short answers. Rendered at build time only.
import type { Lang } from "../messages";
import { en } from "./en";
import { zh } from "./zh";

export type QuestionId =
  | "lost-password" | "forgotten-details" | "returned" | "correct" | "wrong-provider" | "delete-submission" | "deregister" | "add-site" | "change"
  | "domain-conflict" | "certificate-conflict" | "review-time" | "how-to-file" | "how-to-fill" | "sheet" | "after-approval" | "show-filing" | "in-bulk";

export interface Question {
  id: QuestionId;
  title: string;
  /** Paragraphs, and lists of short items. */
  answer: readonly (string | readonly string[])[];
  link?: { path: string; text: string };
  /** Whether the home page names it. */
  front?: true;
}
export interface Chapter { title: string; questions: readonly Question[] }

export const help = (lang: Lang): readonly Chapter[] => (lang === "en" ? en : zh);
