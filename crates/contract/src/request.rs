//! What may be asked. One type an action, named as the action.

use beian_filing::{
    actor::Role,
    documents::DocumentKind,
    event::Reason,
    form::Form,
    kind::Kind,
    paper::{Evidence, PaperKind},
    paper_form::FormKind,
    private::Private,
    state::{Mover, Stage},
};
use serde::Deserialize;

/// Declares requests: all are plain data, refuse unknown fields and describe themselves.
macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name { $($(#[$field_doc])* pub $field: $type),* }

        // What is asked for is somebody's: a request prints its name alone.
        beian_filing::prints_its_name! { $name }
    )*};
}

pub use beian_filing::account::{Applicant, Category};

/// What a reviewer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Decision {
    /// Approve: the numbers are issued.
    Approve,
    /// Return to the owner.
    ReturnToOwner,
    /// Return to the access provider.
    ReturnToProvider,
}

/// A worklist of the bureau.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Worklist {
    /// What one took up.
    Mine,
    /// What nobody took up.
    Unassigned,
    /// What is due today.
    DueToday,
    /// What is late.
    Late,
}

/// What a scanned page shows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mark {
    /// Its place in the file, from 1.
    pub page: u16,
    /// The paper; left out where it is none of them.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

/// What a scanned page of a paper request shows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaperMark {
    /// Identifier of the file that it was scanned into.
    pub file_id: String,
    /// Its place in the file, from 1.
    pub page: u16,
    /// The paper; left out where it is none of them.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

