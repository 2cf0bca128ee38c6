//! What is on file 已备案信息 of an organizer: its sites, who gives each access, and what may become of them.
//!
//! It refers to the filings that put things there: their forms hold what is private, they hold the claims. So nothing is
//! written twice, and whoever may not see a form does not find it here either.

use crate::{
    actor::{Actor, Role},
    ahead::serves,
    expiry::Expiry,
    filing::{Filing, Moment},
    form::Site,
    history::{Event, Recipient},
    kind::Kind,
    number::OrganizerNumber,
    record::{domain_of, public_name},
    refusal::Refusal,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

mod event;

pub use event::{RecordEvent, RecordEventKind};

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
    /// The filing that put it on file, and that holds the claim on its certificate.
    pub filing_id: String,
    /// The filing whose form says who the organizer is now, where another changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described_by: Option<String>,
    /// Filings that described it or a site once: what is private of them goes with the organizer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<String>,
    /// The day of the approval.
    pub approved_on: Date,
    /// The day it was deregistered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistered_on: Option<Date>,
    /// Its sites, by position; those that are deregistered stay.
    pub sites: Vec<SiteOnFile>,
    /// Providers that its owner lets file for it once, though they serve none of its sites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorizations: Vec<Authorization>,
    /// What of it expires.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expiries: Vec<Expiry>,
    /// The day on which somebody is reminded of that, as the last step found; what is read does not have it.
    #[serde(skip)]
    pub look_on: Option<Date>,
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
    /// The filing that put it on file, and that holds the claim on its domain.
    pub filing_id: String,
    /// Which of that filing's sites it is, from 0.
    #[serde(default, skip_serializing_if = "is_first")]
    pub place: usize,
    /// The filing whose form describes it now, where another changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described_by: Option<String>,
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
    /// The filing whose form says how it is given.
    #[serde(default)]
    pub filing_id: String,
    /// Since when it is on file.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub since: Date,
    /// The day its provider cancelled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub cancelled_on: Option<Date>,
}

/// That a provider may begin one filing about what is on file 授权码 (§二.3): a code that the owner tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    /// To revoke it by.
    pub id: String,
    /// Identifier of the access provider; nobody else can use it.
    pub provider: String,
    /// Position of the site that it may add its access to; another site may be added where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Digest of the code.
    pub digest: String,
    /// Until when it serves.
    pub until: Timestamp,
}

/// An authorization serves for so many days.
const AUTHORIZED_DAYS: i64 = 30;
/// At most so many are open at a time.
const MOST_AUTHORIZATIONS: usize = 10;

/// A change of what is on file.
#[derive(Debug, Clone)]
#[must_use = "a step changes nothing until it is committed"]
pub struct FileStep {
    /// What was believed; `None` when it is new.
    pub before: Option<OnFile>,
    /// What shall be.
    pub after: OnFile,
    /// The entry in its history; `None` where the filing's own history has it.
    pub event: Option<Event<RecordEvent>>,
}

impl FileStep {
    /// The numbers of the sites that it takes off file.
    pub fn struck_sites(&self) -> impl Iterator<Item = &SiteOnFile> {
        let before: &[SiteOnFile] = self.before.as_ref().map_or(&[], |before| &before.sites);
        let was =
            |site: &&SiteOnFile| before.iter().any(|old| old.position == site.position && old.is_live());
        self.after.sites.iter().filter(|site| !site.is_live()).filter(was)
    }

    /// The day on which it takes something off file.
    pub fn struck_on(&self) -> Option<Date> {
        let sites = self.struck_sites().filter_map(|site| site.deregistered_on);
        sites.chain(self.strikes_organizer().then_some(self.after.deregistered_on).flatten()).next()
    }

    /// Whether it takes the organizer off file.
    pub fn strikes_organizer(&self) -> bool {
        self.before.as_ref().is_some_and(OnFile::is_live) && !self.after.is_live()
    }

    /// The organizer's number, where more steps must take off file what is left below it.
    pub fn leaves_unswept(&self) -> Option<String> {
        self.after.is_unswept().then(|| self.after.number.clone())
    }
}

/// A transaction of DynamoDB has at most a hundred items; so many of them are for what is below an organizer.
const ROOM: usize = 72;

