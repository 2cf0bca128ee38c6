//! The standing of a filing once its sites are on file.

use crate::{
    calendar::{Due, local_date},
    claim::Claim,
    filing::{
        Filing,
        about_record::CONFIRMATION,
        state::{Mover, Stage, State},
    },
    form::{Kind, Site},
    identifier::{Domain, FilingNumber},
};

impl Filing {
    /// The filing numbers of its sites, once they are on file; those of one order follow each other.
    pub fn site_numbers(&self) -> Vec<String> {
        let (State::Approved { site_number, .. } | State::Deregistered { site_number, .. }) = &self.state
        else {
            return Vec::new();
        };
        let Some(Ok(first)) = site_number.as_deref().map(FilingNumber::parse) else { return Vec::new() };
        let Some((position, _)) = first.site() else { return Vec::new() };
        let sites = (position..).zip(self.form.sites());
        sites.map(|(position, _)| first.organizer().site(position).to_string()).collect()
    }

    /// Whether it puts sites on file. Then it holds their domains as long as they are there.
    pub(super) fn puts_sites_on_file(&self) -> bool {
        matches!(self.kind, Kind::First | Kind::AddSite)
    }

    /// The filing numbers of those sites that it put on file and that are deregistered since.
    pub fn deregistered_sites(&self) -> Vec<String> {
        if self.stage() == Stage::Deregistered {
            return self.site_numbers();
        }
        if self.stage() != Stage::Approved || !self.puts_sites_on_file() {
            return Vec::new();
        }
        let is_free = |site: &Site| {
            let claim = Domain::parse(&site.domain).map(|domain| Claim::domain(&domain));
            claim.is_ok_and(|claim| !self.claims.iter().any(|held| held.is_same(&claim)))
        };
        let numbers = self.site_numbers().into_iter().zip(self.form.sites());
        numbers.filter(|(_, site)| is_free(site)).map(|(number, _)| number).collect()
    }

    /// The stage as a reader understands it: a filing whose sites are all deregistered is deregistered too, though it still describes
    /// its organizer.
    pub fn standing(&self) -> Stage {
        let holds_a_domain = || self.claims.iter().any(|claim| matches!(claim, Claim::Domain(_)));
        match self.stage() {
            Stage::Approved if self.puts_sites_on_file() && !holds_a_domain() => Stage::Deregistered,
            stage => stage,
        }
    }

    /// Whose move is next. Nobody but its owner can do anything about a deregistration before it is confirmed.
    pub fn move_of(&self) -> Mover {
        if self.is_unconfirmed() { Mover::Owner } else { self.state.move_of() }
    }

    /// When the next move is due; while the owner's confirmation is awaited, the last day on which the code from its email serves.
    pub fn due(&self) -> Option<Due> {
        if !self.is_unconfirmed() {
            return self.state.due();
        }
        let date = local_date(self.entered_at.saturating_add(CONFIRMATION).ok()?);
        Some(Due { date, provisional: false })
    }
}
