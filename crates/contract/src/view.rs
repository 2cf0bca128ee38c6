//! What is shown. A view holds only what its reader may see.

use crate::problem::Problem;
use beian_filing::{
    account::{Account, Applicant, Category, needs_second_factor},
    actor::{Actor, Role},
    calendar::{Calendar, Due, Year, local_date},
    calendar_change::ChangedDay,
    certificate::{Certified, CertifiedSite, Standing},
    check::Finding,
    codes::{self, CertificateKind, City, Code, PreApprovalClass, Province, Rules, Table},
    conflict::Conflict,
    delivery::{Delivery, Fate, Suppression},
    documents::{Document, DocumentKind, NeededFor},
    domain::Domain,
    event::{Deed, Event, Facts, Reason},
    expiry::{Expires, Expiry},
    filing::{Filing, Scan},
    form::Form,
    intake::{FileStage, FileState, OrderFault, Piece, PieceLine, PieceState, ScanFile, StackOrder, Unfit},
    kind::{self, Kind},
    masking,
    on_file::{self, AccessOnFile, OnFile, SiteOnFile},
    paper::{Evidence, PaperKind, PaperRequest, RequestStage, RequestState, Subject},
    paper_form::{FormKind, PaperForm},
    private::{mask_email, mask_name},
    record::{OrganizerRecord, SiteRecord, public_name},
    session::Session,
    state::{Mover, Stage, State},
    statistics::{Rows, StandingRow, Statistics, Table as OpenData},
    term::{Limit, Reckoning, Term},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use std::collections::BTreeMap;

/// Declares views: all are plain data and describe themselves. Absent facts are left out.
macro_rules! views {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name { $($(#[$field_doc])* pub $field: $type),* }

        // What is shown to its reader is not for a log: a view prints its name alone.
        beian_filing::prints_its_name! { $name }
    )*};
}

/// What a case is that scanned post may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CaseKind {
    /// A paper request that is there.
    Request,
    /// A printed form that has not come back.
    Form,
    /// A filing that awaits its verification sheet.
    Sheet,
    /// A request that a clerk enters anew.
    New,
}

/// How far a row of a bulk came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkOutcome {
    /// A dry run: it would be begun.
    Ready,
    /// A draft was begun, or a deregistration asked for.
    Begun,
    /// It is with the provider; in a dry run, it would be.
    Submitted,
    /// Nothing was done.
    Refused,
}

/// What a page of a printed form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PageRole {
    /// The form itself.
    Form,
    /// A sheet that is laid before a paper that is enclosed, so that a pile of scans files itself.
    Separator,
    /// The slip that is glued on the envelope.
    Cover,
}

/// One thing that stands on a page of a printed form.
#[derive(Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "block")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PrintedBlock {
    /// The name of the page.
    Title {
        /// What it says.
        words: Words,
    },
    /// A paragraph.
    Paragraph {
        /// What it says.
        words: Words,
    },
    /// Something not to miss.
    Notice {
        /// What it says.
        words: Words,
    },
    /// A table of facts.
    Facts {
        /// Its lines.
        rows: Vec<PrintedFact>,
    },
    /// Lines to write on with a pen.
    Lines {
        /// What is written there.
        label: Words,
        /// How many lines.
        count: u8,
    },
    /// Boxes to tick with a pen.
    Ticks {
        /// What is ticked.
        title: Words,
        /// What stands beside each box.
        boxes: Vec<Words>,
    },
    /// Boxes beside each other to seal, sign and date in.
    Seals {
        /// What each is for.
        boxes: Vec<Words>,
    },
    /// The heading of a sheet before an enclosed paper.
    Separator {
        /// The number of the page, in large print.
        page: usize,
        /// The paper.
        words: Words,
    },
    /// What is glued on the envelope.
    Cover {
        /// The words by which the mailroom sorts, in heavy black.
        heavy: Words,
        /// To whom it goes.
        to: Words,
        /// The postal address; empty where it is written with a pen.
        place: String,
        /// Whom it is from.
        from: String,
        /// The reference 受理号.
        reference: String,
    },
}

beian_filing::prints_its_name! { PrintedBlock }

