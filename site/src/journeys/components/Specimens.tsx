import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Codes, ConflictKind, DocumentKind, Evidence, FilingStatus, Finding, Form, FilingKind, PostBatch, RejectReason, ScannedPageView } from "../../api/types";
import { Button } from "../../components/button/Button";
import { Chart } from "../../components/chart/Chart";
import { ConflictNote } from "../../components/conflict/ConflictNote";
import { Drop } from "../../components/drop/Drop";
import { Facts } from "../../components/facts/Facts";
import { AreaField, Check, Confirmation, RadioField, SelectField, TextField } from "../../components/field/Field";
import { PasswordField } from "../../components/field/PasswordField";
import { FormView } from "../../components/form-view/FormView";
import { HelpLink } from "../../components/help-link/HelpLink";
import { KindTag } from "../../components/kind/Kind";
import { ErrorSummary } from "../../components/note/ErrorSummary";
import { Note } from "../../components/note/Note";
import { problemNote, ProblemNote } from "../../components/note/ProblemNote";
import { Overlay, type BannerState } from "../../components/overlay/Overlay";
import { Restored } from "../../components/restored/Restored";
import { PostBatchRow } from "../../components/post-batch/PostBatchRow";
import { ReasonList } from "../../components/reasons/ReasonList";
import { ReasonPicker } from "../../components/reasons/ReasonPicker";
import { pageKey, Papers, Unsorted, type Marks } from "../../components/scan-viewer/Papers";
import { StatusTag, Tag } from "../../components/tag/Tag";
import { TaskList } from "../../components/task-list/TaskList";
import { Timeline } from "../../components/timeline/Timeline";
import { Upload } from "../../components/upload/Upload";
import type { Dropped, Step, Trouble } from "../../hooks/post";
import { Record } from "../look-up/LookUp";
import { Found } from "../mail/Letter";
import { withAnother, type Filled } from "../../form/sites";
import { t } from "../../messages/current";

const person = { name: "李明", certificate_kind: "2", certificate_number: "360426199101010071", valid_from: "2020-01-01", valid_to: "2040-01-01", mobile: "13800000000", landline: "0791-12345678", emergency_phone: "", email: "li@example.cn" };
const form: Form = {
  organizer: { division: "", unit_kind: "", certificate_kind: "", certificate_number: "91110000600037341L", name: "示例科技有限公司", certificate_address: "江西省南昌市红谷滩区示例路 1 号", mailing_address: "江西省南昌市红谷滩区示例路 1 号 301 室", investor: "", leader: person, leader_is_legal_representative: true, legal_representative: "", remarks: "" },
  site: { name: "示例科技官网", domain: "example.cn", domain_valid_to: "2035-12-31", home_url: "www.example.cn", service_kind: "", contents: [], languages: [], no_pre_approval: true, pre_approvals: [], same_leader: true, leader: { ...person, name: "" }, remarks: "" },
  access: { provider: "", method: "", location: "", ip_ranges: [{ from: "203.0.113.10", to: "" }] },
  further: [],
};
const findings: Finding[] = [
  { pointer: "/organizer/certificate_number", code: "credit-code-check-character", level: "error", suggestion: "91110000600037341L" },
  { pointer: "/organizer/leader/mobile", code: "mobile-virtual-operator", level: "warning" },
];
const filing = (status: FilingStatus, more: Partial<Filled> = {}): Filled => ({
  id: "specimen", reference: "JX-0000-0000", version: 1, kind: "first", status, next_actor: "owner", late_days: 0, reasons: [], documents: [], missing: [], fixed: [],
  findings: [], actions: [], scans: [], masked: false, form, site_numbers: [], deregistered_sites: [],
  summary: { id: "specimen", reference: "JX-0000-0000", kind: "first", status, next_actor: "owner", late_days: 0, organizer_name: form.organizer.name, domain: form.site.domain, sites: 1, provider: "", changed_at: "2026-11-23T02:00:00Z" },
  ...more,
});
const documents = (["organizer_certificate", "commitment"] as DocumentKind[]).map((kind) => ({ kind, needed_for: "submit" as const }));
const reasons = [{ pointer: "/organizer/leader/mobile", reason: "打不通", suggestion: "请填能打通的号码" }, { pointer: "/documents/commitment", reason: "看不清" }];
const CONFLICTS: ConflictKind[] = ["domain_on_file_here", "domain_on_file_elsewhere", "domain_in_your_filing", "domain_in_other_filing", "certificate_on_file", "certificate_on_file_elsewhere", "certificate_in_your_filing", "certificate_in_other_filing", "filing_under_way"];
const KINDS: FilingKind[] = ["first", "add_site", "add_access", "change", "deregister_site", "deregister_organizer"];
const STATUSES: FilingStatus[] = ["draft", "with_provider", "awaiting_sheet", "under_review", "returned_to_owner", "returned_to_provider", "approved", "deregistered", "deleted"];