requests! {
    /// Open an owner's account.
    Register {
        /// The user name wished for: 4 to 32 letters, digits, `-` or `_`, beginning with a letter. Four digits are added.
        username: String,
        /// 15 to 128 characters.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        password: Private<String>,
        /// Unit or individual.
        applicant: Applicant,
        /// Name of the person to contact.
        contact_name: String,
        /// Where notices go.
        email: String,
    }
    /// Sign in.
    SignIn {
        /// User name.
        username: String,
        /// Password. A temporary one from a recovery serves only to set a new one.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        password: Private<String>,
        /// Code of the second factor, or a recovery code; for accounts that have one.
        #[serde(default)]
        code: Option<String>,
    }
    /// Confirm a sign-up with what the mail brought.
    ConfirmRegistration {
        /// The sign-up, from the link in the mail.
        sign_up_id: String,
        /// The code, from the link in the mail.
        code: String,
    }
    /// One's own account: sessions, second factor, history.
    ShowAccount {}
    /// End one of one's sessions, or all others.
    EndSession {
        /// The session; all others when left out.
        #[serde(default)]
        session_id: Option<String>,
        /// Password, again.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        password: Private<String>,
    }
    /// Change the password.
    ChangePassword {
        /// The present password.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        password: Private<String>,
        /// 8 to 128 characters, 15 without a second factor.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        new_password: Private<String>,
    }
    /// Begin to set up a second factor.
    BeginSecondFactor {
        /// Password, again.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        password: Private<String>,
    }
    /// Show that the second factor works; it is asked for from then on.
    ConfirmSecondFactor {
        /// The code that the app shows now.
        code: String,
    }
    /// Do without a second factor.
    RemoveSecondFactor {
        /// Password, again.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        password: Private<String>,
    }
    /// Enter an access provider.
    AddProvider {
        /// Identifier: 2 to 32 lower-case letters, digits and `-`.
        id: String,
        /// Name.
        name: String,
        /// Where its notices go.
        email: String,
    }
    /// Invite staff of the bureau or of an access provider.
    Invite {
        /// 4 to 32 letters, digits, `-` or `_`, beginning with a letter. Case does not matter.
        username: String,
        /// Role; not an owner.
        role: Role,
        /// Identifier of the access provider; for its staff only.
        #[serde(default)]
        provider: Option<String>,
        /// Name.
        contact_name: String,
        /// Where the invitation goes.
        email: String,
    }
    /// Say which letters one does without.
    SavePreferences {
        /// Whether reminders before a day on which something ends are wanted.
        reminders: bool,
    }
    /// Letters that did not arrive, the oldest first.
    ListUndelivered {
        /// Where to go on, from the page before.
        #[serde(default)]
        cursor: Option<String>,
    }
    /// Send a letter again that did not arrive.
    ResendNotice {
        /// The letter.
        notice_id: String,
    }
    /// Allow the address of a letter again.
    LiftSuppression {
        /// A letter to this address.
        notice_id: String,
        /// Why, 2 to 200 characters.
        reason: String,
    }
    /// Staff, or the owners whose accounts one's access provider opened.
    ListAccounts {
        /// Identifier of the access provider whose staff it is; the bureau's own when left out. For supervisors.
        #[serde(default)]
        provider: Option<String>,
    }
    /// Close an account to its holder.
    DisableAccount {
        /// User name.
        username: String,
        /// Why, 2 to 200 characters.
        reason: String,
    }
    /// Open a closed account again.
    EnableAccount {
        /// User name.
        username: String,
        /// Why, 2 to 200 characters.
        reason: String,
    }
    /// Send staff a temporary password and take their second factor away.
    RecoverStaff {
        /// User name.
        username: String,
        /// How they were identified, 2 to 200 characters.
        reason: String,
    }
    /// Open an account for an owner that one's access provider files for.
    AddOwner {
        /// The user name wished for. Four digits are added.
        username: String,
        /// Unit or individual.
        applicant: Applicant,
        /// Name of the person to contact.
        contact_name: String,
        /// Where notices go.
        email: String,
    }
    /// Start the recovery for an owner whose account one's access provider opened (§一.2).
    RecoverOwner {
        /// User name, as the owner gave it.
        username: String,
        /// How the owner was identified, 2 to 200 characters.
        reason: String,
        /// Another address, when the present one does not reach the owner. It takes effect after three days.
        #[serde(default)]
        email: Option<String>,
    }
    /// Take one's data out.
    ExportData {
        /// Password, again.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        password: Private<String>,
        /// Where the last page ended.
        #[serde(default)]
        cursor: Option<String>,
    }
    /// Keep the present address when another was proposed.
    KeepEmail {
        /// User name, from the link in the mail.
        username: String,
        /// The code, from the link in the mail.
        code: String,
    }
    /// Sign out.
    SignOut {}
    /// Who is signed in.
    ShowSession {}
    /// Ask for a temporary password by email (§一.1).
    ResetPassword {
        /// User name.
        username: String,
        /// Name of the contact person.
        contact_name: String,
        /// Email address of the account.
        email: String,
        /// Who filed.
        category: Category,
    }
    /// Set a new password with the temporary one.
    SetPassword {
        /// User name.
        username: String,
        /// The temporary password from the email.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        temporary_password: Private<String>,
        /// 8 to 128 characters, 15 without a second factor.
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        new_password: Private<String>,
    }
    /// The dated code lists that forms offer.
    ListCodes {}
    /// The access providers that may be chosen.
    ListProviders {}
    /// Look a record up: by exactly one of these.
    LookUp {
        /// Filing number of an organizer or a site, as people write it.
        #[serde(default)]
        number: Option<String>,
        /// Domain.
        #[serde(default)]
        domain: Option<String>,
        /// Full name of the organizer.
        #[serde(default)]
        organizer: Option<String>,
    }
    /// Ask whether a domain or a certificate collides with something (§三).
    ConflictCheck {
        /// Domain, as typed.
        #[serde(default)]
        domain: Option<String>,
        /// Code of the certificate kind.
        #[serde(default)]
        certificate_kind: Option<String>,
        /// Certificate number, as typed.
        #[serde(default)]
        certificate_number: Option<String>,
        /// A filing of one's own whose claims do not count.
        #[serde(default)]
        filing_id: Option<String>,
    }
    /// See who holds a domain or a certificate, and who was refused it: by exactly one of these.
    ShowConflict {
        /// Domain.
        #[serde(default)]
        domain: Option<String>,
        /// Reference of a filing: then it is about its domain.
        #[serde(default)]
        reference: Option<String>,
        /// Filing number of a site, for its domain, or of an organizer, for its certificate.
        #[serde(default)]
        number: Option<String>,
        /// Certificate number, with its kind.
        #[serde(default)]
        certificate_number: Option<String>,
        /// Code of the certificate kind.
        #[serde(default)]
        certificate_kind: Option<String>,
    }
    /// Begin a draft.
    StartFiling {
        /// What is asked for. Deregistrations are asked for with `deregister`.
        kind: Kind,
        /// The digits of the organizer's number, for everything but a first filing.
        #[serde(default)]
        record_id: Option<String>,
        /// Position of the site under its organizer, where it is about one.
        #[serde(default)]
        position: Option<u32>,
        /// User name of the owner for whom an access provider begins a first filing.
        #[serde(default)]
        username: Option<String>,
        /// The code with which the owner authorized a provider that serves none of its sites.
        #[serde(default)]
        authorization: Option<String>,
    }
    /// Begin filings for several owners at once, or only say what would come of it.
    FileInBulk {
        /// Say what would come of each row, and change nothing.
        #[serde(default)]
        dry_run: bool,
        /// At most 25 filings, each of another organizer.
        rows: Vec<BulkRow>,
    }
    /// One filing of one owner.
    BulkRow {
        /// Names the filing: 8 to 64 letters, digits, `-` or `_`. Sent again, it finds what it began.
        key: String,
        /// What is asked for.
        kind: Kind,
        /// Filing number of the organizer, or of the site that it is about; for everything but a first filing.
        #[serde(default)]
        number: Option<String>,
        /// User name of the owner, for a first filing.
        #[serde(default)]
        username: Option<String>,
        /// Why, for a deregistration.
        #[serde(default)]
        reason: Option<String>,
        /// The fields to write, as a merge patch (RFC 7396) of the draft's form.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
        form: Option<serde_json::Value>,
        /// Submit it, if nothing stands against that.
        #[serde(default)]
        submit: bool,
    }
    /// Keep what was written so far.
    SaveDraft {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
        /// The whole form; empty fields are fine.
        form: Form,
    }
    /// Throw a draft away.
    Discard {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
    }
    /// One's filings, or a worklist.
    ListFilings {
        /// Only those in this stage. The bureau must name one, or a worklist.
        #[serde(default)]
        stage: Option<Stage>,
        /// One of the bureau's worklists. What is due today or late is of the stage, else under review.
        #[serde(default)]
        worklist: Option<Worklist>,
        /// Where the last page ended.
        #[serde(default)]
        cursor: Option<String>,
    }
    /// A filing, as far as its reader may see it.
    ShowFiling {
        /// The filing.
        filing_id: String,
    }
    /// A filing with what is masked for staff.
    Unmask {
        /// The filing.
        filing_id: String,
        /// Why, 2 to 200 characters.
        reason: String,
    }
    /// Everything that happened to a filing.
    ShowHistory {
        /// The filing.
        filing_id: String,
    }
    /// Ask where a scan may be uploaded to.
    UploadScan {
        /// The filing.
        filing_id: String,
        /// Which document it shows.
        document: DocumentKind,
        /// `application/pdf`, `image/jpeg`, `image/png` or `image/tiff`.
        media_type: String,
        /// Size in bytes, at most 20 MiB.
        size: u64,
    }
    /// Take an uploaded scan into the filing, once its content was looked at.
    AttachScan {
        /// The filing.
        filing_id: String,
        /// The scan, as `upload-scan` named it.
        scan_id: String,
        /// The version this is based on.
        version: u64,
        /// Which document it shows.
        document: DocumentKind,
        /// The name of its file, by which its owner knows it again; kept up to 80 characters.
        #[serde(default)]
        name: Option<String>,
    }
    /// Take a scan out of the filing.
    RemoveScan {
        /// The filing.
        filing_id: String,
        /// The scan.
        scan_id: String,
        /// The version this is based on.
        version: u64,
    }
    /// Ask for a short-lived address to see a scan.
    ViewScan {
        /// The filing.
        filing_id: String,
        /// The scan.
        scan_id: String,
        /// Why, 2 to 200 characters: staff say it for each scan of an identity document.
        #[serde(default)]
        reason: Option<String>,
    }
    /// Submit a draft to the access provider.
    Submit {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
    }
    /// Correct fields on the owner's behalf (§二.2).
    Correct {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
        /// The whole form.
        form: Form,
    }
    /// Return a filing from its provider to its owner.
    ReturnFiling {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
        /// Which fields, why, and what helps.
        reasons: Vec<Reason>,
    }
    /// Forward a filing to the bureau.
    Forward {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
    }
    /// Record that the verification sheet arrived.
    RecordSheet {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
        /// The sheet's scan.
        scan_id: String,
        /// That the clerk saw its signatures and seals: only then it is recorded.
        signed_and_sealed: bool,
        /// The day it arrived, `YYYY-MM-DD`; today when left out.
        #[serde(default)]
        arrived_on: Option<String>,
        /// Why it arrived on another day than today, 2 to 200 characters.
        #[serde(default)]
        reason: Option<String>,
    }
    /// Say whether the verification sheet is signed and sealed; if not, another is awaited by post.
    CheckSheet {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
        /// Whether every signature and every seal is there.
        signed_and_sealed: bool,
        /// The missing signature or seal, 2 to 200 characters; required where one is missing.
        #[serde(default)]
        reason: Option<String>,
    }
    /// Correct the day on which the verification sheet arrived.
    CorrectArrival {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
        /// The day on which it arrived, `YYYY-MM-DD`.
        arrived_on: String,
        /// Why, 2 to 200 characters.
        reason: String,
    }
    /// Decide a filing.
    Review {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
        /// The decision.
        decision: Decision,
        /// Which fields, why, and what helps; for returns.
        #[serde(default)]
        reasons: Vec<Reason>,
    }
    /// Amend what came back; it goes straight back to the bureau (§二.1).
    Amend {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
        /// The whole form; only returned fields may differ.
        form: Form,
    }
    /// Ask that a site, or an organizer and everything below it, be deregistered (§二.5).
    Deregister {
        /// The digits of the organizer's number, `2026000123`.
        record_id: String,
        /// Position of the site under its organizer; the organizer and all its sites when left out.
        #[serde(default)]
        position: Option<u32>,
        /// Identifier of the access provider that shall forward it, for an owner; one that gives access when left out.
        #[serde(default)]
        provider: Option<String>,
        /// Why, 2 to 200 characters; the other party and the bureau read it.
        reason: String,
    }
    /// Confirm a deregistration with the code that came by email.
    ConfirmDeregistration {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
        /// The code, from the link in the mail.
        code: String,
    }
    /// Take a filing up, so that no other reviewer decides it.
    TakeUp {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
    }
    /// Hand a filing over to another reviewer, or to nobody.
    HandOver {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
        /// User name of the reviewer; when left out, anybody may take it up.
        #[serde(default)]
        to: Option<String>,
    }
    /// Pause a review for a named reason; no day counts until it goes on.
    PauseReview {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
        /// Code of the reason, from the list `pause_reasons`.
        reason: String,
        /// The day on which it should go on, `YYYY-MM-DD`. The applicant is told.
        expected_on: String,
    }
    /// Go on with a paused review.
    ResumeReview {
        /// The filing.
        filing_id: String,
        /// The version this is based on.
        version: u64,
    }
    /// Ask by email where a filing or a paper request stands, without signing in.
    AskProgress {
        /// Its reference 受理号.
        reference: String,
        /// The address that its notices go to.
        email: String,
    }
    /// See where it stands, with the code from the mail.
    ShowProgress {
        /// The code.
        code: String,
    }
    /// The working days, what waits for a signature, and what happened to them.
    ShowCalendar {}
    /// Statistics of a time, for the bureau.
    ShowStatistics {
        /// The first day, `YYYY-MM-DD`; else the first of the month eleven months ago.
        #[serde(default)]
        from: Option<String>,
        /// The last day, `YYYY-MM-DD`; else today. At most 731 days after the first.
        #[serde(default)]
        to: Option<String>,
    }
    /// A table of the open data.
    DownloadStatistics {
        /// Its name and form: `filings`, `times`, `overall`, `returns`, `conflicts`, `paper` or `standing`, then `.csv` or `.json`.
        table: String,
    }
    /// Propose days off, from the State Council's notice or a file.
    ProposeCalendar {
        /// The text of the notice, or a file in the shape of this system's calendar.
        text: String,
        /// Where it is from, 2 to 200 characters: the notice's number and day.
        source: String,
        /// Only read it and show what would change; nothing is kept.
        #[serde(default)]
        dry_run: bool,
    }
    /// Sign days off that somebody else proposed; they hold from then on.
    SignCalendar {
        /// The proposal that was seen.
        proposal_id: String,
    }
    /// Take proposed days off back.
    WithdrawCalendar {
        /// The proposal that was seen.
        proposal_id: String,
    }
    /// What one has on file, or gives access to.
    ListRecords {
        /// Where to go on, from the page before.
        #[serde(default)]
        cursor: Option<String>,
    }
    /// What is on file under an organizer's number.
    ShowRecord {
        /// The digits of the organizer's number, `2026000123`.
        record_id: String,
    }
    /// Cancel the access that one gives a site.
    CancelAccess {
        /// The digits of the organizer's number, `2026000123`.
        record_id: String,
        /// The version that was seen.
        version: u64,
        /// Position of the site under its organizer, from 1.
        position: u32,
        /// Why, 2 to 200 characters; its owner reads it.
        reason: String,
    }
    /// Let a provider that does not serve a site begin one filing about it.
    AuthorizeProvider {
        /// The digits of the organizer's number, `2026000123`.
        record_id: String,
        /// The version that was seen.
        version: u64,
        /// Identifier of the access provider.
        provider: String,
        /// Position of the site that it may add its access to; it may add a site when left out.
        #[serde(default)]
        position: Option<u32>,
    }
    /// Issue a certificate of filing 备案证明: of an organizer with all its live sites, or of one site.
    IssueCertificate {
        /// The digits of the organizer's number, `2026000123`.
        record_id: String,
        /// Position of the one site that it is about; all of them when left out.
        #[serde(default)]
        position: Option<u32>,
    }
    /// Ask whether a certificate of filing is genuine. In the body, so that no log has its number.
    VerifyCertificate {
        /// The certificate's number, as printed on it; case, dashes and blanks do not matter.
        number: String,
    }
    /// Take an authorization back.
    RevokeAuthorization {
        /// The digits of the organizer's number, `2026000123`.
        record_id: String,
        /// The version that was seen.
        version: u64,
        /// The authorization.
        authorization_id: String,
    }
    /// Print a form for whoever cannot or will not sign in (§一.2, §二.4, §二.5, §三). Nothing of it is looked up.
    MakeForm {
        /// What it is for; not the sheet of a filing.
        kind: FormKind,
        /// Who signs it.
        applicant: Applicant,
        /// To recover an account: its user name, where it is known.
        #[serde(default)]
        username: Option<String>,
        /// The domain that it is about, or to recover an account one that it holds.
        #[serde(default)]
        domain: Option<String>,
        /// To delete or deregister: the reference 受理号 of the filing that it is about.
        #[serde(default)]
        reference: Option<String>,
        /// To deregister: the filing number of the site or organizer that it is about.
        #[serde(default)]
        number: Option<String>,
        /// Full name of whoever signs it.
        name: String,
        /// Kind of its certificate; a business licence or an identity card when left out.
        #[serde(default)]
        certificate_kind: Option<String>,
        /// Number of its certificate.
        certificate_number: String,
        /// Name of the person to contact; an individual's own when left out.
        #[serde(default)]
        contact_name: Option<String>,
        /// A telephone number.
        phone: String,
        /// Where the answer goes.
        email: String,
    }
    /// Print a form that is filled in from a filing or from what is on file.
    PrintForm {
        /// What it is for.
        kind: FormKind,
        /// The filing that it is about.
        #[serde(default)]
        filing_id: Option<String>,
        /// To deregister what is on file: the digits of the organizer's number, `2026000123`.
        #[serde(default)]
        record_id: Option<String>,
        /// Position of the site under its organizer; the organizer and all its sites when left out.
        #[serde(default)]
        position: Option<u32>,
        /// To deregister: it is about whoever has a domain of the filing on file, not about the filing.
        #[serde(default)]
        of_holder: bool,
        /// That domain, where the filing has several sites.
        #[serde(default)]
        domain: Option<String>,
    }
    /// Enter a request that came by post.
    ReceiveRequest {
        /// What is asked for.
        kind: PaperKind,
        /// User name of the account, where the letter says it.
        #[serde(default)]
        username: Option<String>,
        /// Else a domain that a filing of the account holds; to delete or deregister, the domain that it is about.
        #[serde(default)]
        domain: Option<String>,
        /// To delete or deregister: the reference 受理号 of the filing that it is about.
        #[serde(default)]
        reference: Option<String>,
        /// To deregister: the filing number of the site or organizer that it is about.
        #[serde(default)]
        number: Option<String>,
        /// Who asks, where it is not who holds what it is about: somebody who owns the domain now.
        #[serde(default)]
        applicant: Option<Applicant>,
        /// The email address that the letter states, where it is another than the account's.
        #[serde(default)]
        email: Option<String>,
        /// The day the envelope arrived, `YYYY-MM-DD`; today when left out.
        #[serde(default)]
        arrived_on: Option<String>,
        /// What was in it.
        evidence: Vec<Evidence>,
        /// Scanned post that it came as: it is filed with the request, and `evidence` is what its pages show.
        #[serde(default)]
        piece_id: Option<String>,
        /// What pages of it show, where that is not known or wrong.
        #[serde(default)]
        marks: Vec<Mark>,
    }
    /// A file that is uploaded.
    PostPart {
        /// What it is called, at most 200 characters.
        name: String,
        /// Size in bytes.
        size: u64,
        /// SHA-256 of its content, in hex.
        sha256: String,
    }
    /// Say that a pile of scanned post is to be uploaded; one that came before is told as it is.
    UploadPost {
        /// The files that it consists of, in the order of its pages: mostly one, or pictures that lay in one pile; at most 200.
        parts: Vec<PostPart>,
        /// The day on which the post in it arrived, `YYYY-MM-DD`; today when left out.
        #[serde(default)]
        arrived_on: Option<String>,
        /// Why it arrived on another day than today, 2 to 200 characters.
        #[serde(default)]
        reason: Option<String>,
    }
    /// The files of scanned post that one uploaded, the newest first.
    ListPost {
        /// Where to go on, from the page before.
        #[serde(default)]
        cursor: Option<String>,
    }
    /// Scanned post that did not find its case, the oldest first.
    ListUnmatched {
        /// Where to go on, from the page before.
        #[serde(default)]
        cursor: Option<String>,
    }
    /// See the pages of scanned post.
    ViewPiece {
        /// The letter.
        piece_id: String,
    }
    /// Find the cases that scanned post may belong to.
    FindCases {
        /// A reference, filing number, domain, user name or organizer's name.
        #[serde(default)]
        text: String,
    }
    /// File scanned post with a case.
    MatchPiece {
        /// The letter.
        piece_id: String,
        /// The version that was seen.
        version: u64,
        /// Reference 受理号 of the case: a paper request, a printed form, or the filing whose verification sheet it is.
        reference: String,
        /// What the pages show, where that is not known or wrong.
        #[serde(default)]
        marks: Vec<Mark>,
        /// The day on which it arrived, `YYYY-MM-DD`, where that is another one than was said of its pile.
        #[serde(default)]
        arrived_on: Option<String>,
        /// Why it arrived on another day than today, 2 to 200 characters.
        #[serde(default)]
        reason: Option<String>,
        /// That the clerk saw the signatures and seals of a verification sheet: only then it is filed.
        #[serde(default)]
        signed_and_sealed: bool,
    }
    /// Put the pages of a stack in order that was scanned in another.
    ReorderPost {
        /// The stack.
        file_id: String,
        /// The version that was seen.
        version: u64,
    }
    /// Put scanned post aside that belongs to no case.
    SetAsidePiece {
        /// The letter.
        piece_id: String,
        /// The version that was seen.
        version: u64,
        /// Why, 2 to 200 characters.
        reason: String,
    }
    /// Take scanned post back from the paper request that it was filed with by mistake.
    TakeBackPiece {
        /// The letter.
        piece_id: String,
        /// The version that was seen.
        version: u64,
        /// Why, 2 to 200 characters.
        reason: String,
    }
    /// See the scanned pages of a paper request.
    ViewPapers {
        /// The paper request.
        request_id: String,
    }
    /// Paper requests that wait, the most urgent first.
    ListRequests {
        /// Where to go on, from the page before.
        #[serde(default)]
        cursor: Option<String>,
    }
    /// A paper request.
    ShowRequest {
        /// The paper request.
        request_id: String,
    }
    /// Enter evidence that came later.
    ReceiveEvidence {
        /// The paper request.
        request_id: String,
        /// The version that was seen.
        version: u64,
        /// The day the envelope arrived, `YYYY-MM-DD`; today when left out.
        #[serde(default)]
        arrived_on: Option<String>,
        /// What was in it; may be empty where scanned pages are marked.
        evidence: Vec<Evidence>,
        /// What scanned pages of it show, of which that was not known or wrong.
        #[serde(default)]
        marks: Vec<PaperMark>,
    }
    /// Decide a paper request.
    DecideRequest {
        /// The paper request.
        request_id: String,
        /// The version that was seen.
        version: u64,
        /// Whether what it asks for is done.
        approve: bool,
        /// Why not, 2 to 200 characters; for a refusal.
        #[serde(default)]
        reason: Option<String>,
    }
}

impl Decision {
    /// To whom a return goes; `None` when it is an approval.
    pub fn returns_to(self) -> Option<Mover> {
        match self {
            Decision::Approve => None,
            Decision::ReturnToOwner => Some(Mover::Owner),
            Decision::ReturnToProvider => Some(Mover::Provider),
        }
    }
}
