//! The applicant: a unit or an individual, and who files for it.

use serde::{Deserialize, Serialize};

/// Unit or individual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Applicant {
    /// A unit 单位.
    Unit,
    /// An individual 个人.
    Individual,
}

/// Who filed 用户类别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Category {
    /// The owner files itself 自主备案.
    SelfFiled,
    /// Its access provider files for it 接入商代为备案.
    ProviderFiled,
}