views! {
    /// Nothing more to say.
    Done {}

    /// A kind of filing.
    KindView {
        /// Its code.
        kind: Kind,
        /// The fields, or groups of them, that it does not write; of a change, those of one that is about a site.
        fixed: Vec<&'static str>,
    }

    /// What came of the rows of a bulk.
    BulkReport {
        /// Whether nothing was changed.
        dry_run: bool,
        /// A line a row, in their order.
        rows: Vec<BulkLine>,
    }

    /// What came of one row, or in a dry run would.
    BulkLine {
        /// The row's key.
        key: String,
        /// How far it came.
        outcome: BulkOutcome,
        /// Whether it was begun before, with the same key.
        repeated: bool,
        /// Its filing.
        #[serde(skip_serializing_if = "Option::is_none")]
        filing_id: Option<String>,
        /// The filing's reference.
        #[serde(skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// What the rules say of its form.
        findings: Vec<Finding>,
        /// Documents that it needs before it can be submitted.
        missing: Vec<DocumentKind>,
        /// Who holds what it would; advice, as that may change until it is submitted.
        conflicts: Vec<Conflict>,
        /// Why it was refused, or why it stays a draft.
        #[serde(skip_serializing_if = "Option::is_none")]
        problem: Option<Problem>,
    }

    /// The user name of an account that was opened.
    UsernameView {
        /// User name.
        username: String,
    }

    /// An account, to its holder.
    AccountView {
        /// User name.
        username: String,
        /// Role.
        role: Role,
        /// Unit or individual; owners only.
        #[serde(skip_serializing_if = "Option::is_none")]
        applicant: Option<Applicant>,
        /// Who files; owners only.
        #[serde(skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        /// Name of the contact person.
        contact_name: String,
        /// Email address, masked.
        email: String,
        /// Why letters do not reach this address; absent while they do.
        #[serde(skip_serializing_if = "Option::is_none")]
        unreachable: Option<Unreachable>,
        /// Whether reminders before a day on which something ends are wanted.
        reminders: bool,
        /// Another address that was proposed, masked.
        #[serde(skip_serializing_if = "Option::is_none")]
        awaited_email: Option<String>,
        /// When it takes effect.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
        awaited_until: Option<Timestamp>,
        /// Whether a second factor is asked for.
        second_factor: bool,
        /// Whether the role must have one.
        second_factor_needed: bool,
        /// How many recovery codes are left.
        recovery_codes: usize,
        /// Who is signed in with it, the newest first.
        sessions: Vec<SessionLine>,
        /// What happened to it, the newest first.
        history: Vec<EventView>,
    }

    /// That letters do not reach an address any more.
    Unreachable {
        /// `bounced` or `complained`.
        why: Fate,
        /// Since when.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        since: Timestamp,
    }

    /// Which letters one does without.
    PreferencesView {
        /// Whether reminders before a day on which something ends are wanted.
        reminders: bool,
    }

    /// A letter that did not arrive.
    UndeliveredView {
        /// Identifier.
        id: String,
        /// What it tells of.
        deed: Deed,
        /// The address, masked; empty where nobody was left to write to.
        to: String,
        /// The account that it is about.
        #[serde(skip_serializing_if = "Option::is_none")]
        username: Option<String>,
        /// The filing that it is about.
        #[serde(skip_serializing_if = "Option::is_none")]
        filing_id: Option<String>,
        /// What is on file that it is about.
        #[serde(skip_serializing_if = "Option::is_none")]
        record_id: Option<String>,
        /// The paper request that it is about.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
        /// What became of it.
        fate: Fate,
        /// Why, as a code of the mail service.
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// When that was known.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        at: Timestamp,
        /// Whether its address gets no letters now.
        suppressed: bool,
        /// Whether it can be sent again.
        resendable: bool,
    }

    /// Letters that did not arrive.
    UndeliveredList {
        /// The oldest first.
        items: Vec<UndeliveredView>,
        /// Where the next page begins; absent on the last.
        #[serde(skip_serializing_if = "Option::is_none")]
        next_cursor: Option<String>,
    }

    /// One of an account's sessions.
    SessionLine {
        /// To end it by.
        id: String,
        /// Whether it is the one that asks.
        current: bool,
        /// When it began.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        opened_at: Timestamp,
        /// When it was last used, to the minute.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        seen_at: Timestamp,
        /// Network that it was opened from.
        network: String,
        /// What the browser calls itself.
        agent: String,
    }

    /// What is kept about an owner.
    ExportView {
        /// When it was taken out.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        exported_at: Timestamp,
        /// The account.
        account: AccountView,
        /// Its email address, whole.
        email: String,
        /// Its filings, the newest first.
        filings: Vec<ExportedFiling>,
        /// Where the next page begins; absent on the last.
        #[serde(skip_serializing_if = "Option::is_none")]
        next_cursor: Option<String>,
    }

    /// A filing with everything that happened to it.
    ExportedFiling {
        /// The filing.
        filing: FilingView,
        /// Every event, and who of the staff saw what is private.
        history: Vec<EventView>,
    }

    /// A second factor to be set up.
    FactorView {
        /// The secret in base32, to be typed.
        secret: String,
        /// The same as an address that apps read from a QR code.
        uri: String,
    }

    /// Recovery codes, shown this once.
    RecoveryCodesView {
        /// Each serves once, instead of the second factor's code.
        codes: Vec<String>,
    }

    /// An account in a list.
    AccountSummary {
        /// User name.
        username: String,
        /// Role.
        role: Role,
        /// Name of the contact person.
        contact_name: String,
        /// Email address; masked for an access provider.
        email: String,
        /// Whether it is closed to its holder.
        disabled: bool,
        /// Whether its holder has set a password.
        ready: bool,
        /// Whether a second factor is set up.
        second_factor: bool,
        /// When another address takes effect that was proposed.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
        awaited_until: Option<Timestamp>,
    }

    /// Accounts.
    AccountList {
        /// By user name.
        items: Vec<AccountSummary>,
    }

    /// Who is signed in, and until when.
    SessionView {
        /// User name.
        username: String,
        /// Role.
        role: Role,
        /// Identifier of the access provider; provider staff only.
        #[serde(skip_serializing_if = "Option::is_none")]
        provider: Option<String>,
        /// Whether a second factor must be set up before anything else.
        enrolling: bool,
        /// When the session ends unless it is used.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        expires_at: Timestamp,
    }

    /// An access provider that may be chosen.
    ProviderView {
        /// Identifier.
        id: String,
        /// Name.
        name: String,
    }

    /// The access providers.
    ProviderList {
        /// All of them, by name.
        items: Vec<ProviderView>,
    }

    /// What is asked about, and what it collides with.
    ConflictView {
        /// Every collision; empty when there is none. Only submitting takes the claim.
        conflicts: Vec<Conflict>,
        /// The applicant's own certificate number that was probably meant, where the one asked about is taken.
        #[serde(skip_serializing_if = "Option::is_none")]
        meant: Option<String>,
    }

    /// Both sides of a conflict, to the bureau.
    ConflictSidesView {
        /// The domain, as an A-label, where it is about one.
        #[serde(skip_serializing_if = "Option::is_none")]
        domain: Option<String>,
        /// The certificate's number by its ends, where it is about one.
        #[serde(skip_serializing_if = "Option::is_none")]
        certificate: Option<String>,
        /// Who holds it; absent when it is free.
        #[serde(skip_serializing_if = "Option::is_none")]
        holder: Option<HolderView>,
        /// The filings that were refused it in the last half year, the latest first.
        wishes: Vec<WishView>,
        /// What is or was on file for the domain, the newest first: a day of deregistration says how it became free.
        records: Vec<RecordView>,
        /// The letters about either side that wait.
        requests: Vec<RequestSummary>,
    }

    /// Who holds a domain or a certificate.
    HolderView {
        /// Two-digit code of the province, where that is another.
        #[serde(skip_serializing_if = "Option::is_none")]
        province: Option<String>,
        /// Filing number, once there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// The filing, where it is one of this bureau.
        #[serde(skip_serializing_if = "Option::is_none")]
        filing: Option<FilingSummary>,
        /// User name of the owner.
        #[serde(skip_serializing_if = "Option::is_none")]
        owner: Option<String>,
        /// When the filing came to where it stands.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
        since: Option<Timestamp>,
    }

    /// A filing that was refused what another holds.
    WishView {
        /// The filing as it is now.
        filing: FilingSummary,
        /// User name of its owner.
        owner: String,
        /// When it was refused, last.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        at: Timestamp,
        /// Whether the reader may open it: drafts are their owners' own.
        seen: bool,
    }

    /// The dated code lists that forms offer; each is `{source, valid_from, entries}`.
    CodesView {
        /// Provinces and their bureaus.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        provinces: &'static Table<Province>,
        /// Cities and counties of this province.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        divisions: &'static Table<City>,
        /// Kinds of unit.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        unit_kinds: &'static Table<Code>,
        /// Kinds of certificate.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        certificate_kinds: &'static Table<CertificateKind>,
        /// Pre-approval classes.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        pre_approvals: &'static Table<PreApprovalClass>,
        /// Kinds of service.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        service_kinds: &'static Table<Code>,
        /// Contents of a service.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        service_contents: &'static Table<Code>,
        /// Languages.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        languages: &'static Table<Code>,
        /// Reasons for which a review may be paused.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        pause_reasons: &'static Table<Code>,
        /// Access methods.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        access_methods: &'static Table<Code>,
        /// What may be asked for, and which fields of the form stand as they are on file then.
        kinds: Vec<KindView>,
        /// The province's rules.
        #[cfg_attr(feature = "openapi", schema(value_type = Object))]
        rules: &'static Rules,
    }

    /// A filing in one line.
    FilingSummary {
        /// Identifier.
        id: String,
        /// Reference to tell others 受理号.
        reference: String,
        /// What is asked for.
        kind: Kind,
        /// Where it stands.
        stage: Stage,
        /// Whose move is next.
        move_of: Mover,
        /// When the next move is due.
        #[serde(skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// By how many working days the move is late; 0 when it is not.
        late_days: u32,
        /// Name of the organizer as written; may be empty in a draft. An individual's is masked for staff.
        organizer_name: String,
        /// Domain as written; may be empty in a draft.
        domain: String,
        /// How many sites it is about.
        sites: usize,
        /// Identifier of the access provider; may be empty in a draft.
        provider: String,
        /// User name of the reviewer who took it up; to the bureau.
        #[serde(skip_serializing_if = "Option::is_none")]
        assignee: Option<String>,
        /// When it last changed.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        changed_at: Timestamp,
    }

    /// What waits in one stage.
    WaitingView {
        /// All of it.
        all: u32,
        /// What is due today.
        due_today: u32,
        /// What is late.
        late: u32,
    }

    /// How much waits at the bureau.
    CountsView {
        /// When it was counted.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        at: Timestamp,
        /// By stage.
        #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, WaitingView>))]
        stages: BTreeMap<String, WaitingView>,
        /// Under review, and nobody took it up.
        unassigned: u32,
        /// Paper requests.
        requests: WaitingView,
    }

    /// Statistics of a time, to the bureau.
    StatisticsView {
        /// The first day.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        from: Date,
        /// The last day.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        to: Date,
        /// What happened in that time.
        statistics: Statistics,
        /// What stands where now, by age.
        standing: Vec<StandingRow>,
        /// When that was counted; absent before the first time.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
        counted_at: Option<Timestamp>,
    }

    /// A table of the open data, in its form as JSON.
    OpenTable {
        /// Which one.
        table: OpenData,
        /// The first day that it is of.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        from: Date,
        /// The last day that it is of.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        to: Date,
        /// Its columns, in the order that they have as CSV.
        columns: Vec<&'static str>,
        /// An object a row, with a field a column.
        #[cfg_attr(feature = "openapi", schema(value_type = Vec<std::collections::HashMap<String, serde_json::Value>>))]
        rows: Rows,
    }

    /// A page of filings.
    FilingList {
        /// In the order of urgency.
        items: Vec<FilingSummary>,
        /// Where the next page begins; absent on the last.
        #[serde(skip_serializing_if = "Option::is_none")]
        next_cursor: Option<String>,
        /// How much waits, to the bureau, with the first page.
        #[serde(skip_serializing_if = "Option::is_none")]
        counts: Option<CountsView>,
    }

    /// What on file a filing is about.
    AboutView {
        /// The digits of the organizer's number.
        record_id: String,
        /// The organizer's filing number.
        organizer_number: String,
        /// Position of the site, where it is about one.
        #[serde(skip_serializing_if = "Option::is_none")]
        position: Option<u32>,
        /// Why it shall be deregistered.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Whether its owner confirmed the deregistration.
        confirmed: bool,
    }

    /// A filing, as far as its reader may see it.
    FilingView {
        /// Identifier.
        id: String,
        /// Reference to tell others 受理号.
        reference: String,
        /// To be sent back with every change.
        version: u64,
        /// What is asked for.
        kind: Kind,
        /// What on file it is about; absent for a first filing.
        #[serde(skip_serializing_if = "Option::is_none")]
        about: Option<AboutView>,
        /// Fields, and groups of them, that stand as they are on file.
        fixed: Vec<&'static str>,
        /// Where it stands.
        stage: Stage,
        /// Whose move is next.
        move_of: Mover,
        /// When the next move is due.
        #[serde(skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// By how many working days the move is late; 0 when it is not.
        late_days: u32,
        /// How that day comes about.
        #[serde(skip_serializing_if = "Option::is_none")]
        reckoning: Option<Reckoning>,
        /// The day the review clock started.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        review_since: Option<Date>,
        /// The day it last reached the bureau.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        forwarded_on: Option<Date>,
        /// The day the verification sheet arrived.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        sheet_arrived_on: Option<Date>,
        /// Whether somebody saw that the verification sheet is signed and sealed, once it is there.
        #[serde(skip_serializing_if = "Option::is_none")]
        sheet_confirmed: Option<bool>,
        /// What came back, and why.
        reasons: Vec<Reason>,
        /// The documents that this filing needs.
        documents: Vec<Document>,
        /// Those of them that are not there yet, the verification sheet included.
        missing: Vec<DocumentKind>,
        /// What is wrong or doubtful in the form today; for those who may change or judge it.
        findings: Vec<Finding>,
        /// What this reader may do now, as action names.
        actions: Vec<&'static str>,
        /// Whether private fields of the form are masked, as they are for staff until they say why they must see them.
        masked: bool,
        /// The form; absent for readers who only handle paper.
        #[serde(skip_serializing_if = "Option::is_none")]
        form: Option<Form>,
        /// The scans.
        scans: Vec<Scan>,
        /// The organizer's filing number, once issued.
        #[serde(skip_serializing_if = "Option::is_none")]
        organizer_number: Option<String>,
        /// The filing numbers of its sites in their order, once issued.
        site_numbers: Vec<String>,
        /// Those of them that are deregistered since. Where all are, its stage is `deregistered`.
        deregistered_sites: Vec<String>,
        /// The line for lists.
        summary: FilingSummary,
    }

    /// A step that was taken, to whoever has the code from the mail: without names, fields or reasons.
    Milestone {
        /// What was done.
        deed: Deed,
        /// The day, in China.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        on: Date,
    }

    /// Where a filing or a paper request stands, to whoever has the code from the mail.
    ProgressView {
        /// Its reference 受理号.
        reference: String,
        /// What a filing asks for.
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<Kind>,
        /// What a paper request asks for.
        #[serde(skip_serializing_if = "Option::is_none")]
        paper_kind: Option<PaperKind>,
        /// Where a filing stands.
        #[serde(skip_serializing_if = "Option::is_none")]
        stage: Option<Stage>,
        /// Where a paper request stands.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_stage: Option<RequestStage>,
        /// The form that was printed and has not arrived.
        #[serde(skip_serializing_if = "Option::is_none")]
        form_kind: Option<FormKind>,
        /// The day it was printed.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        printed_on: Option<Date>,
        /// Whether it is a deregistration that its owner has not confirmed.
        unconfirmed: bool,
        /// The domain that it is about, if it names one.
        #[serde(skip_serializing_if = "Option::is_none")]
        domain: Option<String>,
        /// Name of the access provider, where a filing has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        provider: Option<String>,
        /// Whose move is next.
        move_of: Mover,
        /// When the next move is due.
        #[serde(skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// By how many working days the move is late; 0 when it is not.
        late_days: u32,
        /// How that day comes about.
        #[serde(skip_serializing_if = "Option::is_none")]
        reckoning: Option<Reckoning>,
        /// The documents of a filing that are there.
        received: Vec<DocumentKind>,
        /// The evidence of a paper request that came.
        received_evidence: Vec<Evidence>,
        /// The documents of a filing that are not there yet.
        missing: Vec<DocumentKind>,
        /// The evidence of a paper request that must still come.
        missing_evidence: Vec<Evidence>,
        /// The fields that came back, as JSON pointers; what is wrong with them is said to who signs in.
        returned: Vec<String>,
        /// The organizer's filing number, once issued.
        #[serde(skip_serializing_if = "Option::is_none")]
        organizer_number: Option<String>,
        /// The steps that were taken, the first one first.
        milestones: Vec<Milestone>,
    }

    /// A running limit of time whose last day would move.
    MovedDeadline {
        /// Reference of the filing or the paper request.
        reference: String,
        /// Identifier of the filing, where it is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        filing_id: Option<String>,
        /// Identifier of the paper request, where it is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
        /// Which limit it is.
        limit: Limit,
        /// The day as it is.
        was: Due,
        /// The day as it would be.
        will_be: Due,
    }

    /// Days off that are proposed, and what would change.
    ProposalView {
        /// Identifier; absent of a dry run.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Account that proposed them.
        by: String,
        /// Whether that is who reads it, and so cannot sign.
        own: bool,
        /// When.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        at: Timestamp,
        /// Where they are from.
        source: String,
        /// The text that they were read from.
        text: String,
        /// Clauses of the notice that name no day, for a person to look at.
        passed_over: Vec<String>,
        /// The years as they would be.
        years: Vec<Year>,
        /// Days that would be something else.
        days: Vec<ChangedDay>,
        /// The first of the deadlines that would move, in the order of their new days.
        moved: Vec<MovedDeadline>,
        /// How many would move.
        moved_count: usize,
        /// How many would stay and become final.
        final_count: usize,
        /// How many running limits were looked at.
        counted: usize,
        /// Whether those are all; else there are more than can be counted while one waits.
        counted_all: bool,
    }

    /// The working days, to the supervisors.
    CalendarView {
        /// Counts the changes; 0 while the shipped calendar holds.
        version: u64,
        /// When the last change was signed.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
        signed_at: Option<Timestamp>,
        /// Whether every running limit was counted anew since then.
        recounted: bool,
        /// The years that are known and not long past.
        years: Vec<Year>,
        /// Days off that wait for a signature.
        #[serde(skip_serializing_if = "Option::is_none")]
        proposal: Option<ProposalView>,
        /// What happened to the calendar, the newest first.
        history: Vec<EventView>,
    }

    /// One entry in a filing's history.
    EventView {
        /// Position, from 1.
        seq: u32,
        /// What was done.
        deed: Deed,
        /// When.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        at: Timestamp,
        /// In which role.
        role: Role,
        /// Account that did it; shown to the bureau, and to everyone their own.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<String>,
        /// Facts that go with it.
        facts: Facts,
    }

    /// A filing's history.
    HistoryView {
        /// Every event, the first one first.
        items: Vec<EventView>,
        /// Whether the chain of hashes is whole.
        intact: bool,
    }

    /// Where and how to upload a scan: post a form with these fields, then the file, to the address.
    UploadView {
        /// Identifier of the scan.
        scan_id: String,
        /// Address to post to.
        url: String,
        /// Form fields, in this order, before `file`.
        fields: Vec<UploadField>,
        /// Until when.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        expires_at: Timestamp,
    }

    /// A field of the upload form.
    UploadField {
        /// Name.
        name: String,
        /// Value.
        value: String,
    }

    /// Where to see a scan.
    ScanView {
        /// Short-lived address.
        url: String,
        /// What its content is.
        media_type: String,
        /// Addresses of small pictures of its pages, in order, JPEG; none of what came by post.
        thumbnails: Vec<String>,
        /// Until when the addresses serve.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        expires_at: Timestamp,
    }

    /// What is on file, as the public may see it.
    RecordView {
        /// The organizer's filing number.
        organizer_number: String,
        /// The organizer's name; an individual's is masked.
        organizer_name: String,
        /// Code of the organizer's unit kind.
        unit_kind: String,
        /// The site's filing number.
        site_number: String,
        /// Name of the site.
        site_name: String,
        /// Domain, as people read it.
        domain: String,
        /// Address of the home page.
        home_url: String,
        /// Code of the service kind.
        service_kind: String,
        /// Codes of the pre-approval classes.
        pre_approvals: Vec<String>,
        /// The day of the approval.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        approved_on: Date,
        /// The day it was deregistered; absent while it is on file.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        deregistered_on: Option<Date>,
    }

    /// A site that is on file, in one line.
    OnFileLine {
        /// To ask for what is on file by: the digits of the organizer's number.
        record_id: String,
        /// The organizer's filing number.
        organizer_number: String,
        /// The organizer's name; an individual's is masked.
        organizer_name: String,
        /// The site's filing number.
        site_number: String,
        /// The site's position under its organizer.
        position: u32,
        /// Name of the site.
        name: String,
        /// Domain, as people read it.
        domain: String,
        /// Whether nobody gives it access.
        shell: bool,
        /// The day it was deregistered.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        deregistered_on: Option<Date>,
    }

    /// Sites that are on file.
    OnFileList {
        /// An owner's by approval, the newest first; a provider's by domain.
        items: Vec<OnFileLine>,
        /// Where the next page begins; absent on the last.
        #[serde(skip_serializing_if = "Option::is_none")]
        next_cursor: Option<String>,
    }

    /// One site that is on file.
    SiteOnFileView {
        /// Position under its organizer.
        position: u32,
        /// Its filing number.
        number: String,
        /// Its name.
        name: String,
        /// Domain, as people read it.
        domain: String,
        /// The filing that put it on file.
        filing_id: String,
        /// The day of the approval.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        approved_on: Date,
        /// The day it was deregistered.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        deregistered_on: Option<Date>,
        /// Who gives it access, and who did; a provider sees its own.
        accesses: Vec<AccessOnFile>,
        /// Whether it is on file and nobody gives it access 空壳.
        shell: bool,
        /// What this reader may do with it now, as action names and kinds of filing.
        actions: Vec<&'static str>,
    }

    /// Something on file that expires.
    ExpiryView {
        /// What it is.
        what: Expires,
        /// Position of the site that it belongs to; absent where it is the organizer's.
        #[serde(skip_serializing_if = "Option::is_none")]
        position: Option<u32>,
        /// Code of the pre-approval class, for a pre-approval only.
        #[serde(skip_serializing_if = "Option::is_none")]
        class: Option<String>,
        /// The last day on which it is valid, as it is on file.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        on: Date,
        /// Days from today to that day; negative once it is over.
        days: i32,
    }

    /// A provider that an owner lets begin one filing.
    AuthorizationView {
        /// To revoke it by.
        id: String,
        /// Identifier of the access provider.
        provider: String,
        /// Position of the site that it may add its access to.
        #[serde(skip_serializing_if = "Option::is_none")]
        position: Option<u32>,
        /// Until when it serves.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        until: Timestamp,
    }

    /// What is on file, and the code that an authorization was given.
    AuthorizedView {
        /// To be told to the provider, and shown this once; absent when the same command is repeated.
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// What is on file.
        record: OnFileView,
    }

    /// What is on file under an organizer's number.
    OnFileView {
        /// The digits of the organizer's number.
        id: String,
        /// To be sent back with every change.
        version: u64,
        /// The organizer's filing number.
        organizer_number: String,
        /// The organizer's name; an individual's is masked.
        organizer_name: String,
        /// The day of the approval.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        approved_on: Date,
        /// The day it was deregistered.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        deregistered_on: Option<Date>,
        /// Its sites; a provider sees those that it gives or gave access.
        sites: Vec<SiteOnFileView>,
        /// What of it expires, the next first; a provider sees what is of the sites that it serves.
        expiries: Vec<ExpiryView>,
        /// Providers that its owner lets begin one filing; the owner sees them, and who is meant.
        authorizations: Vec<AuthorizationView>,
        /// What this reader may do with the organizer now, as action names and kinds of filing.
        actions: Vec<&'static str>,
        /// Whether this reader may have a certificate of filing of it now.
        certified: bool,
        /// What happened since, the first one first.
        history: Vec<EventView>,
    }

    /// A certificate of filing that was issued.
    CertificateView {
        /// Its number, such as `abcd-efgh-jkmn-pqrs-tuvw`.
        number: String,
        /// Address at which anybody can verify it; its QR code has the same.
        verify_url: String,
        /// When it was issued.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        issued_at: Timestamp,
        /// What the file may be called.
        file_name: String,
        /// SHA-256 of the PDF, in hex.
        sha256: String,
        /// The PDF, in base64.
        pdf: String,
    }

    /// A sentence in both languages.
    Words {
        /// Chinese.
        zh: String,
        /// English.
        en: String,
    }

    /// A line of a form's table.
    PrintedFact {
        /// What it is.
        label: Words,
        /// What is printed there; empty where it is written with a pen.
        text: String,
    }

    /// A page of a printed form.
    PrintedPage {
        /// What the page is.
        role: PageRole,
        /// Its number, from 1.
        number: usize,
        /// What the QR code at its top right says, by which a scan of it is known again; a cover slip has none.
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// The same in short, for people to read.
        #[serde(skip_serializing_if = "Option::is_none")]
        short: Option<String>,
        /// What stands on it, from the top.
        blocks: Vec<PrintedBlock>,
    }

    /// A paper form as it is printed, page by page: the web page and the PDF both show this.
    PrintedForm {
        /// What it is for.
        kind: FormKind,
        /// Edition of the form.
        version: u8,
        /// The reference 受理号.
        reference: String,
        /// Its name.
        title: Words,
        /// The day it was printed.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        printed_on: Date,
        /// Its pages: the form, a sheet before each paper that is enclosed, and the slip for the envelope.
        pages: Vec<PrintedPage>,
    }

    /// A form to print, post and ask about.
    FormView {
        /// The reference 受理号 by which its sender asks where it stands.
        reference: String,
        /// The form.
        form: PrintedForm,
        /// What the file may be called.
        file_name: String,
        /// The same form as a PDF, in base64.
        pdf: String,
    }

    /// A genuine certificate of filing: what it certifies, and what is on file today.
    VerifiedView {
        /// Its number.
        number: String,
        /// When it was issued.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        issued_at: Timestamp,
        /// The organizer's filing number.
        organizer_number: String,
        /// The organizer's name as certified; an individual's is masked.
        organizer_name: String,
        /// Code of the organizer's unit kind, as certified.
        unit_kind: String,
        /// How the organizer stands today.
        organizer_standing: Standing,
        /// Its name today, where that is another.
        #[serde(skip_serializing_if = "Option::is_none")]
        organizer_name_now: Option<String>,
        /// The day it was deregistered.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        deregistered_on: Option<Date>,
        /// The sites that are certified.
        sites: Vec<VerifiedSite>,
        /// How many sites of the organizer are on file today.
        sites_now: usize,
        /// SHA-256 of the PDF that was issued, in hex.
        sha256: String,
        /// The text that was signed.
        statement: String,
        /// Its Ed25519 signature, in hex.
        signature: String,
        /// The bureau's public key that checks it, in hex.
        public_key: String,
    }

    /// A site that is certified, and how it stands today.
    VerifiedSite {
        /// Its filing number.
        number: String,
        /// Its name as certified.
        name: String,
        /// Its domain as certified, as people read it.
        domain: String,
        /// The day of the approval.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        approved_on: Date,
        /// How it stands today.
        standing: Standing,
        /// Its name today, where that is another.
        #[serde(skip_serializing_if = "Option::is_none")]
        name_now: Option<String>,
        /// Its domain today, where that is another.
        #[serde(skip_serializing_if = "Option::is_none")]
        domain_now: Option<String>,
        /// The day it was deregistered.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        deregistered_on: Option<Date>,
    }

    /// A paper request in one line.
    RequestSummary {
        /// Identifier.
        id: String,
        /// Reference that the applicant is told 受理号.
        reference: String,
        /// What is asked for.
        kind: PaperKind,
        /// Where it stands.
        stage: RequestStage,
        /// User name of the account that it is about, or that holds what it is about.
        account: String,
        /// What it asks about, where that is not the account.
        #[serde(skip_serializing_if = "Option::is_none")]
        about: Option<Subject>,
        /// Who asks: unit or individual.
        applicant: Applicant,
        /// The day the newest envelope arrived.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        arrived_on: Date,
        /// Until when the bureau decides; absent while evidence is missing.
        #[serde(skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// By how many working days the decision is late; 0 when it is not.
        late_days: u32,
        /// The evidence that must still come.
        missing: Vec<Evidence>,
    }

    /// Paper requests.
    RequestList {
        /// In the order of urgency.
        items: Vec<RequestSummary>,
        /// Where the next page begins; absent on the last.
        #[serde(skip_serializing_if = "Option::is_none")]
        next_cursor: Option<String>,
    }

    /// A paper request, to the bureau.
    RequestView {
        /// The line for lists.
        summary: RequestSummary,
        /// To be sent back with every change.
        version: u64,
        /// The evidence that came.
        evidence: Vec<Evidence>,
        /// The evidence that must come.
        needed: Vec<Evidence>,
        /// How many scanned pages came with it.
        scanned: usize,
        /// The printed form that it came on, where it came on one.
        #[serde(skip_serializing_if = "Option::is_none")]
        form: Option<FormKind>,
        /// The address that the letter states, where it is another than the account's.
        #[serde(skip_serializing_if = "Option::is_none")]
        email: Option<String>,
        /// Name of the account's contact person, masked.
        contact_name: String,
        /// The account's address, masked.
        account_email: String,
        /// Whether the account is closed to its holder.
        account_closed: bool,
        /// Who files for the account.
        #[serde(skip_serializing_if = "Option::is_none")]
        category: Option<Category>,
        /// The account's newest filings, to compare the papers with; for those who decide.
        filings: Vec<FilingSummary>,
        /// Why it was refused.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The day it was decided.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
        decided_on: Option<Date>,
        /// What this reader may do now, as action names.
        actions: Vec<&'static str>,
        /// What happened to it, the first one first.
        history: Vec<EventView>,
    }

    /// A pile of scanned post: one file, or pictures that belong together.
    PostFile {
        /// Its identifier: the beginning of its SHA-256, or of its files' together.
        id: String,
        /// What its first file is called.
        name: String,
        /// To be sent back with every change.
        version: u64,
        /// How many files it consists of.
        parts: usize,
        /// Size in bytes.
        size: u64,
        /// User name of the clerk who uploaded it.
        by: String,
        /// When that began.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        at: Timestamp,
        /// The day on which the post in it arrived.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        arrived_on: Date,
        /// Where it stands.
        stage: FileStage,
        /// Why it became nothing.
        #[serde(skip_serializing_if = "Option::is_none")]
        why: Option<Unfit>,
        /// How many pages it has; 0 until it was read.
        pages: u16,
        /// The letter that tells that it became nothing, as long as that is told.
        #[serde(skip_serializing_if = "Option::is_none")]
        notice_id: Option<String>,
        /// What was found in it and left out.
        oddities: Vec<String>,
        /// The letters that lay in it, as they were when it was read.
        pieces: Vec<PieceLine>,
        /// The order in which its pages lie, where `reorder-post` can put it right.
        #[serde(skip_serializing_if = "Option::is_none")]
        order: Option<OrderFault>,
    }

    /// A pile of scanned post, and where to upload it.
    PostUpload {
        /// The pile.
        file: PostFile,
        /// Where to, for each of its files in their order; the last one is to be sent last. Empty where it came before.
        uploads: Vec<PostTo>,
    }

    /// Where and how to upload: post a form with these fields, then the file, to the address.
    PostTo {
        /// Address to post to.
        url: String,
        /// Form fields, in this order, before `file`.
        fields: Vec<UploadField>,
        /// Until when.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        expires_at: Timestamp,
    }

    /// Files of scanned post.
    PostFileList {
        /// A page of them.
        items: Vec<PostFile>,
        /// Where the next page begins; left out on the last.
        #[serde(skip_serializing_if = "Option::is_none")]
        next_cursor: Option<String>,
    }

    /// A letter among scanned post.
    PieceSummary {
        /// Its identifier.
        id: String,
        /// To be sent back with every change.
        version: u64,
        /// User name of the clerk who uploaded it.
        by: String,
        /// What the file is called that it was scanned into.
        name: String,
        /// The day it arrived.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        arrived_on: Date,
        /// How many pages it has.
        pages: usize,
        /// Why no page of it could be read: then somebody scans it anew.
        #[serde(skip_serializing_if = "Option::is_none")]
        unfit: Option<Unfit>,
        /// What its form is for, where that could be read.
        #[serde(skip_serializing_if = "Option::is_none")]
        form: Option<FormKind>,
        /// The reference on its form, where that could be read.
        #[serde(skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// Where it stands.
        state: PieceState,
    }

    /// Letters among scanned post.
    PieceList {
        /// A page of them.
        items: Vec<PieceSummary>,
        /// Where the next page begins; left out on the last.
        #[serde(skip_serializing_if = "Option::is_none")]
        next_cursor: Option<String>,
    }

    /// A letter with its pages.
    PieceView {
        /// The line for lists.
        summary: PieceSummary,
        /// Its pages, in order.
        sheets: Vec<SheetView>,
        /// The stack that it lay in, where the order of that can be put right.
        #[serde(skip_serializing_if = "Option::is_none")]
        stack: Option<StackView>,
    }

    /// A stack that was scanned in another order than its own.
    StackView {
        /// Its identifier.
        id: String,
        /// To be sent back when it is put in order.
        version: u64,
        /// How many pages it has.
        pages: u16,
        /// Its flaws.
        order: OrderFault,
    }

    /// A scanned page.
    SheetView {
        /// Identifier of the letter that it lay in.
        piece_id: String,
        /// Identifier of the file that it was scanned into.
        file_id: String,
        /// Its place in the file, from 1.
        page: u16,
        /// Which paper it shows, where that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        evidence: Option<Evidence>,
        /// Whether somebody looked and it shows none of the papers.
        other: bool,
        /// Whether it only stands before the paper that follows.
        separator: bool,
        /// What is wrong with the picture.
        flaws: Vec<String>,
        /// Dots an inch, where they are known.
        #[serde(skip_serializing_if = "Option::is_none")]
        dpi: Option<u16>,
        /// Address of the picture.
        url: String,
        /// Address of a small one.
        thumbnail: String,
        /// Until when the addresses serve.
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
        expires_at: Timestamp,
    }

    /// A case that scanned post may belong to.
    CaseFound {
        /// What it is.
        case: CaseKind,
        /// Its reference; left out where a request would be entered anew.
        #[serde(skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
        /// What is asked for, of a request or form.
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<PaperKind>,
        /// User name of the account, for a new request.
        #[serde(skip_serializing_if = "Option::is_none")]
        username: Option<String>,
        /// Filing number of the organizer, for a new request.
        #[serde(skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// Its domain, as people read it.
        #[serde(skip_serializing_if = "Option::is_none")]
        domain: Option<String>,
        /// The organizer's name, as the bureau lists it.
        #[serde(skip_serializing_if = "Option::is_none")]
        organizer: Option<String>,
        /// Whether it takes post now.
        open: bool,
    }

    /// Cases that scanned post may belong to.
    CaseList {
        /// The likeliest first; empty when there is none.
        items: Vec<CaseFound>,
    }

    /// The scanned pages of a paper request.
    PapersView {
        /// In the order in which they came.
        sheets: Vec<SheetView>,
    }

    /// What a look-up found.
    RecordList {
        /// Every record that fits; empty when there is none.
        items: Vec<RecordView>,
    }
}

