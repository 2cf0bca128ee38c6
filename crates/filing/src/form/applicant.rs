//! The applicant, a unit or an individual, and the party that files for it.

use serde::{Deserialize, Serialize};

/// The kind of applicant: a unit or an individual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ApplicantKind {
    /// A unit 单位.
    Unit,
    /// An individual 个人.
    Individual,
}

/// The user category 用户类别: the party that filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum UserCategory {
    /// The owner files by itself 自主备案.
    SelfFiled,
    /// The access provider files for the owner 接入商代为备案.
    ProviderFiled,
}
