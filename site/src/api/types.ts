// Names for the types of the contract. A form always has all its fields here, however the document marks them.
import type { components } from "./schema";

/** Absent facts are left out of an answer; the document writes them as nullable. */
type Plain<T> = T extends readonly (infer Item)[] ? Plain<Item>[]
  : T extends object ? { [Name in keyof T]: Plain<Exclude<T[Name], null>> }
  : T;
/** Every field there, as in a form. */
type Whole<T> = T extends readonly (infer Item)[] ? Whole<Item>[]
  : T extends object ? { [Name in keyof T]-?: Whole<NonNullable<T[Name]>> }
  : T;
/** `UnknownField` as it goes over the wire, `unknown-field`; a name that is spelled so already stays. */
type Kebab<Name extends string, Done extends string = ""> = Name extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First> ? Kebab<Rest, `${Done}${First}`>
    : Kebab<Rest, Done extends "" ? Lowercase<First> : `${Done}-${Lowercase<First>}`>
  : Done;

type Schemas = { [Name in keyof components["schemas"]]: Plain<components["schemas"][Name]> };

export type ProblemCode = Kebab<Schemas["ProblemCode"]>;
export type FindingCode = Kebab<Schemas["FindingCode"]>;
export type Action = Schemas["Action"];
export type Role = Schemas["Role"];
export type ApplicantKind = Schemas["ApplicantKind"];
export type UserCategory = Schemas["UserCategory"];
export type Decision = Schemas["Decision"];
export type FilingStatus = Schemas["FilingStatus"];
export type FilingKind = Schemas["FilingKind"];
export type PageFlaw = Schemas["PageFlaw"];
export type Party = Schemas["Party"];
export type EventName = Schemas["EventName"];
export type DocumentKind = Schemas["DocumentKind"];
export type NeededFor = Schemas["NeededFor"];
export type Level = Schemas["Level"];
export type ConflictKind = Schemas["ConflictKind"];
export type Conflict = Schemas["Conflict"];
export type ConflictSides = Schemas["ConflictSidesView"];
export type Due = Schemas["Due"];
export type Counts = Schemas["CountsView"];
export type Worklist = Schemas["Worklist"];
export type DeadlineBreakdown = Schemas["DeadlineBreakdown"];
export type ProgressView = Schemas["ProgressView"];
export type CalendarView = Schemas["CalendarView"];
export type ProposalView = Schemas["ProposalView"];
export type CalendarYear = Schemas["Year"];
export type CalendarFault = Schemas["CalendarFault"];
export type BulkRow = Omit<Schemas["BulkRow"], "form"> & { form?: { [name: string]: unknown } };
export type BulkLine = Omit<Schemas["BulkLine"], "problem" | "findings"> & { problem?: Problem; findings: Finding[] };
export type ReturnReason = Schemas["ReturnReason"];
export type FieldChange = Schemas["FieldChange"];
export type Scan = Schemas["Scan"];
export type ProviderView = Schemas["ProviderView"];
export type FilingSummary = Schemas["FilingSummary"];
export type FilingList = Schemas["FilingList"];
export type HistoryView = Schemas["HistoryView"];
export type EventView = Schemas["EventView"];
export type UploadView = Schemas["UploadView"];
export type ScanView = Schemas["ScanView"];
export type PublicRecordView = Schemas["PublicRecordView"];
export type CertificateView = Schemas["CertificateView"];
export type PrintedFormKind = Schemas["PrintedFormKind"];
export type Words = Schemas["Words"];
export type PrintedBlock = Schemas["PrintedBlock"];
export type PrintedPage = Schemas["PrintedPage"];
export type PrintedForm = Schemas["PrintedForm"];
export type FormView = Schemas["FormView"];
export type VerifiedView = Schemas["VerifiedView"];
export type Session = Schemas["SessionView"];
export type Account = Schemas["AccountView"];
export type UndeliveredView = Schemas["UndeliveredView"];
export type StatisticsView = Schemas["StatisticsView"];
export type StatisticsNumbers = Schemas["Statistics"];
export type TimesRow = Schemas["TimesRow"];
export type OpenCasesRow = Schemas["OpenCasesRow"];
export type StatusAge = Schemas["StatusAge"];
export type OpenTable = Schemas["OpenTable"];
export type UndeliveredList = Schemas["UndeliveredList"];
export type AccountSummary = Schemas["AccountSummary"];
export type RecordLine = Schemas["RecordLine"];
export type RecordList = Schemas["RecordList"];
export type RecordView = Schemas["RecordView"];
export type FilingAction = Schemas["FilingAction"];
export type RecordAction = Schemas["RecordAction"];
export type RequestAction = Schemas["RequestAction"];
export type ExpiryView = Schemas["ExpiryView"];
export type AuthorizationView = Schemas["AuthorizationView"];
export type RecordSiteView = Schemas["RecordSiteView"];
export type Evidence = Schemas["Evidence"];
export type RequestKind = Schemas["RequestKind"];
export type RequestStatus = Schemas["RequestStatus"];
export type RequestSummary = Schemas["RequestSummary"];
export type RequestList = Schemas["RequestList"];
export type RequestView = Schemas["RequestView"];
export type UnmatchedReason = Schemas["UnmatchedReason"];
export type RejectReason = Schemas["RejectReason"];
export type OrderFault = Schemas["OrderFault"];
export type PostBatch = Schemas["PostBatch"];
export type PostBatchList = Schemas["PostBatchList"];
export type PostTo = Schemas["PostTo"];
export type PostUpload = Schemas["PostUpload"];
export type LetterLine = Schemas["LetterLine"];
export type LetterSummary = Schemas["LetterSummary"];
export type LetterList = Schemas["LetterList"];
export type LetterView = Schemas["LetterView"];
export type CaseFound = Schemas["CaseFound"];
export type ScannedPageView = Schemas["ScannedPageView"];
export type PapersView = Schemas["PapersView"];
export type Finding = Omit<Schemas["Finding"], "code"> & { code: FindingCode };
export type FieldProblem = Omit<Schemas["FieldProblem"], "code"> & { code: FindingCode };
export type Problem = Omit<Schemas["Problem"], "code" | "errors"> & { code: ProblemCode; errors?: FieldProblem[] };

