// One function an action of the contract, named as the action.
import { get, isOpen, newKey, send, upload, type Answer } from "./client";
import type {
  Account, AccountSummary, ApplicantKind, BulkLine, BulkRow, UserCategory, Codes, Conflict, ConflictSides, Decision, DocumentKind, Evidence, FilingList, FilingView, Form, HistoryView, FilingKind,
  CalendarView, CaseFound, CertificateView, RecordList, RecordView, OpenTable, PrintedFormKind, FormView, RequestKind, PapersView, LetterList, LetterSummary, LetterView, PostBatch, PostBatchList, PostUpload, ProgressView, ProposalView, ProviderView, ReturnReason, PublicRecordView, RequestList, RequestView, Role, ScanView, Session, FilingStatus, StatisticsView, UndeliveredList, UploadView, VerifiedView, Worklist,
} from "./types";

const at = (id: string) => `/v1/filings/${encodeURIComponent(id)}`;
const scanAt = (id: string, scan: string) => `${at(id)}/scans/${encodeURIComponent(scan)}`;
type Listed<T> = { items: T[] };
type Key = string;
/** Options of a request that needs no session. */
const OPEN = { quiet: true };

const query = (values: Record<string, string | undefined>) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) search.set(name, value);
  const text = search.toString();
  return text ? `?${text}` : "";
};

export interface Registration { username: string; password: string; applicant: ApplicantKind; contact_name: string; email: string }
export const register = (body: Registration, key: Key) => send<object>("POST", "/v1/accounts", body, key, OPEN);
export const confirmRegistration = (body: { sign_up_id: string; code: string }, key: Key) => send<{ username: string }>("POST", "/v1/accounts/confirm", body, key, OPEN);
export const keepEmail = (body: { username: string; code: string }, key: Key) => send<object>("POST", "/v1/accounts/keep-email", body, key, OPEN);
export const showAccount = () => get<Account>("/v1/account");
export const savePreferences = (body: { reminders: boolean }, key: Key) => send<{ reminders: boolean }>("POST", "/v1/account/preferences", body, key);
export const endSession = (body: { session_id?: string; password: string }, key: Key) => send<object>("POST", "/v1/sessions/end", body, key);
export const changePassword = (body: { password: string; new_password: string }, key: Key) => send<object>("POST", "/v1/account/password", body, key);
export const beginSecondFactor = (body: { password: string }, key: Key) => send<{ secret: string; uri: string }>("POST", "/v1/account/second-factor", body, key);
export const confirmSecondFactor = (body: { code: string }, key: Key) => send<{ codes: string[] }>("POST", "/v1/account/second-factor/confirm", body, key);
export const removeSecondFactor = (body: { password: string }, key: Key) => send<object>("POST", "/v1/account/second-factor/remove", body, key);
export const exportData = (body: { password: string; cursor?: string }, key: Key) =>
  send<{ filings: object[]; next_cursor?: string }>("POST", "/v1/account/export", body, key);
export const listAccounts = (provider?: string) => get<Listed<AccountSummary>>(`/v1/accounts${query({ provider })}`);
export const listUndelivered = (cursor?: string) => get<UndeliveredList>(`/v1/notices/undelivered${query({ cursor })}`);
const noticeAt = (id: string) => `/v1/notices/${encodeURIComponent(id)}`;
export const resendNotice = (id: string, key: Key) => send<object>("POST", `${noticeAt(id)}/resend`, {}, key);
export const liftSuppression = (id: string, body: { reason: string }, key: Key) => send<object>("POST", `${noticeAt(id)}/lift-suppression`, body, key);
export const showStatistics = (from?: string, to?: string) => get<StatisticsView>(`/v1/statistics${query({ from, to })}`);
/** The address of a table of the open data, to download it. */
export const openDataAt = (table: string, form: "csv" | "json") => `/api/v1/open-data/${table}.${form}`;
export const openData = (table: string) => get<OpenTable>(`/v1/open-data/${table}.json`, true);
export interface Invitation { username: string; role: Role; provider?: string; contact_name: string; email: string }
export const invite = (body: Invitation, key: Key) => send<{ username: string }>("POST", "/v1/staff", body, key);
export const addProvider = (body: { id: string; name: string; email: string }, key: Key) => send<ProviderView>("POST", "/v1/providers", body, key);
export interface About { username: string; reason: string }
export const disableAccount = (body: About, key: Key) => send<object>("POST", "/v1/accounts/disable", body, key);
export const enableAccount = (body: About, key: Key) => send<object>("POST", "/v1/accounts/enable", body, key);
export const recoverStaff = (body: About, key: Key) => send<object>("POST", "/v1/staff/recover", body, key);
export interface NewOwner { username: string; applicant: ApplicantKind; contact_name: string; email: string }
export const addOwner = (body: NewOwner, key: Key) => send<{ username: string }>("POST", "/v1/owners", body, key);
export const recoverOwner = (body: About & { email?: string }, key: Key) => send<object>("POST", "/v1/owners/recover", body, key);
export const signIn = (body: { username: string; password: string; code?: string }, key: Key) =>
  send<Session>("POST", "/v1/sessions", body, key, OPEN);