/// How what is on file under an organizer's number is asked for: the number's digits.
pub fn id_of(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn is_first(place: &usize) -> bool {
    *place == 0
}

impl SiteOnFile {
    /// What a filing puts on file of one of its sites, with the place that it has there.
    pub fn of(
        filing: &Filing,
        (place, site): (usize, &Site),
        (position, number): (u32, String),
        on: Date,
    ) -> SiteOnFile {
        SiteOnFile {
            position,
            number,
            name: site.name.clone(),
            domain: domain_of(site),
            filing_id: filing.id.clone(),
            place,
            described_by: None,
            approved_on: on,
            deregistered_on: None,
            accesses: vec![AccessOnFile::of(filing, on)],
        }
    }

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

    /// The filing whose form describes it now.
    pub fn described(&self) -> &str {
        self.described_by.as_deref().unwrap_or(&self.filing_id)
    }

    /// Which site of the form that describes it now it is, from 0.
    pub fn described_place(&self) -> usize {
        if self.described_by.is_some() { 0 } else { self.place }
    }

    /// Which site of the form that put this access on file it is, from 0.
    pub fn access_place(&self, access: &AccessOnFile) -> usize {
        if access.filing_id == self.filing_id { self.place } else { 0 }
    }

    /// The filings that say what it is and how it is reached.
    fn filings(&self) -> impl Iterator<Item = &str> {
        let accesses = self.accesses.iter().map(|access| access.filing_id.as_str());
        [self.filing_id.as_str(), self.described()].into_iter().chain(accesses)
    }

    /// What this actor may do with it now: action names, and kinds of filing that may be begun.
    pub fn open_actions(&self, actor: &Actor) -> Vec<&'static str> {
        let served = self.live_accesses().next().is_some();
        match (actor.role, &actor.provider) {
            _ if !self.is_live() => Vec::new(),
            (Role::Owner, _) if served => vec!["add_access", "authorize-provider", "change", "deregister"],
            // Nobody is left who could forward anything else.
            (Role::Owner, _) => vec!["add_access", "authorize-provider"],
            (Role::Provider, Some(provider)) if self.is_with(provider) => {
                vec!["change", "deregister", "cancel-access"]
            }
            _ => Vec::new(),
        }
    }

    /// Whether it is a shell 空壳: on file, and nobody gives it access.
    pub fn is_shell(&self) -> bool {
        self.is_live() && self.live_accesses().next().is_none()
    }
}

impl AccessOnFile {
    /// The access that a filing puts on file.
    pub fn of(filing: &Filing, on: Date) -> AccessOnFile {
        AccessOnFile {
            provider: filing.form.access.provider.clone(),
            filing_id: filing.id.clone(),
            since: on,
            cancelled_on: None,
        }
    }
}

impl OnFile {
    /// What a first filing puts on file when it is approved.
    pub fn of_first(filing: &Filing, number: &OrganizerNumber, moment: &Moment<'_>) -> FileStep {
        let on = moment.today();
        let mut after = OnFile {
            number: number.to_string(),
            version: 1,
            owner: filing.owner.clone(),
            name: public_name(&filing.form),
            filing_id: filing.id.clone(),
            described_by: None,
            former: Vec::new(),
            approved_on: on,
            deregistered_on: None,
            sites: vec![SiteOnFile::of(filing, (0, &filing.form.site), (1, number.site(1).to_string()), on)],
            authorizations: Vec::new(),
            expiries: Vec::new(),
            look_on: None,
            events: 0,
            head: String::new(),
        };
        after.put_expiries(None, &filing.form);
        after.put_expiries(Some(1), &filing.form);
        after.wind(moment.rules);
        // That it came on file, the filing's history says.
        FileStep { before: None, after, event: None }
    }

    /// Whether it is on file now.
    pub fn is_live(&self) -> bool {
        self.deregistered_on.is_none()
    }

    /// The filing whose form says who the organizer is now.
    pub fn described(&self) -> &str {
        self.described_by.as_deref().unwrap_or(&self.filing_id)
    }

    /// The site of this position.
    pub fn site(&self, position: u32) -> Option<&SiteOnFile> {
        self.sites.iter().find(|site| site.position == position)
    }

    /// The site of this position, or with `None` the organizer, if it is on file now.
    ///
    /// # Errors
    /// [`Refusal::NotOnFile`], [`Refusal::AlreadyDeregistered`].
    pub fn live(&self, position: Option<u32>) -> Result<Option<&SiteOnFile>, Refusal> {
        let site = position.map(|position| self.site(position).ok_or(Refusal::NotOnFile)).transpose()?;
        if !self.is_live() || site.is_some_and(|site| !site.is_live()) {
            return Err(Refusal::AlreadyDeregistered);
        }
        Ok(site)
    }

