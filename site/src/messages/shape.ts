// The shape of the messages in every language. A code, event or field that the contract adds fails the type check until both languages have it.
import type {
  Action, ApplicantKind, UserCategory, ConflictKind, Decision, EventName, DocumentKind, Evidence, FindingCode, FilingStatus, PrintedFormKind, FilingKind, NeededFor, PageFlaw, RequestKind, Party, ProblemCode,
  RejectReason, RequestStatus, Role, UnmatchedReason,
} from "../api/types";
import type { FieldName, GroupName, SectionName } from "../form/fields";
import type { QuestionId } from "../help/questions";

export interface FieldWords { label: string; hint?: string }
/** The words for a problem: its fact, and the next step. */
export interface ProblemWords { title: string; next: string }
/** The words for a conflict: its fact, the next step, and the reason why it is shown. */
export interface ConflictWords { what: string; next: string; why: string; button?: string }
export interface StatusWords { name: string; sentence: string }

export interface Coded {
  problems: Record<ProblemCode, ProblemWords>;
  findings: Record<FindingCode, string>;
  events: Record<EventName, string>;
  statuses: Record<FilingStatus, StatusWords>;
  parties: Record<Party, string>;
  documents: Record<DocumentKind, { name: string; hint: string }>;
  neededFor: Record<NeededFor, string>;
  conflicts: Record<ConflictKind, ConflictWords>;
  actions: Record<Action, string>;
  kinds: Record<FilingKind, string>;
  roles: Record<Role, string>;
  applicants: Record<ApplicantKind, string>;
  categories: Record<UserCategory, string>;
  decisions: Record<Decision, string>;
  evidence: Record<Evidence, string>;
  pageFlaws: Record<PageFlaw, string>;
  paperKinds: Record<RequestKind, string>;
  requestStatuses: Record<RequestStatus, string>;
  mailCodes: {
    /** The reason why a letter waits, and the next step. */
    unmatched: Record<UnmatchedReason, ProblemWords>;
    /** The reason why a file is unreadable, and the next step. */
    rejected: Record<RejectReason, ProblemWords>;
    /** The flaws in the place of a page in its letter, by the name of the flaw. */
    lies: Record<string, string>;
    forms: Record<PrintedFormKind, string>;
    /** Papers in few words, for what stands under a small picture. */
    short: Record<Evidence, string>;
  };
  fields: Record<FieldName, FieldWords>;
  groups: Record<GroupName, FieldWords>;
  sections: Record<SectionName, FieldWords>;
  /** Titles of the help; links on other pages need no other words of it. */
  questions: Record<QuestionId, string>;
}
