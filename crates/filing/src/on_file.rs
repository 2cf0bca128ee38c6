//! What is on file 已备案信息 of an organizer: its sites, who gives each access, and what may become of them.
//!
//! It refers to the filings that put things there: their forms hold what is private, they hold the claims. So nothing is
//! written twice, and whoever may not see a form does not find it here either.

use crate::{
    actor::{Actor, Role},
    event::{Deed, Event, Facts, Recipient},
    filing::{Filing, Moment},
    number::OrganizerNumber,
    record::public_name,
    refusal::Refusal,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is on file under one organizer's number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnFile {
    /// The organizer's filing number, such as `赣ICP备2026000123号`.
    pub number: String,
    /// Counts the changes; a write is guarded with the one it believed.
    pub version: u64,
    /// Account of the owner.
    pub owner: String,
    /// The organizer's name as the public may read it.
    pub name: String,
    /// The filing whose form says who the organizer is, and that holds the claim on its certificate.
    pub filing_id: String,
    /// The day of the approval.
    pub approved_on: Date,
    /// The day it was deregistered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistered_on: Option<Date>,
    /// Its sites, by position; those that are deregistered stay.
    pub sites: Vec<SiteOnFile>,
    /// How many events there are.
    pub events: u32,
    /// Hash of the last event.
    pub head: String,
}

/// One site that is on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteOnFile {
    /// Its position under the organizer, from 1: the number's suffix, never used again.
    pub position: u32,
    /// Its filing number, such as `赣ICP备2026000123号-1`.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its domain, as an A-label.
    pub domain: String,
    /// The filing whose form describes it, and that holds the claim on its domain.
    pub filing_id: String,
    /// The day of the approval.
    pub approved_on: Date,
    /// The day it was deregistered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistered_on: Option<Date>,
    /// Who gives it access, and who did.
    pub accesses: Vec<AccessOnFile>,
}

/// The access 接入 that a provider gives a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AccessOnFile {
    /// Identifier of the access provider.
    pub provider: String,
    /// Since when it is on file.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub since: Date,
    /// The day its provider cancelled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub cancelled_on: Option<Date>,
}

/// A change of what is on file.
#[derive(Debug, Clone)]
#[must_use = "a step changes nothing until it is committed"]
pub struct FileStep {
    /// What was believed; `None` when it is new.
    pub before: Option<OnFile>,
    /// What shall be.
    pub after: OnFile,
    /// The entry in its history; `None` where the filing's own history has it.
    pub event: Option<Event>,
}

impl SiteOnFile {
    /// Whether it is on file now.
    pub fn is_live(&self) -> bool {
        self.deregistered_on.is_none()
    }

    /// Whether this provider gives it access now.
    pub fn is_with(&self, provider: &str) -> bool {
        self.is_live() && self.live_accesses().any(|access| access.provider == provider)
    }

    /// The accesses that serve now.
    pub fn live_accesses(&self) -> impl Iterator<Item = &AccessOnFile> {
        self.accesses.iter().filter(|access| access.cancelled_on.is_none())
    }

    /// Whether it is a shell 空壳: on file, and nobody gives it access.
    pub fn is_shell(&self) -> bool {
        self.is_live() && self.live_accesses().next().is_none()
    }
}

impl OnFile {
    /// What a first filing puts on file when it is approved.
    pub fn of_first(filing: &Filing, number: &OrganizerNumber, on: Date) -> FileStep {
        let site = number.site(1);
        let after = OnFile {
            number: number.to_string(),
            version: 1,
            owner: filing.owner.clone(),
            name: public_name(&filing.form),
            filing_id: filing.id.clone(),
            approved_on: on,
            deregistered_on: None,
            sites: vec![SiteOnFile {
                position: 1,
                number: site.to_string(),
                name: filing.form.site.name.clone(),
                domain: crate::record::domain_of(&filing.form),
                filing_id: filing.id.clone(),
                approved_on: on,
                deregistered_on: None,
                accesses: vec![AccessOnFile {
                    provider: filing.form.access.provider.clone(),
                    since: on,
                    cancelled_on: None,
                }],
            }],
            events: 0,
            head: String::new(),
        };
        // That it came on file, the filing's history says.
        FileStep { before: None, after, event: None }
    }

    /// How it is asked for: the digits of its number, `2026000123`.
    pub fn id(&self) -> String {
        self.number.chars().filter(char::is_ascii_digit).collect()
    }

    /// Whether this actor may know of it. What the public may know is told elsewhere.
    pub fn is_seen_by(&self, actor: &Actor) -> bool {
        match (actor.role, &actor.provider) {
            (Role::Owner, _) => self.owner == actor.account,
            (Role::Provider, Some(provider)) => self.sites_of(provider).next().is_some(),
            (Role::Reviewer | Role::Supervisor, _) => true,
            _ => false,
        }
    }

    /// The sites that a provider ever gave access, which are all that it sees.
    pub fn sites_of<'a>(&'a self, provider: &'a str) -> impl Iterator<Item = &'a SiteOnFile> {
        self.sites.iter().filter(move |site| site.accesses.iter().any(|access| access.provider == provider))
    }