    /// The same for this reader: a provider must give it access now.
    ///
    /// # Errors
    /// As [`OnFile::live`], and [`Refusal::NoSuchAccess`].
    pub fn live_for(&self, actor: &Actor, position: Option<u32>) -> Result<Option<&SiteOnFile>, Refusal> {
        let site = self.live(position)?;
        match (actor.role, &actor.provider) {
            (Role::Provider, Some(provider)) if !self.is_with(provider, position) => {
                Err(Refusal::NoSuchAccess)
            }
            _ => Ok(site),
        }
    }

    /// The position of the next site; none is used twice.
    pub fn next_position(&self) -> u32 {
        self.sites.iter().map(|site| site.position).max().unwrap_or(0) + 1
    }

    /// Whether a provider gives access to this site, or with `None` to any.
    pub fn is_with(&self, provider: &str, position: Option<u32>) -> bool {
        self.sites
            .iter()
            .filter(|site| position.is_none_or(|position| site.position == position))
            .any(|site| site.is_with(provider))
    }

    /// A provider that gives access to this site, or with `None` to any.
    pub fn a_provider(&self, position: Option<u32>) -> Option<&str> {
        self.sites
            .iter()
            .filter(|site| site.is_live() && position.is_none_or(|position| site.position == position))
            .find_map(|site| site.live_accesses().next())
            .map(|access| access.provider.as_str())
    }

    /// The position of a site that a provider gives access.
    pub fn a_site_of(&self, provider: &str) -> Option<u32> {
        self.sites.iter().find(|site| site.is_with(provider)).map(|site| site.position)
    }

    /// The filings that what is on file now refers to.
    pub fn filings(&self) -> BTreeSet<String> {
        let organizer = self.is_live().then(|| [self.filing_id.as_str(), self.described()]);
        let organizer = organizer.into_iter().flatten().chain(self.former.iter().map(String::as_str));
        let sites = self.sites.iter().filter(|site| site.is_live()).flat_map(SiteOnFile::filings);
        organizer.chain(sites).filter(|id| !id.is_empty()).map(str::to_owned).collect()
    }

    /// How it is asked for: the digits of its number, `2026000123`.
    pub fn id(&self) -> String {
        id_of(&self.number)
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

    /// What this actor may do with the organizer now: action names, and kinds of filing that may be begun.
    pub fn open_actions(&self, actor: &Actor) -> Vec<&'static str> {
        let served = self.a_provider(None).is_some();
        match (actor.role, &actor.provider) {
            _ if !self.is_live() => Vec::new(),
            (Role::Owner, _) if served => vec!["add_site", "authorize-provider", "change", "deregister"],
            (Role::Owner, _) => vec!["add_site", "authorize-provider"],
            (Role::Provider, Some(provider)) if self.is_with(provider, None) => {
                vec!["add_site", "change", "deregister"]
            }
            _ => Vec::new(),
        }
    }

    /// Whether this actor may have a certificate of filing of it now.
    pub fn is_certified_to(&self, actor: &Actor) -> bool {
        let served = |provider: &String| self.is_with(provider, None);
        let sites = self.sites.iter().any(SiteOnFile::is_live);
        self.is_live() && sites && (actor.role == Role::Owner || actor.provider.as_ref().is_some_and(served))
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
        let event = RecordEvent::CancelAccess {
            number: site.number.clone(),
            reason: reason.trim().to_owned(),
            shell: site.live_accesses().count() == 1,
        };
        Ok(self.step(moment, event, &[Recipient::Owner], |after| {
            let accesses = after.sites.iter_mut().filter(|site| site.position == position);
            for access in accesses.flat_map(|site| &mut site.accesses) {
                if access.provider == provider && access.cancelled_on.is_none() {
                    access.cancelled_on = Some(on);
                }
            }
        }))
    }

    /// The owner lets a provider begin one filing: to add its access to this site, or with `None` another site. Whoever gives the site
    /// access now is asked to cancel it, and the new one is told to ask for the code.
    ///
    /// # Errors
    /// [`Refusal::AlreadyDeregistered`], [`Refusal::NotOnFile`], [`Refusal::AccessOnFile`],
    /// [`Refusal::TooManyAuthorizations`].
    pub fn authorize(
        self,
        (provider, position): (&str, Option<u32>),
        (id, digest): (String, String),
        moment: &Moment<'_>,
    ) -> Result<FileStep, Refusal> {
        let site = self.live(position)?;
        if self.is_with(provider, position) {
            return Err(Refusal::AccessOnFile);
        }
        let longest = SignedDuration::from_hours(24 * AUTHORIZED_DAYS);
        let until = moment.at + longest;
        let open = |other: &Authorization| serves(other.until, moment.at, longest);
        if self.authorizations.iter().filter(|other| open(other)).count() >= MOST_AUTHORIZATIONS {
            return Err(Refusal::TooManyAuthorizations);
        }
        let event = RecordEvent::AuthorizeProvider {
            number: site.map_or_else(|| self.number.clone(), |site| site.number.clone()),
            provider: provider.to_owned(),
            until,
        };
        let provider = provider.to_owned();
        Ok(self.step(moment, event, &[Recipient::Provider], |after| {
            after.authorizations.retain(open);
            after.authorizations.push(Authorization { id, provider, position, digest, until });
        }))
    }

