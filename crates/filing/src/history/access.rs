//! Events that no hash chain contains: staff viewed private data, or somebody asked for the progress of a filing or a paper request.

use crate::{
    form::DocumentKind,
    history::event::{EventData, EventName, Unmeasured},
    identifier::Reference,
};
use serde::{Deserialize, Serialize};

/// A view of private data by staff. Each variant has the name of the action that causes it. The event has nothing to do with the
/// access 接入 of a provider to a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(DisclosureEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of an access to private data.")]
pub enum DisclosureEvent {
    /// Staff viewed private data without the mask.
    Unmask {
        /// The reason, in the words of staff.
        reason: String,
    },
    /// Staff viewed a scan.
    ViewScan {
        /// The document that the scan shows, if the scan belongs to a filing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<DocumentKind>,
        /// The reason, in the words of staff. Staff who handle the paper give none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

/// A question about the progress of a filing or a paper request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(InquiryEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of an inquiry.")]
pub enum InquiryEvent {
    /// Somebody asked by email for the progress.
    AskProgress {
        /// The reference 受理号 in the question.
        reference: Reference,
    },
}

impl EventData for DisclosureEvent {
    type Measure = Unmeasured;

    fn name(&self) -> EventName {
        EventName::of(DisclosureEventKind::from(self).into())
    }
}

impl EventData for InquiryEvent {
    type Measure = Unmeasured;

    fn name(&self) -> EventName {
        EventName::of(InquiryEventKind::from(self).into())
    }
}