impl SessionView {
    /// A session, to its holder.
    pub fn of(session: &Session) -> SessionView {
        SessionView {
            username: session.actor.account.clone(),
            role: session.actor.role,
            provider: session.actor.provider.clone(),
            enrolling: session.enrolling,
            expires_at: session.ends_at(),
        }
    }
}

impl AccountView {
    /// An account, to its holder, who asks with the session of hash `own`.
    pub fn of(
        account: &Account,
        sessions: &[(String, Session)],
        history: &[Event],
        own: &str,
        now: Timestamp,
    ) -> AccountView {
        let actor = account.actor();
        let awaited = account.awaited_email();
        let mut sessions: Vec<_> = sessions
            .iter()
            .filter(|(hash, session)| {
                session.is_live(now) && account.sessions.iter().any(|open| open.hash == *hash)
            })
            .map(|(hash, session)| SessionLine {
                id: hash.get(..16).unwrap_or_default().to_owned(),
                current: hash == own,
                opened_at: session.opened_at,
                seen_at: session.seen_at.unwrap_or(session.opened_at),
                network: session.network.clone(),
                agent: session.agent.clone(),
            })
            .collect();
        sessions.sort_by_key(|line| std::cmp::Reverse((line.current, line.opened_at)));
        AccountView {
            username: account.username.clone(),
            role: account.role,
            applicant: account.applicant,
            category: account.category,
            contact_name: account.contact_name.clone(),
            email: mask_email(&account.email),
            unreachable: None,
            reminders: account.preferences.reminders,
            awaited_email: awaited.map(|awaited| mask_email(&awaited.email)),
            awaited_until: awaited.map(|awaited| awaited.effective_at),
            second_factor: account.second_factor.is_some(),
            second_factor_needed: needs_second_factor(account.role),
            recovery_codes: account.second_factor.as_ref().map_or(0, |factor| factor.recovery.len()),
            sessions,
            // What takes effect later is in the history already.
            history: history
                .iter()
                .filter(|event| event.at <= now)
                .map(|event| EventView::of(event, &actor))
                .collect(),
        }
    }
}