export const showSession = () => get<Session>("/v1/sessions/current", true);
export const signOut = (key: Key) => send<object>("POST", "/v1/sessions/current/sign-out", {}, key, OPEN);
export interface Recovery { username: string; contact_name: string; email: string; category: UserCategory }
export const resetPassword = (body: Recovery, key: Key) => send<object>("POST", "/v1/accounts/reset-password", body, key, OPEN);
export interface NewPassword { username: string; temporary_password: string; new_password: string }
export const setPassword = (body: NewPassword, key: Key) => send<object>("POST", "/v1/accounts/set-password", body, key, OPEN);

const recordAt = (id: string) => `/v1/records/${encodeURIComponent(id)}`;
export const listRecords = (cursor?: string) => get<RecordList>(`/v1/own-records${query({ cursor })}`);
export const showRecord = (id: string) => get<RecordView>(recordAt(id));
export const cancelAccess = (id: string, body: { version: number; position: number; reason: string }, key: Key) =>
  send<RecordView>("POST", `${recordAt(id)}/cancel-access`, body, key);
export const authorizeProvider = (id: string, body: { version: number; provider: string; position?: number }, key: Key) =>
  send<{ code?: string; record: RecordView }>("POST", `${recordAt(id)}/authorizations`, body, key);
export const revokeAuthorization = (id: string, authorization: string, body: { version: number }, key: Key) =>
  send<RecordView>("POST", `${recordAt(id)}/authorizations/${encodeURIComponent(authorization)}/revoke`, body, key);
export const issueCertificate = (id: string, body: { position?: number }, key: Key) =>
  send<CertificateView>("POST", `${recordAt(id)}/certificates`, body, key);
export const verifyCertificate = (body: { number: string }, key: Key) => send<VerifiedView>("POST", "/v1/certificates/verify", body, key, OPEN);
export const deregister = (id: string, body: { position?: number; provider?: string; reason: string }, key: Key) =>
  send<FilingView>("POST", `${recordAt(id)}/deregister`, body, key);

export interface NewForm {
  kind: PrintedFormKind; applicant: ApplicantKind; username?: string; domain?: string; reference?: string; number?: string; name: string; certificate_kind?: string; certificate_number: string;
  contact_name?: string; phone: string; email: string;
}
export const makeForm = (body: NewForm, key: Key) => send<FormView>("POST", "/v1/forms", body, key, OPEN);
export interface Prefilled { kind: PrintedFormKind; filing_id?: string; record_id?: string; position?: number; of_holder?: boolean; domain?: string }
export const printForm = (body: Prefilled, key: Key) => send<FormView>("POST", "/v1/forms/prefilled", body, key);

const requestAt = (id: string) => `/v1/requests/${encodeURIComponent(id)}`;
/** The paper that a page of a letter shows; without `evidence` the page shows none of the papers. */
export interface PageMark { page: number; evidence?: Evidence }
export interface NewRequest { kind: RequestKind; username?: string; domain?: string; reference?: string; number?: string; applicant?: ApplicantKind; email?: string; arrived_on: string; evidence: Evidence[]; letter_id?: string; marks?: PageMark[] }
export const receiveRequest = (body: NewRequest, key: Key) => send<RequestView>("POST", "/v1/requests", body, key);
export const listRequests = (cursor?: string) => get<RequestList>(`/v1/requests${query({ cursor })}`);
export const showRequest = (id: string) => get<RequestView>(requestAt(id));
/** The paper that a scanned page of a request shows. */
export interface PaperMark { batch_id: string; page: number; evidence?: Evidence }
export const receiveEvidence = (id: string, body: { version: number; arrived_on?: string; evidence: Evidence[]; marks?: PaperMark[] }, key: Key) =>
  send<RequestView>("POST", `${requestAt(id)}/evidence`, body, key);