    /// Cancels the access that the actor's provider gives a site 取消接入: its own act, at once (§二.3). Number and claims
    /// stay: another provider may add its access, or the site is deregistered.
    ///
    /// # Errors
    /// [`Refusal::NoSuchAccess`], [`Refusal::AlreadyDeregistered`].
    pub fn cancel_access(
        self,
        position: u32,
        reason: &str,
        moment: &Moment<'_>,
    ) -> Result<FileStep, Refusal> {
        let provider = moment.actor.provider.clone().ok_or(Refusal::NoSuchAccess)?;
        let site = self.sites.iter().find(|site| site.position == position).ok_or(Refusal::NoSuchAccess)?;
        if !site.is_live() {
            return Err(Refusal::AlreadyDeregistered);
        }
        if !site.is_with(&provider) {
            return Err(Refusal::NoSuchAccess);
        }
        let on = moment.today();
        let facts = Facts {
            number: Some(site.number.clone()),
            reason: Some(reason.trim().to_owned()),
            shell: site.live_accesses().count() == 1,
            ..Facts::default()
        };
        Ok(self.step(moment, Deed::CancelAccess, facts, &[Recipient::Owner], |after| {
            let accesses = after.sites.iter_mut().filter(|site| site.position == position);
            for access in accesses.flat_map(|site| &mut site.accesses) {
                if access.provider == provider && access.cancelled_on.is_none() {
                    access.cancelled_on = Some(on);
                }
            }
        }))
    }

    /// The organizer and every site of it are deregistered; the filing's history has the deed.
    pub fn strike(self, on: Date) -> FileStep {
        let mut after = self.clone();
        after.version += 1;
        after.deregistered_on = Some(on);
        for site in after.sites.iter_mut().filter(|site| site.deregistered_on.is_none()) {
            site.deregistered_on = Some(on);
        }
        FileStep { before: Some(self), after, event: None }
    }

    fn step(
        self,
        moment: &Moment<'_>,
        deed: Deed,
        facts: Facts,
        notices: &[Recipient],
        change: impl FnOnce(&mut OnFile),
    ) -> FileStep {
        let mut after = self.clone();
        change(&mut after);
        after.version += 1;
        after.events += 1;
        let event = moment.entry(after.events, &self.head, deed, facts, notices);
        FileStep { before: Some(self), after, event: Some(event) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::Calendar, check::demo, codes::Rules, filing::Kind};

    fn actor(provider: &str) -> Actor {
        Actor { account: "staff".into(), role: Role::Provider, provider: Some(provider.into()) }
    }

    fn moment(actor: &Actor) -> Moment<'_> {
        Moment {
            at: "2026-11-23T02:00:00Z".parse().unwrap(),
            actor,
            fingerprint: "",
            rules: Rules::jiangxi(),
            calendar: Calendar::shipped(),
        }
    }

    fn on_file() -> OnFile {
        let owner = Actor { account: "owner".into(), role: Role::Owner, provider: None };
        let filing = Filing::start("1".into(), "JX".into(), Kind::First, &moment(&owner)).after;
        let mut filing = filing.save_draft(demo::unit(), &moment(&owner)).unwrap().after;
        filing.form.access.provider = "yun-yi".into();
        let number = OrganizerNumber::issue('赣', 2026, 123);
        OnFile::of_first(&filing, &number, moment(&owner).today()).after
    }

    #[test]
    fn only_who_gives_access_cancels_it_and_only_once() {
        let (mine, other) = (actor("yun-yi"), actor("yun-er"));
        let file = on_file();
        assert_eq!(file.id(), "2026000123");
        assert!(file.is_seen_by(&mine) && !file.is_seen_by(&other));
        let refused = file.clone().cancel_access(1, "k", &moment(&other)).unwrap_err();
        assert_eq!(refused, Refusal::NoSuchAccess);
        assert_eq!(file.clone().cancel_access(2, "k", &moment(&mine)).unwrap_err(), Refusal::NoSuchAccess);
        let step = file.cancel_access(1, "主办者选错了接入商", &moment(&mine)).unwrap();
        assert!(step.after.sites[0].is_shell() && step.event.unwrap().facts.shell);
        assert!(step.after.is_seen_by(&mine), "who gave it access still sees that it was");
        assert_eq!(step.after.cancel_access(1, "k", &moment(&mine)).unwrap_err(), Refusal::NoSuchAccess);
    }

    #[test]
    fn what_is_struck_keeps_its_first_day_and_has_no_access_to_cancel() {
        let mine = actor("yun-yi");
        let struck = on_file().strike("2026-12-01".parse().unwrap()).after;
        assert_eq!(struck.sites[0].deregistered_on, struck.deregistered_on);
        assert!(!struck.sites[0].is_shell());
        let again = struck.clone().strike("2027-01-01".parse().unwrap()).after;
        assert_eq!(again.sites[0].deregistered_on, struck.deregistered_on);
        let refused = struck.cancel_access(1, "k", &moment(&mine)).unwrap_err();
        assert_eq!(refused, Refusal::AlreadyDeregistered);
    }
}