impl AccountView {
    /// The same, with why letters do not reach its address.
    pub fn reached(self, suppression: Option<&Suppression>) -> AccountView {
        let held = suppression.filter(|suppression| suppression.holds());
        AccountView { unreachable: held.map(|held| Unreachable { why: held.why, since: held.at }), ..self }
    }
}

impl UndeliveredView {
    /// A letter, to a supervisor.
    pub fn of(letter: &Delivery, suppressed: bool, resendable: bool) -> UndeliveredView {
        let about = |kind: &str| letter.pk.strip_prefix(kind).map(str::to_owned);
        UndeliveredView {
            id: letter.id.clone(),
            deed: letter.deed,
            to: letter.to.clone(),
            username: about("ACCOUNT#"),
            filing_id: about("FILING#"),
            record_id: about("RECORD#"),
            request_id: about("REQUEST#"),
            fate: letter.fate,
            code: letter.code.clone(),
            at: letter.changed_at,
            suppressed,
            resendable,
        }
    }
}

impl AccountSummary {
    /// An account in a list that this reader asks for.
    pub fn of(account: &Account, reader: &Actor) -> AccountSummary {
        AccountSummary {
            username: account.username.clone(),
            role: account.role,
            contact_name: if reader.role.is_bureau() {
                account.contact_name.clone()
            } else {
                mask_name(&account.contact_name)
            },
            email: if reader.role.is_bureau() { account.email.clone() } else { mask_email(&account.email) },
            disabled: account.disabled_at.is_some(),
            ready: !account.password.is_empty(),
            second_factor: account.second_factor.is_some(),
            awaited_until: account.awaited_email().map(|awaited| awaited.effective_at),
        }
    }
}

