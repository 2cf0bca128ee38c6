//! Policy 规则: code lists, rules and retention periods, as dated data with sources.

pub mod codes;
pub mod retention;
pub mod rules;

pub use codes::{
    Area, CertificateHolder, CertificateKind, City, Code, CodeTable, Coded, County, NumberSystem, Phones,
    PreApprovalClass, Province,
};
pub use retention::RetentionMeasure;
pub use rules::{
    Clocks, DeadlineKind, Limits, ReminderLeads, Reminders, Responsible, Retention, RuleSource, Rules,
    SitesPerOrder,
};
