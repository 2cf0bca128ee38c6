//! Policy 规则: code lists, rules and retention periods, as dated data with sources.

pub mod codes;
pub mod retention;
pub mod rules;

pub use codes::{
    Area, Bearer, CertificateKind, City, Code, Coded, County, NumberSystem, Phones, PreApprovalClass,
    Province, Table,
};
pub use retention::Retain;
pub use rules::{
    Clocks, Lead, Limit, Limits, Reminders, Responsible, Retention, RuleSource, Rules, SitesPerOrder,
};