impl KindView {
    fn of(kind: Kind) -> KindView {
        KindView { kind, fixed: kind::fixed(kind, true).to_vec() }
    }
}

impl CodesView {
    /// All lists, with the rules of the province.
    pub fn of(rules: &'static Rules) -> CodesView {
        CodesView {
            provinces: codes::provinces(),
            divisions: codes::divisions(),
            unit_kinds: codes::unit_kinds(),
            certificate_kinds: codes::certificate_kinds(),
            pre_approvals: codes::pre_approvals(),
            service_kinds: codes::service_kinds(),
            service_contents: codes::service_contents(),
            languages: codes::languages(),
            pause_reasons: codes::pause_reasons(),
            access_methods: codes::access_methods(),
            kinds: Kind::ALL.map(KindView::of).to_vec(),
            rules,
        }
    }
}

impl FilingSummary {
    /// The line for lists, as this reader may see it.
    pub fn of(filing: &Filing, reader: &Actor, calendar: &Calendar, now: Timestamp) -> FilingSummary {
        let due = filing.due();
        FilingSummary {
            id: filing.id.clone(),
            reference: filing.reference.clone(),
            kind: filing.kind,
            stage: filing.standing(),
            move_of: filing.move_of(),
            due,
            late_days: due.map_or(0, |due| calendar.days_late(due.date, local_date(now))),
            organizer_name: if reader.role == Role::Owner {
                filing.form.organizer.name.clone()
            } else {
                public_name(&filing.form)
            },
            domain: filing.form.site.domain.clone(),
            sites: filing.form.sites().count(),
            provider: filing.form.access.provider.clone(),
            assignee: filing.assignee.clone().filter(|_| reader.role.is_bureau()),
            changed_at: filing.changed_at,
        }
    }
}