export type Person = Whole<Schemas["Person"]>;
export type Organizer = Whole<Schemas["Organizer"]>;
export type PreApproval = Whole<Schemas["PreApproval"]>;
export type Site = Whole<Schemas["Site"]>;
export type IpRange = Whole<Schemas["IpRange"]>;
export type Access = Whole<Schemas["Access"]>;
export type Form = Whole<Schemas["Form"]>;
export type FilingView = Omit<Schemas["FilingView"], "form" | "findings"> & { form?: Form; findings: Finding[] };

/** A code and its names, as `GET /v1/codes` lists it. */
export interface Code { code: string; name_zh: string; name_en: string; individuals?: boolean; not_yet?: boolean }
export interface Province extends Code { abbreviation: string; bureau_zh: string; bureau_en: string; bureau_site?: string }
export interface City extends Code { counties: [code: string, zh: string, en: string][] }
export interface CertificateKind extends Code { for: ("unit" | "individual" | "person")[]; unit_kinds: string[]; number: string }
export interface PreApprovalClass extends Code {
  authority_zh: string; authority_en: string; document_zh: string; document_en: string; abolished?: boolean;
}
/** The rules of the province. The type follows from the rules' own data, so a renamed rule does not compile. */
export type Rules = typeof import("../../../crates/filing/data/rules-jiangxi.json");
export interface Codes {
  provinces: Province[];
  divisions: City[];
  unit_kinds: Code[];
  certificate_kinds: CertificateKind[];
  pre_approvals: PreApprovalClass[];
  service_kinds: Code[];
  service_contents: Code[];
  languages: Code[];
  access_methods: Code[];
  pause_reasons: Code[];
  kinds: { kind: FilingKind; fixed: string[] }[];
  rules: Rules;
}
