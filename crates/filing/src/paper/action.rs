//! Actions on a paper request, and the staff that may take each.

use crate::{
    filing::FilingRefusal,
    history::{Actor, Role},
    paper::{PaperRequest, RequestStatus, refusal::PaperRefusal},
};
use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// An action on a paper request, named as on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::VariantArray, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum RequestAction {
    /// Add the content of a later envelope, or mark pages that came earlier.
    ReceiveEvidence,
    /// Approve or refuse the request.
    DecideRequest,
}

impl PaperRequest {
    /// Checks that this actor may take the action now. Each action calls this check, and [`PaperRequest::open_actions`] offers only
    /// permitted actions.
    ///
    /// # Errors
    /// [`PaperRefusal::RequestDecided`]; [`FilingRefusal::OwnWork`] if the actor decides on papers that the actor
    /// entered, or on the actor's own account.
    pub fn permits(&self, action: RequestAction, actor: &Actor) -> Result<(), PaperRefusal> {
        if self.status() != RequestStatus::Received {
            return Err(PaperRefusal::RequestDecided);
        }
        let own = self.account == actor.account || self.entered_by.contains(&actor.account);
        match action {
            RequestAction::DecideRequest if own => Err(FilingRefusal::OwnWork.into()),
            RequestAction::DecideRequest | RequestAction::ReceiveEvidence => Ok(()),
        }
    }

    /// Returns the actions that this actor may take now.
    pub fn open_actions(&self, actor: &Actor) -> Vec<RequestAction> {
        let offered = |action: &RequestAction| {
            let role = match action {
                RequestAction::ReceiveEvidence => Role::Clerk,
                RequestAction::DecideRequest => Role::Reviewer,
            };
            actor.role == role && self.permits(*action, actor).is_ok()
        };
        RequestAction::VARIANTS.iter().copied().filter(offered).collect()
    }
}
