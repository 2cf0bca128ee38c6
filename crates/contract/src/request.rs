//! The requests: one type for each action, with the name of the action. Each type is declared in the file of its resource.

pub use crate::resource::{
    account::{
        BeginSecondFactor, ChangePassword, ConfirmSecondFactor, RemoveSecondFactor, SavePreferences,
        ShowAccount,
    },
    bulk::{BulkRow, FileInBulk},
    calendar::{ProposeCalendar, ShowCalendar, SignCalendar, WithdrawCalendar},
    case::FindCases,
    certificate::{IssueCertificate, VerifyCertificate},
    codes::ListCodes,
    conflict::{ConflictCheck, ShowConflict},
    deregistration::{ConfirmDeregistration, Deregister},
    draft::{Amend, Correct, Discard, SaveDraft, StartFiling, Submit},
    export::ExportData,
    filing::{ShowFiling, Unmask},
    history::ShowHistory,
    letter::{ListUnmatched, Mark, MatchLetter, SetAsideLetter, TakeBackLetter, ViewLetter},
    look_up::LookUp,
    managed_account::{
        AddOwner, DisableAccount, EnableAccount, Invite, KeepEmail, ListAccounts, RecoverOwner, RecoverStaff,
    },
    notice::{LiftSuppression, ListUndelivered, ResendNotice},
    paper_request::{
        DecideRequest, ListRequests, PaperMark, ReceiveEvidence, ReceiveRequest, ShowRequest, ViewPapers,
    },
    post::{ListPost, PostPart, ReorderPost, UploadPost},
    printed_form::{MakeForm, PrintForm},
    progress::{AskProgress, ShowProgress},
    provider::{AddProvider, ListProviders},
    record::{AuthorizeProvider, CancelAccess, ListRecords, RevokeAuthorization, ShowRecord},
    registration::{ConfirmRegistration, Register, ResetPassword, SetPassword},
    review::{Decision, Forward, HandOver, PauseReview, ResumeReview, ReturnFiling, Review, TakeUp},
    scan::{AttachScan, RemoveScan, UploadScan, ViewScan},
    session::{EndSession, ShowSession, SignIn, SignOut},
    statistics::{DownloadStatistics, ShowStatistics},
    verification_sheet::{CheckSheet, CorrectArrival, RecordSheet},
    worklist::{ListFilings, Worklist},
};
pub use beian_filing::form::{ApplicantKind, UserCategory};