impl FilingView {
    /// The filing, as this reader may see it.
    pub fn of(
        filing: &Filing,
        reader: &Actor,
        rules: &Rules,
        calendar: &Calendar,
        now: Timestamp,
    ) -> FilingView {
        let view = FilingView::whole(filing, reader, rules, calendar, now);
        if reader.role == Role::Owner {
            return view;
        }
        FilingView {
            masked: view.form.is_some(),
            form: view.form.as_ref().map(masking::masked),
            findings: masking::without_private(view.findings),
            ..view
        }
    }

    /// The same with what is private: for who has said why.
    pub fn whole(
        filing: &Filing,
        reader: &Actor,
        rules: &Rules,
        calendar: &Calendar,
        now: Timestamp,
    ) -> FilingView {
        let summary = FilingSummary::of(filing, reader, calendar, now);
        let paper_only = reader.role == Role::Clerk;
        let review_since = match &filing.state {
            State::UnderReview { term } => Some(term.since),
            _ => None,
        };
        let findings = match filing.stage() {
            Stage::Approved | Stage::Deregistered | Stage::Deleted => Vec::new(),
            _ if paper_only => Vec::new(),
            _ => filing.findings(rules, local_date(now)),
        };
        FilingView {
            id: filing.id.clone(),
            reference: filing.reference.clone(),
            version: filing.version,
            kind: filing.kind,
            about: filing.about.as_ref().map(|about| AboutView {
                record_id: on_file::id_of(&about.number),
                organizer_number: about.number.clone(),
                position: about.position,
                reason: about.reason.clone().filter(|_| !paper_only),
                confirmed: about.confirmed,
            }),
            fixed: kind::fixed(filing.kind, filing.position().is_some()).to_vec(),
            stage: summary.stage,
            move_of: summary.move_of,
            due: summary.due,
            late_days: summary.late_days,
            reckoning: reckoning_of(running_term(filing), rules, calendar, now),
            review_since,
            forwarded_on: filing.forwarded_on,
            sheet_arrived_on: filing.sheet.as_ref().map(|sheet| sheet.arrived_on),
            sheet_confirmed: filing.sheet.as_ref().map(|sheet| sheet.confirmed),
            reasons: filing.state.reasons().to_vec(),
            documents: filing.documents(),
            missing: still_missing(filing),
            findings,
            actions: filing.open_actions(reader),
            masked: false,
            form: (!paper_only).then(|| filing.form.clone()),
            scans: filing
                .scans
                .iter()
                .filter(|scan| !paper_only || scan.document == DocumentKind::VerificationSheet)
                .map(|scan| {
                    let name = scan.name.clone().filter(|_| reader.role == Role::Owner);
                    Scan { name, ..scan.clone() }
                })
                .collect(),
            organizer_number: filing.state.organizer_number().map(str::to_owned),
            site_numbers: filing.site_numbers(),
            deregistered_sites: filing.deregistered_sites(),
            summary,
        }
    }
}

/// The limit of time that runs for whoever has the move; none is explained while an owner's confirmation is awaited.
fn running_term(filing: &Filing) -> Option<&Term> {
    filing.state.term().filter(|_| !filing.is_unconfirmed())
}