const REJECT_REASONS: RejectReason[] = ["unsupported", "unsupported_kind", "encrypted", "damaged", "too_many_pages", "too_large", "takes_too_long", "empty", "changed", "infected", "given_up"];
const postBatch = (more: Partial<PostBatch>): PostBatch => ({ id: "specimen", version: 1, name: "1126-1.pdf", parts: 1, size: 2345678, by: "specimen", arrived_on: "2026-11-26", at: "2026-11-26T02:00:00Z", status: "read", pages: 0, letters: [], oddities: [], ...more });
const dropped = (step: Step, more: Partial<Dropped> = {}): Dropped => ({ key: step, files: [new File(["specimen"], "1126-2.pdf")], pile: { arrived_on: "2026-11-26" }, step, share: 0.4, sent: new Set(), ...more });
const letters = postBatch({
  pages: 9, oddities: ["active_content", "stray_bytes"],
  letters: [
    { id: "a", pages: 3, state: { name: "filed", automatic: true, to: { of: "request", id: "specimen", reference: "JX-0000-0000-0" } } },
    { id: "b", pages: 2, state: { name: "waiting", reason: "no_code" } },
    { id: "c", pages: 3, state: { name: "waiting", reason: "not_found" } },
    { id: "d", pages: 1, state: { name: "set_aside", by: "specimen", reason: "重复寄来" } },
  ],
});
/** A page that nobody wrote, as a picture. */
const drawn = (page: number) => `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="420" height="594"><rect width="420" height="594" fill="white"/><rect x="320" y="30" width="60" height="60"/><text x="40" y="70" font-size="40">${page}</text>${[1, 2, 3, 4, 5, 6, 7, 8].map((line) => `<rect x="40" y="${90 + line * 50}" width="${330 - line * 20}" height="12" fill="gray"/>`).join("")}</svg>`)}`;
const sheet = (page: number, more: Partial<ScannedPageView> = {}): ScannedPageView => ({ letter_id: "specimen-1", batch_id: "specimen", page, flaws: [], other: false, separator: false, url: drawn(page), thumbnail: drawn(page), expires_at: "2999-01-01T00:00:00Z", ...more });
const sheets = [sheet(1, { evidence: "form" }), sheet(2, { separator: true }), sheet(3, { flaws: ["blurred", "corner_cut"] }), sheet(4, { flaws: ["blank"] }), sheet(5, { other: true })];

const BANNERS: readonly BannerState[] = [
  { about: "offline" }, { about: "ending", at: Date.parse("2026-11-20T02:00:00Z"), latest: false }, { about: "ending", at: Date.parse("2026-11-20T02:00:00Z"), latest: true },
  { about: "ended" }, { about: "signed-out" }, { about: "other", name: "specimen" },
];

const Specimen = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <section class="specimen" data-specimen={name}><h2>{name}</h2>{children}</section>
);

/** Every component in every state, with invented data and no service behind it. */
export function Specimens() {
  const [text, setText] = useState("example.cn");
  const [on, setOn] = useState(false);
  const [picked, pick] = useState(reasons.slice(0, 1).map((one) => ({ ...one, reason: "" })));
  const field = { label: t.fields["site.domain"].label, hint: t.fields["site.domain"].hint, value: text, onInput: setText };
  const nothing = () => undefined;
  const [marks, setMarks] = useState<Marks>(new Map());
  const mark = (one: ScannedPageView, evidence: Evidence | null) => setMarks(new Map([...marks, [pageKey(one), evidence]]));
  return (
    <>
      <Specimen name="button">
        <div class="row">
          <Button>{t.save}</Button><Button look="second">{t.back}</Button><Button look="danger">{t.remove}</Button>
          <Button small look="second">{t.view}</Button><Button busy>{t.save}</Button><a class="button" href="#main">{t.home.start.act}</a>
        </div>
      </Specimen>
      <Specimen name="tag">
        <div class="row">{STATUSES.map((status) => <StatusTag key={status} status={status} kind="first" />)}</div>
        <div class="row">{KINDS.map((kind) => <KindTag key={kind} kind={kind} />)}</div>
        <div class="row">{(["todo", "now", "wait", "bad", "good"] as const).map((look) => <Tag key={look} look={look}>{look}</Tag>)}</div>
      </Specimen>
      <Specimen name="field">
        <div class="column">
          <TextField id="specimen-plain" {...field} />
          <TextField id="specimen-wrong" {...field} findings={[{ pointer: "/site/domain", code: "domain-not-registrable-part", level: "error", suggestion: "example.cn" }]} onSuggest={setText} />
          <TextField id="specimen-doubtful" {...field} findings={[{ pointer: "/site/domain", code: "domain-suffix-unlisted", level: "warning" }]} />
          <TextField id="specimen-optional" {...field} optional />
          <TextField id="specimen-date" {...field} type="date" value="2026-12-14" />
          <PasswordField id="specimen-password" label={t.signIn.password} autocomplete="current-password" value="" onInput={nothing} />
          <SelectField id="specimen-select" {...field} options={[{ value: "example.cn", text: "example.cn" }]} />
          <AreaField id="specimen-area" {...field} />
          <RadioField id="specimen-radio" {...field} value="unit" options={[{ value: "unit", text: t.applicants.unit }, { value: "individual", text: t.applicants.individual }]} />
          <Check id="specimen-check" label={t.fields["site.same_leader"].label} hint={t.fields["site.same_leader"].hint} checked={on} onChange={setOn} />
          <Confirmation id="specimen-confirmation" label={t.check.declaration} checked={on} onChange={setOn} error={on ? undefined : t.check.declarationNeeded} />
        </div>
      </Specimen>
      <Specimen name="note">
        {(["info", "ok", "warning", "error"] as const).map((tone) => <Note key={tone} tone={tone} title={t.setPassword.done}><p>{t.setPassword.doneNext}</p></Note>)}
        <Summary />
      </Specimen>
      <Specimen name="help-link"><HelpLink to={["returned", "review-time"]} /></Specimen>
      <Specimen name="problem">
        <Quiet><ProblemNote problem={{ type: "", title: "", status: 422, code: "form-incomplete", errors: [{ pointer: "/organizer/name", code: "required" }] }} /></Quiet>
        <Quiet><ProblemNote problem={{ type: "", title: "", status: 409, code: "documents-missing", documents: ["commitment"] }} /></Quiet>
        <Quiet><ProblemNote problem={{ type: "", title: "", status: 0, code: "unavailable" }} /></Quiet>
      </Specimen>
      <Specimen name="restored">
        <Restored unsent={{ restored: true, stale: false, discard: nothing }} />
        <Restored unsent={{ restored: true, stale: true, discard: nothing }} restores />
        <Restored unsent={{ restored: true, stale: false, discard: nothing }} secret />
      </Specimen>
      <Specimen name="overlay">
        {BANNERS.map((banner) => <div key={JSON.stringify(banner)}><Overlay banner={banner} asking={undefined} stay={() => Promise.resolve()} signIn={nothing} /></div>)}
      </Specimen>
      <Specimen name="conflict">
        {CONFLICTS.map((kind) => <div key={kind} class="note warning"><ConflictNote conflict={{ kind, filing_id: kind.includes("your") ? "specimen" : undefined }} filingId="specimen" problemNote={problemNote} /></div>)}
        {(["domain_on_file_here", "certificate_on_file"] as const).map((kind) => <div key={kind} class="note warning"><ConflictNote conflict={{ kind, record_id: "2026000000" }} filingId="specimen" problemNote={problemNote} /></div>)}
      </Specimen>
      <Specimen name="facts">
        <Facts role="owner" filing={filing("draft")} />
        <Facts role="owner" filing={filing("with_provider", { next_actor: "provider", due: { date: "2026-11-25", provisional: false } })} />
        <Facts role="owner" filing={filing("with_provider", { next_actor: "provider", due: { date: "2026-11-19", provisional: false }, late_days: 2 })} />
        <Facts role="owner" filing={filing("awaiting_sheet", { due: { date: "2026-12-02", provisional: false }, forwarded_on: "2026-11-23", missing: ["verification_sheet"] })} />
        <Facts role="owner" filing={filing("under_review", { next_actor: "bureau", due: { date: "2027-01-04", provisional: true }, review_since: "2026-12-14", forwarded_on: "2026-12-10", sheet_arrived_on: "2026-12-14" })} />
        <Facts role="owner" filing={filing("returned_to_owner")} />
        <Facts role="owner" filing={filing("approved", { next_actor: "nobody" })} />
      </Specimen>
      <Specimen name="task-list">
        <TaskList filing={filing("draft", { documents, findings, reasons })} />
        <TaskList filing={filing("draft", { kind: "add_site", fixed: ["/organizer"], documents })} />
        <TaskList filing={filing("draft", { kind: "add_site", fixed: ["/organizer"], documents, form: withAnother(form, 0) })} />
      </Specimen>
      <Specimen name="timeline">
        <Timeline
          providers={[]} filing={filing("under_review", { next_actor: "bureau", due: { date: "2026-12-14", provisional: false } })}
          events={[
            { seq: 1, event: "start_filing", at: "2026-11-20T02:00:00Z", role: "owner", details: {} },
            { seq: 2, event: "submit", at: "2026-11-20T03:00:00Z", role: "owner", details: { due: { date: "2026-11-24", provisional: false } } },
            { seq: 3, event: "correct", at: "2026-11-21T02:00:00Z", role: "provider", details: { changes: [{ pointer: "/site/name", before: "示例", after: "示例科技官网" }, { pointer: "/organizer/leader/mobile" }] } },
            { seq: 4, event: "return_to_owner", at: "2026-11-22T02:00:00Z", role: "reviewer", details: { reasons } },
          ]}
        />
      </Specimen>
      <Specimen name="chart">
        <Chart id="columns" look="columns" title={t.statistics.filingsTitle} of={t.statistics.monthColumn} labels={["2026-09", "2026-10", "2026-11"].map(t.statistics.month)} short={["9", "10", "11"]} series={[{ name: t.statistics.submitted, values: [12, 30, 24] }, { name: t.statistics.approved, values: [10, 21, undefined] }]} />
        <Chart id="bars" look="bars" title={t.statistics.standingTitle} of={t.statistics.status} labels={[t.statuses.with_provider.name, t.statuses.under_review.name]} series={[{ name: t.statistics.count, values: [3, 18] }]} />
        <Chart id="empty" look="bars" title={t.statistics.conflictsTitle} of={t.statistics.conflict} labels={[]} series={[{ name: t.statistics.count, values: [] }]} />
      </Specimen>
      <Specimen name="form-view"><FormView form={form} filing={filing("draft")} providers={[]} findings={findings} sections={["organizer"]} /></Specimen>
      <Specimen name="upload">
        <div class="column">
          <Upload filing={filing("draft", { documents })} kind="organizer_certificate" onChange={nothing} />
          <Upload filing={filing("draft", { documents, scans: [{ id: "a", document: "commitment", media_type: "application/pdf", size: 234567, at: "2026-11-20T02:00:00Z" }] })} kind="commitment" onChange={nothing} />
          <Upload filing={filing("draft", { documents })} kind="other" needed="optional" onChange={nothing} />
        </div>
      </Specimen>
      <Specimen name="drop"><Drop onFiles={nothing} hint={t.mail.formats} /></Specimen>
      <Specimen name="post-batch">
        <ul class="post-batches">
          {(["queued", "hashing", "asking", "sending", "sent"] as const).map((step) => <PostBatchRow key={step} dropped={dropped(step)} />)}
          <PostBatchRow dropped={dropped("sending", { files: [1, 2, 3].map((page) => new File(["specimen"], `IMG_${page}.jpg`)) })} />
          <PostBatchRow batch={postBatch({ status: "reading" })} />
          <PostBatchRow batch={postBatch({ pages: 5, order: "reversed", letters: [{ id: "b", pages: 5, state: { name: "waiting", reason: "wrong_order" } }] })} waiting={new Set(["b"])} onSorted={nothing} />
          <PostBatchRow batch={letters} waiting={new Set(["b"])} />
          <PostBatchRow dropped={dropped("sent", { before: true })} batch={letters} waiting={new Set(["b"])} />
          <PostBatchRow dropped={dropped("sent", { twice: true })} batch={postBatch({ status: "reading" })} />
          <PostBatchRow batch={postBatch({ status: "expected" })} />
          {REJECT_REASONS.map((reject_reason) => <PostBatchRow key={reject_reason} batch={postBatch({ status: "rejected", reject_reason })} />)}
          {(["tooBig", "emptyFile", "heic", "incomplete", "tooMany", "noCrypto"] as Trouble[]).map((trouble) => <PostBatchRow key={trouble} dropped={dropped("refused", { trouble })} />)}
          {(["unreadable", "interrupted"] as Trouble[]).map((trouble) => <PostBatchRow key={trouble} dropped={dropped("failed", { trouble })} onAgain={nothing} />)}
          <PostBatchRow dropped={dropped("failed", { problem: { type: "", title: "", status: 503, code: "unavailable" } })} onAgain={nothing} />
        </ul>
      </Specimen>
      <Specimen name="papers">
        <Unsorted sheets={sheets} marks={marks} may />
        <div class="column"><Papers sheets={sheets} refresh={() => Promise.resolve()} label={t.mail.papers} marks={marks} onMark={mark} /></div>
      </Specimen>
      <Specimen name="found">
        <ul class="found">
          {([
            { case: "request", reference: "JX-0000-0000-0", kind: "recover_account", username: "specimen", open: true }, { case: "request", reference: "JX-0000-0000-0", kind: "recover_account", username: "specimen", open: false },
            { case: "form", reference: "JX-0000-0000-0", kind: "deregister", domain: "example.cn", open: true }, { case: "sheet", reference: "JX-0000-0000-0", domain: "example.cn", organizer: "示例科技有限公司", open: true },
            { case: "sheet", reference: "JX-0000-0000-0", domain: "example.cn", open: false }, { case: "new", kind: "deregister", number: "赣ICP备2026000123号-1", domain: "example.cn", open: true }, { case: "new", kind: "deregister", number: "赣ICP备2026000123号-1", open: false },
          ] as const).map((one, index) => <Found key={index} found={one} busy={false} onFile={() => Promise.resolve()} onNew={nothing} />)}
        </ul>
      </Specimen>
      <Specimen name="reasons">
        <ReasonList reasons={reasons} />
        <div class="column"><ReasonPicker filing={filing("with_provider", { documents, findings })} reasons={picked} onChange={pick} errors={{ "/organizer/leader/mobile": t.returning.reasonNeeded }} /></div>
      </Specimen>
      <Specimen name="record">
        {[undefined, "2026-11-20"].map((gone) => (
          <Record key={gone ?? ""} codes={undefined as Codes | undefined} record={{ organizer_number: "赣ICP备2026000123号", organizer_name: "示例科技有限公司", unit_kind: "4", site_number: "赣ICP备2026000123号-1", site_name: "示例科技官网", domain: "example.cn", home_url: "www.example.cn", service_kind: "1", pre_approvals: [], approved_on: "2026-11-01", deregistered_on: gone }} />
        ))}
      </Specimen>
    </>
  );
}

const Quiet = ({ children }: { children: ComponentChildren }) => <div>{children}</div>;
const Summary = () => <ErrorSummary items={[{ href: "#specimen-wrong", label: t.fields["site.domain"].label, text: t.findings["domain-form"] }]} turn={0} />;