export const decideRequest = (id: string, body: { version: number; approve: boolean; reason?: string }, key: Key) =>
  send<RequestView>("POST", `${requestAt(id)}/decide`, body, key);

export const viewPapers = (id: string) => send<PapersView>("POST", `${requestAt(id)}/papers`, {}, newKey());

const letterAt = (id: string) => `/v1/post/${encodeURIComponent(id)}`;
export interface NewPost { parts: { name: string; size: number; sha256: string }[]; arrived_on: string; reason?: string }
export const uploadPost = (body: NewPost, key: Key) => send<PostUpload>("POST", "/v1/post/files", body, key);
export const listPost = (cursor?: string) => get<PostBatchList>(`/v1/post/files${query({ cursor })}`);
export const reorderPost = (id: string, version: number, key: Key) => send<PostBatch>("POST", `/v1/post/files/${encodeURIComponent(id)}/reorder`, { version }, key);
export const listUnmatched = (cursor?: string) => get<LetterList>(`/v1/post${query({ cursor })}`);
export const viewLetter = (id: string) => send<LetterView>("POST", `${letterAt(id)}/view`, {}, newKey());
export const findCases = (text: string) => get<Listed<CaseFound>>(`/v1/post/cases${query({ text })}`);
export interface Match { version: number; reference: string; marks: PageMark[]; arrived_on?: string; reason?: string; signed_and_sealed?: boolean }
export const matchLetter = (id: string, body: Match, key: Key) => send<LetterSummary>("POST", `${letterAt(id)}/match`, body, key);
export const takeBackLetter = (id: string, body: { version: number; reason: string }, key: Key) => send<LetterSummary>("POST", `${letterAt(id)}/take-back`, body, key);
export const setAsideLetter = (id: string, body: { version: number; reason: string }, key: Key) => send<LetterSummary>("POST", `${letterAt(id)}/set-aside`, body, key);

export const askProgress = (body: { reference: string; email: string }, key: Key) => send<object>("POST", "/v1/progress", body, key, OPEN);
export const showProgress = (body: { code: string }, key: Key) => send<ProgressView>("POST", "/v1/progress/show", body, key, OPEN);

export const showCalendar = () => get<CalendarView>("/v1/calendar");
export interface Proposed { text: string; source: string; dry_run: boolean }
export const proposeCalendar = (body: Proposed, key: Key) => send<ProposalView>("POST", "/v1/calendar/proposals", body, key);
const proposalAt = (id: string) => `/v1/calendar/proposals/${encodeURIComponent(id)}`;
export const signCalendar = (id: string, key: Key) => send<CalendarView>("POST", `${proposalAt(id)}/sign`, {}, key);
export const withdrawCalendar = (id: string, key: Key) => send<CalendarView>("POST", `${proposalAt(id)}/withdraw`, {}, key);

export const listProviders = () => get<Listed<ProviderView>>("/v1/providers");
export const lookUp = (by: { number?: string; domain?: string; organizer?: string }) =>
  get<Listed<PublicRecordView>>(`/v1/records${query(by)}`, true);
export interface Subject { domain?: string; certificate_kind?: string; certificate_number?: string; filing_id?: string }
export const conflictCheck = (body: Subject, key: Key) =>
  send<{ conflicts: Conflict[]; suggestion?: string }>("POST", "/v1/conflicts/check", body, key);
export interface Asked { domain?: string; reference?: string; number?: string; certificate_kind?: string; certificate_number?: string }
export const showConflict = (by: Asked) => get<ConflictSides>(`/v1/conflicts${query({ ...by })}`);

export interface NewFiling { kind: FilingKind; record_id?: string; position?: number; username?: string; authorization?: string }
export const fileInBulk = (body: { dry_run: boolean; rows: BulkRow[] }, key: Key) =>
  send<{ dry_run: boolean; rows: BulkLine[] }>("POST", "/v1/filings/bulk", body, key);
export const startFiling = (body: NewFiling, key: Key) => send<FilingView>("POST", "/v1/filings", body, key);
export interface WhichFilings { status?: FilingStatus | undefined; worklist?: Worklist | undefined }
export const listFilings = ({ status, worklist }: WhichFilings, cursor?: string) => get<FilingList>(`/v1/filings${query({ status, worklist, cursor })}`);
export const showFiling = (id: string) => get<FilingView>(at(id));
export const showHistory = (id: string) => get<HistoryView>(`${at(id)}/history`);
export const saveDraft = (id: string, version: number, form: Form, key: Key, keepalive = false) =>
  send<FilingView>("PUT", `${at(id)}/draft`, { version, form }, key, { keepalive });