/// The documents that are not there yet, the verification sheet included.
fn still_missing(filing: &Filing) -> Vec<DocumentKind> {
    if matches!(filing.stage(), Stage::Approved | Stage::Deregistered | Stage::Deleted) {
        return Vec::new();
    }
    let mut missing = filing.missing_documents(NeededFor::Approval);
    let sheet_due = matches!(filing.stage(), Stage::WithProvider | Stage::AwaitingSheet);
    if filing.kind.needs_sheet() && filing.sheet.is_none() && sheet_due {
        missing.push(DocumentKind::VerificationSheet);
    }
    missing
}

/// The documents that are there, the verification sheet included.
fn received(filing: &Filing) -> Vec<DocumentKind> {
    let scanned = |kind: &DocumentKind| filing.scans.iter().any(|scan| scan.document == *kind);
    let sheet = |kind: &DocumentKind| *kind == DocumentKind::VerificationSheet && filing.sheet.is_some();
    DocumentKind::ALL.into_iter().filter(|kind| scanned(kind) || sheet(kind)).collect()
}

fn reckoning_of(
    term: Option<&Term>,
    rules: &Rules,
    calendar: &Calendar,
    now: Timestamp,
) -> Option<Reckoning> {
    term.map(|term| term.reckoning(rules, calendar, local_date(now)))
}

/// What the history tells to whoever has only the code from the mail.
fn milestones(history: &[Event]) -> Vec<Milestone> {
    let told = |deed: Deed| {
        !matches!(
            deed,
            Deed::StartFiling
                | Deed::AttachScan
                | Deed::RemoveScan
                | Deed::Remind
                | Deed::Unmask
                | Deed::ViewScan
                | Deed::SortPapers
                | Deed::Erase
        )
    };
    history
        .iter()
        .filter(|event| told(event.deed))
        .map(|event| Milestone { deed: event.deed, on: local_date(event.at) })
        .collect()
}

impl ProgressView {
    /// Where a filing stands.
    pub fn of_filing(
        filing: &Filing,
        provider: Option<String>,
        history: &[Event],
        rules: &Rules,
        calendar: &Calendar,
        now: Timestamp,
    ) -> ProgressView {
        let due = filing.due();
        ProgressView {
            reference: filing.reference.clone(),
            kind: Some(filing.kind),
            paper_kind: None,
            stage: Some(filing.standing()),
            request_stage: None,
            form_kind: None,
            printed_on: None,
            unconfirmed: filing.is_unconfirmed(),
            domain: Some(readable(&filing.form.site.domain)).filter(|domain| !domain.is_empty()),
            provider,
            move_of: filing.move_of(),
            due,
            late_days: due.map_or(0, |due| calendar.days_late(due.date, local_date(now))),
            reckoning: reckoning_of(running_term(filing), rules, calendar, now),
            received: received(filing),
            received_evidence: Vec::new(),
            missing: still_missing(filing),
            missing_evidence: Vec::new(),
            returned: filing.state.reasons().iter().map(|reason| reason.pointer.clone()).collect(),
            organizer_number: filing.state.organizer_number().map(str::to_owned),
            milestones: milestones(history),
        }
    }

    /// Where a paper request stands.
    pub fn of_request(
        request: &PaperRequest,
        history: &[Event],
        rules: &Rules,
        calendar: &Calendar,
        now: Timestamp,
    ) -> ProgressView {
        let due = request.due();
        let missing_evidence = match request.stage() {
            RequestStage::Received => request.missing(),
            RequestStage::Approved | RequestStage::Refused => Vec::new(),
        };
        let move_of = match request.stage() {
            RequestStage::Received if missing_evidence.is_empty() => Mover::Bureau,
            RequestStage::Received => Mover::Owner,
            RequestStage::Approved | RequestStage::Refused => Mover::Nobody,
        };
        ProgressView {
            reference: request.reference.clone(),
            kind: None,
            paper_kind: Some(request.kind),
            stage: None,
            request_stage: Some(request.stage()),
            form_kind: None,
            printed_on: None,
            unconfirmed: false,
            // Who stated an address of their own may know no more of it than its reference.
            domain: match request.about.as_ref().filter(|_| request.email.is_none()) {
                Some(Subject::Filing { domain, .. }) => Some(readable(domain)),
                Some(Subject::Record { domain, .. }) => domain.as_deref().map(readable),
                None => None,
            },
            provider: None,
            move_of,
            due,
            late_days: due.map_or(0, |due| calendar.days_late(due.date, local_date(now))),
            reckoning: reckoning_of(request.term(), rules, calendar, now),
            received: Vec::new(),
            received_evidence: request.evidence.clone(),
            missing: Vec::new(),
            missing_evidence,
            returned: Vec::new(),
            organizer_number: None,
            milestones: milestones(history),
        }
    }

    /// A form that was printed and has not arrived: everything that goes with it is missing. What it names is not repeated.
    pub fn of_form(reference: String, form: &PaperForm) -> ProgressView {
        ProgressView {
            reference,
            kind: None,
            paper_kind: form.kind.asks(),
            stage: None,
            request_stage: None,
            form_kind: Some(form.kind),
            printed_on: Some(local_date(form.printed_at)),
            unconfirmed: false,
            domain: None,
            provider: None,
            move_of: Mover::Owner,
            due: None,
            late_days: 0,
            reckoning: None,
            received: Vec::new(),
            received_evidence: Vec::new(),
            missing: Vec::new(),
            missing_evidence: form.kind.pages(form.applicant).to_vec(),
            returned: Vec::new(),
            organizer_number: None,
            milestones: Vec::new(),
        }
    }
}

/// A domain as people read it.
fn readable(domain: &str) -> String {
    Domain::parse(domain).map_or_else(|_| domain.to_owned(), |domain| domain.unicode())
}

impl OnFileLine {
    /// The line of a site that is on file.
    pub fn of(file: &OnFile, site: &SiteOnFile) -> OnFileLine {
        OnFileLine {
            record_id: file.id(),
            organizer_number: file.number.clone(),
            organizer_name: file.name.clone(),
            site_number: site.number.clone(),
            position: site.position,
            name: site.name.clone(),
            domain: readable(&site.domain),
            shell: site.is_shell(),
            deregistered_on: site.deregistered_on,
        }
    }
}

impl OnFileView {
    /// What is on file, as this reader may see it today.
    pub fn of(file: &OnFile, history: &[Event], reader: &Actor, today: Date) -> OnFileView {
        let provider = reader.provider.as_deref();
        let sites: Vec<&SiteOnFile> = match provider {
            Some(provider) => file.sites_of(provider).collect(),
            None => file.sites.iter().collect(),
        };
        let own = |number: &str| sites.iter().any(|site| site.number == number);
        OnFileView {
            id: file.id(),
            version: file.version,
            organizer_number: file.number.clone(),
            organizer_name: file.name.clone(),
            approved_on: file.approved_on,
            deregistered_on: file.deregistered_on,
            history: history
                .iter()
                .filter(|event| provider.is_none() || event.facts.number.as_deref().is_some_and(own))
                .map(|event| EventView::of(event, reader))
                .collect(),
            sites: sites.iter().map(|site| SiteOnFileView::of(site, reader)).collect(),
            expiries: ExpiryView::all(file, reader, today),
            authorizations: file
                .authorizations
                .iter()
                .filter(|known| reader.role == Role::Owner || provider == Some(known.provider.as_str()))
                .map(|known| AuthorizationView {
                    id: known.id.clone(),
                    provider: known.provider.clone(),
                    position: known.position,
                    until: known.until,
                })
                .collect(),
            actions: file.open_actions(reader),
            certified: file.is_certified_to(reader),
        }
    }
}

impl ExpiryView {
    fn all(file: &OnFile, reader: &Actor, today: Date) -> Vec<ExpiryView> {
        let shown = |expiry: &Expiry| ExpiryView {
            what: expiry.what,
            position: expiry.position,
            class: expiry.class.clone(),
            on: expiry.on,
            days: (expiry.on - today).get_days(),
        };
        let mut found: Vec<ExpiryView> = file.expiries_for(reader).map(shown).collect();
        found.sort_by_key(|expiry| expiry.on);
        found
    }
}