    /// The owner takes an authorization back. What was begun with it stays.
    ///
    /// # Errors
    /// [`Refusal::NoSuchAuthorization`].
    pub fn revoke_authorization(self, id: &str, moment: &Moment<'_>) -> Result<FileStep, Refusal> {
        let known = self.authorizations.iter().find(|known| known.id == id);
        let provider = known.ok_or(Refusal::NoSuchAuthorization)?.provider.clone();
        let event = RecordEvent::RevokeAuthorization { number: self.number.clone(), provider };
        Ok(self.step(moment, event, &[], |after| {
            after.authorizations.retain(|known| known.id != id);
        }))
    }

    /// The actor's provider uses its authorization; `None` where it has none with this code for this.
    pub fn use_authorization(
        self,
        (kind, position): (Kind, Option<u32>),
        digest: &str,
        moment: &Moment<'_>,
    ) -> Option<FileStep> {
        let provider = moment.actor.provider.clone()?;
        let fits = |known: &Authorization| {
            known.provider == provider
                && known.digest == digest
                && serves(known.until, moment.at, SignedDuration::from_hours(24 * AUTHORIZED_DAYS))
                && match known.position {
                    None => kind == Kind::AddSite,
                    own => kind == Kind::AddAccess && own == position,
                }
        };
        let id = self.authorizations.iter().find(|known| fits(known))?.id.clone();
        let event = RecordEvent::UseAuthorization { number: self.number.clone(), provider };
        Some(self.step(moment, event, &[Recipient::Owner], |after| {
            after.authorizations.retain(|known| known.id != id);
        }))
    }

    /// Takes one site, or with `None` the organizer and everything below it, off file. Whoever gave access is told; the
    /// owner is told by whatever asked for it.
    ///
    /// # Errors
    /// [`Refusal::AlreadyDeregistered`], [`Refusal::NotOnFile`].
    pub fn strike(
        self,
        position: Option<u32>,
        reference: Option<String>,
        moment: &Moment<'_>,
    ) -> Result<FileStep, Refusal> {
        let on = moment.today();
        let number = match position {
            _ if !self.is_live() => return Err(Refusal::AlreadyDeregistered),
            None => self.number.clone(),
            Some(position) => match self.site(position) {
                None => return Err(Refusal::NotOnFile),
                Some(site) if !site.is_live() => return Err(Refusal::AlreadyDeregistered),
                Some(site) => site.number.clone(),
            },
        };
        let event = RecordEvent::Deregister { number, positions: Vec::new(), reference };
        Ok(self.step(moment, event, &[Recipient::Provider], |after| {
            if position.is_none() {
                after.deregistered_on = Some(on);
            }
            match position {
                None => after.strike_some(on),
                Some(position) => {
                    let site = after.sites.iter_mut().find(|site| site.position == position);
                    site.into_iter().for_each(|site| site.deregistered_on = Some(on));
                }
            }
        }))
    }

    /// Whether the organizer is off file, and something below it is not yet: it goes in several transactions.
    pub fn is_unswept(&self) -> bool {
        !self.is_live() && (!self.former.is_empty() || self.sites.iter().any(SiteOnFile::is_live))
    }

    /// Takes more of what is below a deregistered organizer off file, on the organizer's day; `None` when all is.
    pub fn sweep(self, moment: &Moment<'_>) -> Option<FileStep> {
        let on = self.deregistered_on.filter(|_| self.is_unswept())?;
        let number = self.number.clone();
        let event = RecordEvent::Deregister { number, positions: Vec::new(), reference: None };
        Some(self.step(moment, event, &[Recipient::Provider], |after| after.strike_some(on)))
    }

    /// As many sites, and filings that described something once, as fit into one transaction with what goes with them.
    fn strike_some(&mut self, on: Date) {
        let mut room = ROOM;
        for site in self.sites.iter_mut().filter(|site| site.is_live()) {
            let weight = 6 + 3 * site.accesses.len();
            if weight > room && room < ROOM {
                return;
            }
            site.deregistered_on = Some(on);
            room = room.saturating_sub(weight);
        }
        let most = self.former.len().min(room / 2);
        self.former.drain(..most);
    }

