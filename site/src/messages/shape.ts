// The shape of the messages in every language. A code, deed or field that the contract adds fails the type check until both languages have it.
import type {
  Action, Applicant, Category, ConflictKind, Deed, Decision, DocumentKind, Evidence, FieldCode, FormKind, Kind, Mover, NeededFor, PageFlaw, PaperKind, ProblemCode, RequestStage,
  Role, Stage, Unfit, Why,
} from "../api/types";
import type { FieldName, GroupName, SectionName } from "../form/fields";
import type { QuestionId } from "../help/questions";

export interface FieldWords { label: string; hint?: string }
/** The words for a problem: its fact, and the next step. */
export interface ProblemWords { title: string; next: string }
/** The words for a conflict: its fact, the next step, and the reason why it is shown. */
export interface ConflictWords { what: string; next: string; why: string; button?: string }
export interface StageWords { name: string; sentence: string }

export interface Coded {
  problems: Record<ProblemCode, ProblemWords>;
  findings: Record<FieldCode, string>;
  deeds: Record<Deed, string>;
  stages: Record<Stage, StageWords>;
  movers: Record<Mover, string>;
  documents: Record<DocumentKind, { name: string; hint: string }>;
  neededFor: Record<NeededFor, string>;
  conflicts: Record<ConflictKind, ConflictWords>;
  actions: Record<Action, string>;
  kinds: Record<Kind, string>;
  roles: Record<Role, string>;
  applicants: Record<Applicant, string>;
  categories: Record<Category, string>;
  decisions: Record<Decision, string>;
  evidence: Record<Evidence, string>;
  pageFlaws: Record<PageFlaw, string>;
  paperKinds: Record<PaperKind, string>;
  requestStages: Record<RequestStage, string>;
  mailCodes: {
    /** The reason why a letter waits, and the next step. */
    why: Record<Why, ProblemWords>;
    /** The reason why a file is unreadable, and the next step. */
    unfit: Record<Unfit, ProblemWords>;
    /** The flaws in the place of a page in its letter, by the name of the flaw. */
    lies: Record<string, string>;
    forms: Record<FormKind, string>;
    /** Papers in few words, for what stands under a small picture. */
    short: Record<Evidence, string>;
  };
  fields: Record<FieldName, FieldWords>;
  groups: Record<GroupName, FieldWords>;
  sections: Record<SectionName, FieldWords>;
  /** Titles of the help; links on other pages need no other words of it. */
  questions: Record<QuestionId, string>;
}