impl SiteOnFileView {
    fn of(site: &SiteOnFile, reader: &Actor) -> SiteOnFileView {
        let provider = reader.provider.as_deref();
        SiteOnFileView {
            position: site.position,
            number: site.number.clone(),
            name: site.name.clone(),
            domain: readable(&site.domain),
            filing_id: site.filing_id.clone(),
            approved_on: site.approved_on,
            deregistered_on: site.deregistered_on,
            accesses: site
                .accesses
                .iter()
                .filter(|access| provider.is_none_or(|provider| access.provider == provider))
                .cloned()
                .collect(),
            shell: site.is_shell(),
            actions: site.open_actions(reader),
        }
    }
}

impl VerifiedSite {
    fn of(site: &CertifiedSite, file: &OnFile) -> VerifiedSite {
        let standing = site.now(file);
        let now = site.on_file(file).filter(|_| standing == Standing::Changed);
        VerifiedSite {
            number: site.number.clone(),
            name: site.name.clone(),
            domain: readable(&site.domain),
            approved_on: site.approved_on,
            standing,
            name_now: now.filter(|now| now.name != site.name).map(|now| now.name.clone()),
            domain_now: now.filter(|now| now.domain != site.domain).map(|now| readable(&now.domain)),
            deregistered_on: site.gone_on(file).filter(|_| standing == Standing::Deregistered),
        }
    }
}

impl VerifiedView {
    /// What was certified, beside what is on file today. The seal is SHA-256 of the PDF, statement, signature and public key.
    pub fn of(
        certified: &Certified,
        (file, record): (&OnFile, &OrganizerRecord),
        [sha256, statement, signature, public_key]: [String; 4],
    ) -> VerifiedView {
        let renamed = file.name != certified.organizer_name;
        VerifiedView {
            number: certified.certificate.clone(),
            issued_at: certified.issued_at,
            organizer_number: certified.organizer_number.clone(),
            organizer_name: certified.organizer_name.clone(),
            unit_kind: certified.unit_kind.clone(),
            organizer_standing: certified.organizer_now(file, record),
            organizer_name_now: renamed.then(|| file.name.clone()),
            deregistered_on: file.deregistered_on,
            sites: certified.sites.iter().map(|site| VerifiedSite::of(site, file)).collect(),
            sites_now: file.sites.iter().filter(|site| file.is_live() && site.is_live()).count(),
            sha256,
            statement,
            signature,
            public_key,
        }
    }
}

/// A domain as people read it, from its A-label.
pub fn readable_domain(domain: &str) -> String {
    readable(domain)
}

impl RequestSummary {
    /// The line for lists.
    pub fn of(request: &PaperRequest, calendar: &Calendar, now: Timestamp) -> RequestSummary {
        let due = request.due();
        RequestSummary {
            id: request.id.clone(),
            reference: request.reference.clone(),
            kind: request.kind,
            stage: request.stage(),
            account: request.account.clone(),
            about: request.about.clone(),
            applicant: request.applicant,
            arrived_on: request.arrived_on,
            due,
            late_days: due.map_or(0, |due| calendar.days_late(due.date, local_date(now))),
            missing: request.missing(),
        }
    }
}

impl PostFile {
    /// A file, as clerks see it.
    pub fn of(file: &ScanFile) -> PostFile {
        let (pages, pieces, oddities) = match &file.state {
            FileState::Read { pages, pieces, oddities, .. } => (*pages, pieces.clone(), oddities.clone()),
            _ => (0, Vec::new(), Vec::new()),
        };
        let why = file.why();
        PostFile {
            id: file.id.clone(),
            name: file.name().to_owned(),
            version: file.version,
            parts: file.parts.len(),
            size: file.size(),
            by: file.by.clone(),
            at: file.at,
            arrived_on: file.arrived_on,
            stage: file.stage(),
            notice_id: why.and(file.kept_until).map(|_| file.notice_id()),
            why,
            pages,
            oddities,
            pieces,
            order: file.order().map(StackOrder::fault),
        }
    }
}

impl StackView {
    /// A stack, where its order can be put right.
    pub fn of(file: &ScanFile) -> Option<StackView> {
        let FileState::Read { pages, order: Some(order), .. } = file.state else { return None };
        Some(StackView { id: file.id.clone(), version: file.version, pages, order: order.fault() })
    }
}

impl PieceSummary {
    /// A letter, as clerks see it.
    pub fn of(piece: &Piece) -> PieceSummary {
        PieceSummary {
            id: piece.id.clone(),
            version: piece.version,
            by: piece.by.clone(),
            name: piece.name.clone(),
            arrived_on: piece.arrived_on,
            pages: piece.sheets.len(),
            unfit: piece.unfit,
            form: piece.code.map(|code| code.kind),
            reference: piece.code.map(|code| code.reference.to_string()),
            state: piece.state.clone(),
        }
    }
}

impl RequestView {
    /// A paper request about this account, which has these filings, as this reader may see it.
    pub fn of(
        request: &PaperRequest,
        account: &Account,
        filings: &[Filing],
        history: &[Event],
        reader: &Actor,
        calendar: &Calendar,
        now: Timestamp,
    ) -> RequestView {
        RequestView {
            summary: RequestSummary::of(request, calendar, now),
            version: request.version,
            evidence: request.evidence.clone(),
            needed: request.kind.evidence(request.applicant).to_vec(),
            scanned: request.papers.iter().map(|papers| papers.pages.len()).sum(),
            form: request.form,
            // Who decides compares it with the letter; nobody else has to.
            email: request.email.as_ref().map(|email| match reader.role {
                Role::Reviewer if request.stage() == RequestStage::Received => email.clone(),
                _ => mask_email(email),
            }),
            contact_name: mask_name(&account.contact_name),
            account_email: mask_email(&account.email),
            account_closed: account.disabled_at.is_some(),
            category: account.category,
            // Those that the bureau knows of: a draft is its owner's alone.
            filings: filings
                .iter()
                .filter(|filing| reader.role != Role::Clerk && filing.is_seen_by(reader))
                .map(|filing| FilingSummary::of(filing, reader, calendar, now))
                .collect(),
            reason: match &request.state {
                RequestState::Refused { reason, .. } if reader.role != Role::Clerk => Some(reason.clone()),
                _ => None,
            },
            decided_on: request.decided_on(),
            actions: request.open_actions(reader),
            history: history.iter().map(|event| EventView::of(event, reader)).collect(),
        }
    }
}

impl EventView {
    /// Whether this reader reads why it was done: clerks do not, and nobody outside but the owner reads why staff looked.
    fn tells_why(event: &Event, reader: &Actor) -> bool {
        match reader.role {
            Role::Clerk => false,
            Role::Provider => {
                event.by == reader.account || !matches!(event.deed, Deed::Unmask | Deed::ViewScan)
            }
            _ => true,
        }
    }

    /// The entry, as this reader may see it.
    pub fn of(event: &Event, reader: &Actor) -> EventView {
        let named = reader.role.is_bureau() || event.by == reader.account;
        EventView {
            seq: event.seq,
            deed: event.deed,
            at: event.at,
            role: event.role,
            by: named.then(|| event.by.clone()),
            facts: Facts {
                reason: event.facts.reason.clone().filter(|_| EventView::tells_why(event, reader)),
                // Who of the bureau works on it is the bureau's.
                assignee: event.facts.assignee.clone().filter(|_| reader.role.is_bureau()),
                // Which other provider an owner chooses is the owner's.
                provider: event
                    .facts
                    .provider
                    .clone()
                    .filter(|provider| reader.role != Role::Provider || reader.works_for(provider)),
                ..match reader.role {
                    Role::Clerk => Facts { changes: Vec::new(), reasons: Vec::new(), ..event.facts.clone() },
                    _ => event.facts.clone(),
                }
            },
        }
    }
}

impl RecordView {
    /// The public record of a site.
    pub fn of(site: &SiteRecord, organizer: &OrganizerRecord) -> RecordView {
        RecordView {
            organizer_number: organizer.number.clone(),
            organizer_name: organizer.name.clone(),
            unit_kind: organizer.unit_kind.clone(),
            site_number: site.number.clone(),
            site_name: site.name.clone(),
            domain: readable(&site.domain),
            home_url: site.home_url.clone(),
            service_kind: site.service_kind.clone(),
            pre_approvals: site.pre_approvals.clone(),
            approved_on: site.approved_on,
            deregistered_on: site.deregistered_on,
        }
    }
}
