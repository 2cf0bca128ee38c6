//! The release of claims by a deregistration.

use crate::{
    claim::Claim,
    filing::{Filing, event::FilingEvent, state::State},
    history::{Aggregate, Context, Step},
    record::{Record, RecordSite},
};

/// Returns the steps of the approved filings that follow from a deregistration in the record. `others` are the filings
/// that the record referred to before. Their claims on the deregistered sites and organizer become free. A filing that
/// the record no longer refers to becomes deregistered, so that its private data is erased at the end of its retention
/// period.
pub fn release_claims(step: &Step<Record>, others: Vec<Filing>, context: &Context<'_>) -> Vec<Step<Filing>> {
    let (organizer, sites): (bool, Vec<&RecordSite>) =
        (step.deregisters_organizer(), step.deregistered_sites().collect());
    let held = step.after.filings();
    let on = context.today();
    let steps = others.into_iter().filter_map(|filing| {
        let State::Approved { organizer_number, site_number, .. } = filing.state.clone() else { return None };
        let freed = |claim: &Claim| match claim {
            Claim::Domain(_) => sites.iter().any(|site| Claim::Domain(site.domain.clone()).is_same(claim)),
            Claim::Certificate { .. } => organizer,
            Claim::FilingUnderWay(_) => false,
        };
        let ends = !held.contains(&filing.id);
        if !ends && !filing.claims.iter().any(freed) {
            return None;
        }
        let number = site_number.unwrap_or_else(|| organizer_number.into());
        Some(filing.step(context, FilingEvent::Deregister { number }, &[], |after| {
            after.claims.retain(|claim| !freed(claim));
            if ends {
                after.state = State::Deregistered { organizer_number, site_number, on };
            }
        }))
    });
    steps.collect()
}
