//! Policy 规则: code lists, rules and retention periods, as dated data with sources.

pub mod codes;
pub mod retention;
pub mod rules;

pub use codes::{
    CertificateHolder, CertificateKind, City, CodeEntry, CodeTable, Coded, County, NumberSystem,
    NumberingPlan, PreApprovalClass, Province, TelephoneArea,
};
pub use retention::RetentionMeasure;
pub use rules::{
    DeadlineKind, DeadlineLengths, Limits, ReminderLeads, Reminders, Responsible, Retention, RuleSource,
    Rules,
};
