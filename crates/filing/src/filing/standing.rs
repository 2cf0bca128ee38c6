//! The standing of a filing: the status, the next actor, the last day and the site numbers that users see.

use crate::{
    calendar::{Due, local_date},
    claim::Claim,
    filing::{
        Filing,
        about_record::CONFIRMATION,
        state::{FilingStatus, Party, State},
    },
    form::{FilingKind, Site},
    identifier::{Domain, FilingNumber},
};

impl Filing {
    /// Returns the filing numbers of the sites that the filing is about. The list is empty before the approval and for a
    /// filing about no site. The sites of one filing have consecutive numbers.
    pub fn site_numbers(&self) -> Vec<FilingNumber> {
        let (State::Approved { site_number, .. } | State::Deregistered { site_number, .. }) = &self.state
        else {
            return Vec::new();
        };
        let Some(first) = site_number else { return Vec::new() };
        let Some(position) = first.position() else { return Vec::new() };
        let sites = (position..).zip(self.form.sites());
        sites.map(|(position, _)| first.organizer().site(position)).collect()
    }

    /// Returns whether this kind of filing puts sites on file. Such a filing holds the claims on their domains as long
    /// as they stay on file.
    pub(super) fn puts_sites_on_file(&self) -> bool {
        matches!(self.kind, FilingKind::First | FilingKind::AddSite)
    }

    /// Returns the filing numbers of the sites that the filing put on file and that were deregistered later.
    pub fn deregistered_sites(&self) -> Vec<FilingNumber> {
        if self.status() == FilingStatus::Deregistered {
            return self.site_numbers();
        }
        if self.status() != FilingStatus::Approved || !self.puts_sites_on_file() {
            return Vec::new();
        }
        let is_free = |site: &Site| {
            let claim = Domain::parse(&site.domain).map(|domain| Claim::domain(&domain));
            claim.is_ok_and(|claim| !self.claims.iter().any(|held| held.is_same(&claim)))
        };
        let numbers = self.site_numbers().into_iter().zip(self.form.sites());
        numbers.filter(|(_, site)| is_free(site)).map(|(number, _)| number).collect()
    }

    /// Returns the status that users see. It differs from [`Filing::status`] after the deregistration of all sites that
    /// the filing put on file: the filing then counts as deregistered, even if its form still describes the organizer.
    pub fn standing(&self) -> FilingStatus {
        let holds_a_domain = || self.claims.iter().any(|claim| matches!(claim, Claim::Domain(_)));
        match self.status() {
            FilingStatus::Approved if self.puts_sites_on_file() && !holds_a_domain() => {
                FilingStatus::Deregistered
            }
            status => status,
        }
    }

    /// Returns the party that must act next. Only the owner can act on a deregistration before its confirmation.
    pub fn next_actor(&self) -> Party {
        if self.awaits_confirmation() { Party::Owner } else { self.state.next_actor() }
    }

    /// Returns the last day for the next action. For an unconfirmed deregistration, this is the last day on which the
    /// code from the email is valid.
    pub fn due(&self) -> Option<Due> {
        if !self.awaits_confirmation() {
            return self.state.due();
        }
        let date = local_date(self.entered_at.saturating_add(CONFIRMATION).ok()?);
        Some(Due { date, provisional: false })
    }
}
