//! The refusals of the calendar, as statements of fact. The sentences that users read live in the site.

use crate::calendar::amendment::CalendarFault;
use thiserror::Error;

/// A rule of the calendar said no. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum CalendarRefusal {
    /// A text cannot become the calendar.
    #[error("the text cannot become the calendar")]
    CalendarUnfit(Vec<CalendarFault>),
    /// Other days off wait for a signature.
    #[error("a proposal waits")]
    ProposalWaits,
    /// Who proposed days off does not sign them.
    #[error("the proposal is one's own")]
    OwnProposal,
}

impl CalendarRefusal {
    /// The stable code, as it goes over the wire: the name of the variant, in kebab case.
    pub fn code(&self) -> &'static str {
        self.into()
    }
}
