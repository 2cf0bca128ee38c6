//! Events beside every chain: staff who saw private data, and somebody who asked where something stands.

use crate::{
    form::DocumentKind,
    history::event::{EventData, EventName, Unmeasured},
};
use serde::{Deserialize, Serialize};

/// That staff saw private data. A variant is named as the action that causes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(AccessEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of an access to private data.")]
pub enum AccessEvent {
    /// Staff saw private data unmasked.
    Unmask {
        /// Why, in their words.
        reason: String,
    },
    /// Staff saw a scan.
    ViewScan {
        /// The document that it shows, where it is a filing's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<DocumentKind>,
        /// Why, in their words; no reason is asked for where they work on the paper.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

/// That somebody asked where something stands, by its reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(InquiryEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of an inquiry.")]
pub enum InquiryEvent {
    /// Somebody asked by email where it stands.
    AskProgress {
        /// The reference that was asked for.
        reference: String,
    },
}

impl EventData for AccessEvent {
    type Measure = Unmeasured;

    fn name(&self) -> EventName {
        EventName::of(AccessEventKind::from(self).into())
    }
}

impl EventData for InquiryEvent {
    type Measure = Unmeasured;

    fn name(&self) -> EventName {
        EventName::of(InquiryEventKind::from(self).into())
    }
}