const act = (verb: string) => (id: string, body: { version: number } & Record<string, unknown>, key: Key) =>
  send<FilingView>("POST", `${at(id)}/${verb}`, body, key);
export const discard = act("discard");
export const submit = act("submit");
export const correct = act("correct") as (id: string, body: { version: number; form: Form }, key: Key) => Promise<Answer<FilingView>>;
export const returnFiling = act("return") as (id: string, body: { version: number; reasons: ReturnReason[] }, key: Key) => Promise<Answer<FilingView>>;
export const forward = act("forward");
export const recordSheet = act("record-sheet") as (id: string, body: { version: number; scan_id: string; signed_and_sealed: boolean; arrived_on: string; reason?: string }, key: Key) => Promise<Answer<FilingView>>;
export const checkSheet = act("check-sheet") as (id: string, body: { version: number; signed_and_sealed: boolean; reason?: string }, key: Key) => Promise<Answer<FilingView>>;
export const correctArrival = act("correct-arrival");
export const review = act("review") as (id: string, body: { version: number; decision: Decision; reasons: ReturnReason[] }, key: Key) => Promise<Answer<FilingView>>;
export const takeUp = act("take-up");
export const handOver = act("hand-over");
export const pauseReview = act("pause-review");
export const resumeReview = act("resume-review");
export const amend = act("amend") as (id: string, body: { version: number; form: Form }, key: Key) => Promise<Answer<FilingView>>;
export const confirmDeregistration = act("confirm-deregistration") as (id: string, body: { version: number; code: string }, key: Key) => Promise<Answer<FilingView>>;

export const viewScan = (id: string, scan: string, reason?: string) =>
  send<ScanView>("POST", `${scanAt(id, scan)}/view`, reason ? { reason } : {}, newKey());
export const unmask = (id: string, reason: string, key: Key) => send<FilingView>("POST", `${at(id)}/unmask`, { reason }, key);
export const removeScan = (id: string, scan: string, version: number, key: Key) =>
  send<FilingView>("POST", `${scanAt(id, scan)}/remove`, { version }, key);

/** Uploads a file and takes it into the filing; the answer is the filing as it now is. */
export async function addScan(
  id: string, version: number, document: DocumentKind, file: File, mediaType: string, progress: (share: number) => void,
): Promise<Answer<FilingView> & { scanId?: string }> {
  const asked = await send<UploadView>("POST", `${at(id)}/scans`, { document, media_type: mediaType, size: file.size }, newKey());
  if (!asked.ok) return asked;
  const { scan_id, url, fields } = asked.value;
  if (!(await upload(url, fields, file, progress))) {
    return { ok: false, problem: { type: "", title: "", status: 0, code: "scan-not-uploaded" } };
  }
  const key = newKey();
  const attach = (believed: number) =>
    send<FilingView>("POST", `${scanAt(id, scan_id)}/attach`, { version: believed, document, name: file.name }, key);
  let answer = await attach(version);
  // Another scan of the same person may have gone in meanwhile: adding one to the other is no conflict.
  if (!answer.ok && answer.problem.code === "stale") {
    const now = await showFiling(id);
    if (now.ok) answer = await send<FilingView>("POST", `${scanAt(id, scan_id)}/attach`, { version: now.value.version, document, name: file.name }, newKey());
  } else if (!answer.ok && isOpen(answer.problem)) {
    answer = await attach(version);
  }
  // The first try succeeded, and only its answer was lost.
  if (!answer.ok && answer.problem.code === "scan-attached") answer = await showFiling(id);
  return { ...answer, scanId: scan_id };
}

let codesAsked: Promise<Answer<Codes>> | undefined;
/** The dated code lists, asked for once a page. */
export function listCodes(): Promise<Answer<Codes>> {
  codesAsked ??= get<Record<string, unknown>>("/v1/codes", true).then((answer) => {
    if (!answer.ok) {
      codesAsked = undefined;
      return answer;
    }
    const codes = Object.fromEntries(
      Object.entries(answer.value).map(([name, list]) => {
        const dated = list as { entries?: unknown[] };
        return [name, Array.isArray(dated.entries) ? dated.entries : list];
      }),
    );
    return { ok: true, value: codes as unknown as Codes };
  });
  return codesAsked;
}
