// The questions that people used to ask by telephone: the chapter of each, and the page where its act is. The answers are in a file
// a language; the titles are messages, because other pages show them.
export type ChapterId = "filing" | "progress" | "returns" | "post" | "on-file" | "conflicts" | "account";
export type QuestionId =
  | "how-to-file" | "how-to-fill" | "documents" | "pre-approval" | "filled-for-me" | "in-bulk"
  | "whose-move" | "review-time" | "working-days" | "no-email" | "provider-silent"
  | "returned" | "avoid-return" | "correct" | "wrong-provider" | "delete-submission"
  | "sheet" | "sheet-late" | "by-post"
  | "after-approval" | "add-site" | "change" | "change-provider" | "deregister" | "show-filing" | "look-up"
  | "domain-conflict" | "certificate-conflict" | "one-at-a-time"
  | "lost-password" | "forgotten-details" | "cannot-sign-in" | "privacy";

interface Place {
  chapter: ChapterId;
  /** The page of the one act that the answer leads to. */
  path: string;
  related: readonly QuestionId[];
  /** Whether the home page lists the question. */
  front?: true;
}

/** In the order in which they are listed. */
export const QUESTIONS: Record<QuestionId, Place> = {
  "how-to-file": { chapter: "filing", path: "/register/", related: ["documents", "how-to-fill", "review-time"], front: true },
  "how-to-fill": { chapter: "filing", path: "/filings/", related: ["avoid-return", "documents", "correct"] },
  documents: { chapter: "filing", path: "/filings/", related: ["sheet", "pre-approval", "avoid-return"] },
  "pre-approval": { chapter: "filing", path: "/filings/", related: ["documents", "review-time"] },
  "filled-for-me": { chapter: "filing", path: "/filings/", related: ["correct", "cannot-sign-in", "sheet"] },
  "in-bulk": { chapter: "filing", path: "/bulk/", related: ["one-at-a-time", "documents"] },
  "whose-move": { chapter: "progress", path: "/filings/", related: ["review-time", "no-email", "provider-silent"], front: true },
  "review-time": { chapter: "progress", path: "/filings/", related: ["working-days", "sheet", "provider-silent"], front: true },
  "working-days": { chapter: "progress", path: "/filings/", related: ["review-time", "sheet-late"] },
  "no-email": { chapter: "progress", path: "/account/", related: ["whose-move", "forgotten-details", "lost-password"] },
  "provider-silent": { chapter: "progress", path: "/filings/", related: ["whose-move", "delete-submission", "change-provider"] },
  returned: { chapter: "returns", path: "/filings/", related: ["avoid-return", "provider-silent", "domain-conflict"], front: true },
  "avoid-return": { chapter: "returns", path: "/filings/", related: ["how-to-fill", "documents", "returned"] },
  correct: { chapter: "returns", path: "/filings/", related: ["change", "returned", "delete-submission"], front: true },
  "wrong-provider": { chapter: "returns", path: "/records/", related: ["change-provider", "provider-silent", "delete-submission"] },
  "delete-submission": { chapter: "returns", path: "/filings/", related: ["by-post", "deregister", "correct"] },
  sheet: { chapter: "post", path: "/filings/", related: ["sheet-late", "review-time", "by-post"], front: true },
  "sheet-late": { chapter: "post", path: "/filings/", related: ["sheet", "review-time", "working-days"] },
  "by-post": { chapter: "post", path: "/forms/", related: ["forgotten-details", "delete-submission", "deregister"] },
  "after-approval": { chapter: "on-file", path: "/filings/", related: ["show-filing", "change", "add-site"] },
  "add-site": { chapter: "on-file", path: "/records/", related: ["sheet", "one-at-a-time", "documents"] },
  change: { chapter: "on-file", path: "/records/", related: ["correct", "change-provider", "one-at-a-time"] },
  "change-provider": { chapter: "on-file", path: "/records/", related: ["wrong-provider", "provider-silent", "one-at-a-time"] },
  deregister: { chapter: "on-file", path: "/records/", related: ["by-post", "delete-submission", "domain-conflict"], front: true },
  "show-filing": { chapter: "on-file", path: "/records/", related: ["look-up", "after-approval"] },
  "look-up": { chapter: "on-file", path: "/look-up/", related: ["show-filing", "domain-conflict", "privacy"] },
  "domain-conflict": { chapter: "conflicts", path: "/look-up/", related: ["by-post", "certificate-conflict", "deregister"], front: true },
  "certificate-conflict": { chapter: "conflicts", path: "/look-up/", related: ["add-site", "forgotten-details", "domain-conflict"] },
  "one-at-a-time": { chapter: "conflicts", path: "/filings/", related: ["whose-move", "delete-submission", "change"] },
  "lost-password": { chapter: "account", path: "/reset-password/", related: ["forgotten-details", "cannot-sign-in", "no-email"], front: true },
  "forgotten-details": { chapter: "account", path: "/forms/", related: ["by-post", "lost-password", "no-email"] },
  "cannot-sign-in": { chapter: "account", path: "/sign-in/", related: ["lost-password", "forgotten-details"] },
  privacy: { chapter: "account", path: "/account/", related: ["look-up", "filled-for-me"] },
};
export const IDS = Object.keys(QUESTIONS) as QuestionId[];

/** The path of a question's page, without language. */
export const pathOf = (question: QuestionId) => `/help/${question}/`;