    /// The filings that one site refers to, or with `None` everything does.
    pub fn filings_of(&self, position: Option<u32>) -> BTreeSet<String> {
        match position {
            None => self.filings(),
            Some(position) => {
                let site = self.site(position).into_iter().flat_map(SiteOnFile::filings);
                site.filter(|id| !id.is_empty()).map(str::to_owned).collect()
            }
        }
    }

    pub(crate) fn step(
        self,
        moment: &Moment<'_>,
        mut event: RecordEvent,
        notices: &[Recipient],
        change: impl FnOnce(&mut OnFile),
    ) -> FileStep {
        let mut after = self.clone();
        change(&mut after);
        after.wind(moment.rules);
        after.version += 1;
        after.events += 1;
        let gone = |site: &&SiteOnFile| {
            !site.is_live() && self.sites.iter().any(|old| old.position == site.position && old.is_live())
        };
        if let RecordEvent::Deregister { positions, .. } = &mut event {
            positions.extend(after.sites.iter().filter(gone).map(|site| site.position));
        }
        let event = moment.entry(after.events, &self.head, event, notices);
        FileStep { before: Some(self), after, event: Some(event) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::Calendar, check::demo, codes::Rules};

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
        let filing = Filing::start("1".into(), "JX".into(), &moment(&owner)).after;
        let mut filing = filing.save_draft(demo::unit(), &moment(&owner)).unwrap().after;
        filing.form.access.provider = "yun-yi".into();
        let number = OrganizerNumber::issue('赣', 2026, 123);
        OnFile::of_first(&filing, &number, &moment(&owner)).after
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
        assert!(
            step.after.sites[0].is_shell()
                && matches!(step.event.unwrap().data, RecordEvent::CancelAccess { shell: true, .. })
        );
        assert!(step.after.is_seen_by(&mine), "who gave it access still sees that it was");
        assert_eq!(step.after.cancel_access(1, "k", &moment(&mine)).unwrap_err(), Refusal::NoSuchAccess);
    }

    #[test]
    fn what_is_struck_has_no_access_to_cancel_and_is_struck_once() {
        let mine = actor("yun-yi");
        let step = on_file().strike(None, None, &moment(&mine)).unwrap();
        assert!(step.strikes_organizer() && step.struck_sites().count() == 1);
        let struck = step.after;
        assert_eq!(struck.sites[0].deregistered_on, struck.deregistered_on);
        assert!(!struck.sites[0].is_shell() && struck.filings().is_empty());
        for position in [None, Some(1)] {
            let again = struck.clone().strike(position, None, &moment(&mine)).unwrap_err();
            assert_eq!(again, Refusal::AlreadyDeregistered);
        }
        let refused = struck.cancel_access(1, "k", &moment(&mine)).unwrap_err();
        assert_eq!(refused, Refusal::AlreadyDeregistered);
    }

    #[test]
    fn an_organizer_with_very_many_sites_goes_in_several_steps_and_none_is_left() {
        let mine = actor("yun-yi");
        let mut file = on_file();
        for position in 2..=60 {
            let number = format!("{}-{position}", file.number);
            file.sites.push(SiteOnFile {
                position,
                number,
                filing_id: format!("f{position}"),
                ..file.sites[0].clone()
            });
        }
        file.former = (0..50).map(|change| format!("c{change}")).collect();
        let mut step = file.strike(None, None, &moment(&mine)).unwrap();
        let (mut struck, mut steps) = (step.struck_sites().count(), 1);
        assert!(step.strikes_organizer() && struck < 60);
        while let Some(next) = step.after.clone().sweep(&moment(&mine)) {
            assert!(next.struck_sites().count() * 9 <= ROOM, "it fits into a transaction");
            assert!(!next.strikes_organizer());
            (struck, steps) = (struck + next.struck_sites().count(), steps + 1);
            step = next;
        }
        assert_eq!((struck, step.after.filings().len()), (60, 0), "after {steps} steps");
        assert!(!step.after.is_unswept());
    }

    #[test]
    fn a_struck_site_leaves_the_organizer_and_its_position_is_not_used_again() {
        let mine = actor("yun-yi");
        let step = on_file().strike(Some(1), None, &moment(&mine)).unwrap();
        assert!(!step.strikes_organizer() && step.after.is_live());
        assert_eq!(step.after.next_position(), 2);
        assert_eq!(step.after.filings().len(), 1, "the first filing still says who the organizer is");
        let refused = step.after.strike(Some(3), None, &moment(&mine)).unwrap_err();
        assert_eq!(refused, Refusal::NotOnFile);
    }
}
