//! The refusals of the calendar, as statements of fact. The folder `site/` has the sentences that users read.

use crate::calendar::amendment::CalendarFault;
use thiserror::Error;

/// A refusal by a rule about the calendar. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum CalendarRefusal {
    /// The text cannot become the calendar, for these reasons.
    #[error("the text cannot become the calendar")]
    CalendarUnfit(Vec<CalendarFault>),
    /// Another proposal waits for a signature.
    #[error("a proposal waits")]
    ProposalWaits,
    /// The supervisor who proposed the days off cannot sign them.
    #[error("the proposal is one's own")]
    OwnProposal,
}

impl CalendarRefusal {
    /// The stable code on the wire: the name of the variant in kebab case.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}
