//! Expiries 到期 of a record, and the days of their reminders. A domain's registration, a pre-approval document and a
//! leader's certificate expire.
//!
//! All days are calendar days, because registrars and authorities do not count working days. A document that is valid
//! for good, or that has no stated last day, has no expiry. A renewal is filed as a change. The record keeps the old
//! day until the approval of the change.

use crate::{
    deadline::Reminder,
    form::{Organizer, Person, Site},
    history::Recipient,
    policy::Rules,
    record::site::RecordSite,
};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// The kind of document or registration that expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ExpiryKind {
    /// The registration of a site's domain 域名注册.
    Domain,
    /// The authority's pre-approval document 前置审批文件 for a class of content.
    PreApproval,
    /// The certificate of the organizer's leader 主体负责人证件.
    LeaderCertificate,
    /// The certificate of a site's leader 网站负责人证件, if that is another person than the organizer's leader.
    SiteLeaderCertificate,
}

/// An expiry: a part of the record with a last valid day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expiry {
    /// The kind of document or registration that expires.
    pub kind: ExpiryKind,
    /// Position of the site that it belongs to; `None` if it belongs to the organizer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Code of the pre-approval class (data/pre-approvals.json), for [`ExpiryKind::PreApproval`] only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The last valid day.
    pub on: Date,
    /// The last reminder that was given, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_reminder: Option<Reminder>,
}

/// An expiry as a reminder names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ExpiringItem {
    /// The kind of document or registration that expires.
    pub kind: ExpiryKind,
    /// Position of the site that it belongs to; absent if it belongs to the organizer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Domain of that site, as an A-label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Code of the pre-approval class, for a pre-approval only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The last valid day; absent for a person's certificate, because its day is private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub on: Option<Date>,
    /// The reminder that was given.
    pub reminder: Reminder,
}

/// Parses the day in a field of the form. Returns `None` if the field is empty, states that the document is valid for good, or names no
/// day.
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

impl ExpiryKind {
    /// Returns whether the document belongs to a person. Its last valid day then appears in no event.
    pub fn is_private(self) -> bool {
        matches!(self, ExpiryKind::LeaderCertificate | ExpiryKind::SiteLeaderCertificate)
    }
}

impl Expiry {
    fn new(what: ExpiryKind, position: Option<u32>, on: Option<Date>) -> Option<Expiry> {
        on.map(|on| Expiry { kind: what, position, class: None, on, last_reminder: None })
    }

    /// Returns the expiries of an organizer.
    pub fn of_organizer(organizer: &Organizer) -> Vec<Expiry> {
        Expiry::new(ExpiryKind::LeaderCertificate, None, day(&organizer.leader.valid_to))
            .into_iter()
            .collect()
    }

    /// Returns the expiries of a site, in the order of the form.
    pub fn of_site(site: &Site, position: u32) -> Vec<Expiry> {
        let at = Some(position);
        let domain = Expiry::new(ExpiryKind::Domain, at, day(&site.domain_valid_to));
        let approvals = site.pre_approvals.iter().filter_map(|approval| {
            let expiry = Expiry::new(ExpiryKind::PreApproval, at, day(&approval.valid_to))?;
            Some(Expiry { class: Some(approval.kind.clone()), ..expiry })
        });
        let own: Option<&Person> = (!site.same_leader).then_some(&site.leader);
        let leader =
            own.and_then(|person| Expiry::new(ExpiryKind::SiteLeaderCertificate, at, day(&person.valid_to)));
        domain.into_iter().chain(approvals).chain(leader).collect()
    }

    /// Returns whether both expiries belong to the same document or registration, even if their days differ.
    pub(super) fn is_same(&self, other: &Expiry) -> bool {
        (self.kind, self.position, &self.class) == (other.kind, other.position, &other.class)
    }

    /// Returns the day on which the reminder is due.
    fn day_of(&self, reminder: Reminder, rules: &Rules) -> Date {
        let lead = rules.reminders.expiry;
        match reminder {
            Reminder::Before => self.on.saturating_sub(i64::from(lead.before).days()),
            Reminder::Today => self.on,
            Reminder::Late => self.on.saturating_add(1.day()),
            Reminder::Escalated => self.on.saturating_add(i64::from(lead.escalate).days()),
        }
    }

    /// Returns the reminders that are still to come, each with its day.
    fn to_come<'a>(&'a self, rules: &'a Rules) -> impl Iterator<Item = (Date, Reminder)> + 'a {
        Reminder::ALL
            .into_iter()
            .filter(|reminder| self.last_reminder.is_none_or(|said| *reminder > said))
            .map(|reminder| (self.day_of(reminder, rules), reminder))
    }

    /// Returns the day of the next reminder; `None` if all reminders were given.
    pub fn next_reminder_on(&self, rules: &Rules) -> Option<Date> {
        self.to_come(rules).map(|(day, _)| day).min()
    }

    /// Returns the reminder that is due today. If several reminders were missed, only the last one is given.
    pub fn reminder(&self, rules: &Rules, today: Date) -> Option<Reminder> {
        self.to_come(rules).filter(|(day, _)| *day <= today).map(|(_, reminder)| reminder).max()
    }
}

impl ExpiringItem {
    /// Returns whether this recipient gets the reminder. The owner gets every reminder before the escalation, the provider gets the one
    /// after the last valid day, and the supervisors get the escalation.
    pub fn concerns(&self, reader: Recipient) -> bool {
        match reader {
            Recipient::Owner => self.reminder < Reminder::Escalated,
            Recipient::Provider => self.reminder == Reminder::Late,
            Recipient::Supervisor => self.reminder == Reminder::Escalated,
            Recipient::Reviewer => false,
        }
    }

    /// Returns whether the expiry belongs to this site or to its organizer.
    pub fn is_of(&self, site: &RecordSite) -> bool {
        self.position.is_none_or(|position| site.position == position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        calendar::Calendar,
        filing::Filing,
        form::{PreApproval, check::demo},
        history::{Actor, EventData, Role},
        identifier::{FilingId, OrganizerNumber, ProviderId, Reference, Username},
    };
    use crate::{
        form::Form,
        history::Context,
        policy::Rules,
        record::{Record, RecordEvent},
    };
    use jiff::civil::date;
    use proptest::prelude::*;

    fn actor() -> Actor {
        Actor { account: Username::typed("owner"), role: Role::Owner, provider: None }
    }

    fn context(actor: &Actor, on: Date) -> Context<'_> {
        Context {
            at: format!("{on}T02:00:00Z").parse().unwrap(),
            actor,
            fingerprint: "",
            rules: Rules::jiangxi(),
            calendar: Calendar::shipped(),
        }
    }

    fn expiry(on: Date) -> Expiry {
        Expiry { kind: ExpiryKind::Domain, position: Some(1), class: None, on, last_reminder: None }
    }

    /// Returns a form in which a domain, a pre-approval document and the certificates of two people expire.
    fn form() -> Form {
        let mut form = demo::unit();
        form.access.provider = "yun-yi".into();
        form.organizer.leader.valid_to = "2027-03-01".into();
        form.site.domain_valid_to = "2027-03-01".into();
        form.site.no_pre_approval = false;
        let approval = |kind: &str, valid_to: &str| PreApproval {
            kind: kind.into(),
            document_number: "示例1号".into(),
            valid_to: valid_to.into(),
        };
        form.site.pre_approvals =
            vec![approval("1", "2027-03-01"), approval("2", "long_term"), approval("3", "")];
        form.site.same_leader = false;
        form.site.leader = demo::site_leader();
        form.site.leader.valid_to = "2027-04-01".into();
        form
    }

    fn on_file(form: Form) -> Record {
        let actor = actor();
        let context = context(&actor, date(2026, 11, 23));
        let mut filing = Filing::start(FilingId::from(1), Reference::issue(*b"JX", [1; 8]), &context).after;
        filing.form = form;
        Record::from_first_filing(&filing.as_approved(), OrganizerNumber::issue('赣', 2026, 123), &context)
            .after
    }

    /// Looks at the record on each of `days` days, and returns the reminders that were given, by day.
    fn told(mut record: Record, from: Date, days: i32) -> (Record, Vec<(Date, Vec<Reminder>)>) {
        let actor = actor();
        let mut found = Vec::new();
        for day in (0..days).map(|day| from.saturating_add(i64::from(day).days())) {
            let due = record.next_reminder_on.is_some_and(|on| on <= day);
            let step = record.clone().scheduled_step(&context(&actor, day));
            assert_eq!(due, step.is_some(), "{day}: the clock is wound to the day of the next reminder");
            if let Some(step) = step {
                let event = step.event.unwrap();
                let RecordEvent::RemindExpiry { expiries, .. } = event.data else { panic!("{event:?}") };
                found.push((day, expiries.iter().map(|told| told.reminder).collect()));
                record = step.after;
            }
        }
        (record, found)
    }

    #[test]
    fn each_reminder_has_its_day_and_comes_once() {
        let mut plain = demo::unit();
        plain.site.domain_valid_to = "2027-03-01".into();
        let (record, told) = told(on_file(plain), date(2026, 11, 23), 500);
        assert_eq!(
            told,
            [
                (date(2027, 1, 30), vec![Reminder::Before]),
                (date(2027, 3, 1), vec![Reminder::Today]),
                (date(2027, 3, 2), vec![Reminder::Late]),
                (date(2027, 3, 15), vec![Reminder::Escalated]),
            ]
        );
        assert_eq!(record.next_reminder_on, None, "nobody is left who has not been told");
    }

    #[test]
    fn of_several_missed_reminders_the_last_is_given() {
        let rules = Rules::jiangxi();
        let expiry = expiry(date(2027, 3, 1));
        assert_eq!(expiry.reminder(rules, date(2027, 1, 29)), None);
        assert_eq!(expiry.reminder(rules, date(2027, 3, 1)), Some(Reminder::Today));
        assert_eq!(expiry.reminder(rules, date(2028, 1, 1)), Some(Reminder::Escalated));
        let told = Expiry { last_reminder: Some(Reminder::Late), ..expiry };
        assert_eq!(told.reminder(rules, date(2027, 3, 1)), None, "a clock that is set back reminds nobody");
    }

    #[test]
    fn a_day_without_end_or_without_value_is_no_expiry() {
        let record = on_file(form());
        let found: Vec<(ExpiryKind, Option<&str>)> =
            record.expiries.iter().map(|it| (it.kind, it.class.as_deref())).collect();
        assert_eq!(
            found,
            [
                (ExpiryKind::LeaderCertificate, None),
                (ExpiryKind::Domain, None),
                (ExpiryKind::PreApproval, Some("1")),
                (ExpiryKind::SiteLeaderCertificate, None),
            ]
        );
        let mut same = form();
        same.site.same_leader = true;
        let found = on_file(same).expiries;
        assert!(
            !found.iter().any(|it| it.kind == ExpiryKind::SiteLeaderCertificate),
            "one person expires once"
        );
    }

    #[test]
    fn one_look_tells_everything_of_that_day_and_no_day_of_a_person() {
        let actor = actor();
        let step = on_file(form()).scheduled_step(&context(&actor, date(2027, 3, 2))).unwrap();
        let event = step.event.unwrap();
        assert_eq!(event.notices, [Recipient::Owner, Recipient::Provider]);
        assert!(!event.data.is_optional());
        let RecordEvent::RemindExpiry { reminder, expiries, .. } = event.data else { panic!("{event:?}") };
        assert_eq!(reminder, Reminder::Late);
        let found: Vec<_> = expiries.iter().map(|it| (it.kind, it.on, it.reminder)).collect();
        let day = Some(date(2027, 3, 1));
        assert_eq!(
            found,
            [
                (ExpiryKind::LeaderCertificate, None, Reminder::Late),
                (ExpiryKind::Domain, day, Reminder::Late),
                (ExpiryKind::PreApproval, day, Reminder::Late),
                (ExpiryKind::SiteLeaderCertificate, None, Reminder::Before),
            ]
        );
        assert_eq!(step.after.next_reminder_on, Some(date(2027, 3, 15)));
    }

    #[test]
    fn only_what_comes_before_and_on_the_day_can_be_done_without() {
        let actor = actor();
        let on = |day| on_file(form()).scheduled_step(&context(&actor, day)).unwrap().event.unwrap();
        assert!(on(date(2027, 2, 1)).data.is_optional() && on(date(2027, 3, 1)).data.is_optional());
        let escalated = on(date(2027, 5, 1));
        assert_eq!(escalated.notices, [Recipient::Supervisor], "the owner was told before");
        assert!(!escalated.data.is_optional());
    }

    #[test]
    fn a_day_that_moves_is_told_of_anew_and_one_that_stays_is_not() {
        let actor = actor();
        let mut record = on_file(form()).scheduled_step(&context(&actor, date(2027, 3, 2))).unwrap().after;
        let mut renewed = form();
        renewed.site.domain_valid_to = "2028-03-01".into();
        record.replace_expiries(Some(1), &renewed);
        record.index_by_next_reminder(Rules::jiangxi());
        let said = |what| record.expiries.iter().find(|it| it.kind == what).unwrap().last_reminder;
        assert_eq!(said(ExpiryKind::Domain), None);
        assert_eq!(said(ExpiryKind::PreApproval), Some(Reminder::Late));
        assert_eq!(said(ExpiryKind::LeaderCertificate), Some(Reminder::Late), "it is the organizer's");
        assert_eq!(record.expiries.len(), 4);
    }

    #[test]
    fn a_deregistered_site_expires_no_more() {
        let actor = actor();
        let context = context(&actor, date(2026, 11, 24));
        let site = on_file(form()).deregister(Some(1), None, &context).unwrap().after;
        assert_eq!(site.expiries.len(), 1, "the organizer's own stays");
        assert!(site.next_reminder_on.is_some());
        let whole = on_file(form()).deregister(None, None, &context).unwrap().after;
        assert!(whole.expiries.is_empty() && whole.next_reminder_on.is_none());
        assert!(whole.scheduled_step(&context).is_none());
    }

    #[test]
    fn a_provider_sees_what_is_of_the_sites_that_it_serves() {
        let record = on_file(form());
        let provider = |name: &str| Actor {
            account: Username::typed("staff"),
            role: Role::Provider,
            provider: Some(ProviderId::parse(name).unwrap()),
        };
        assert_eq!(record.expiries_for(&actor()).count(), 4);
        assert_eq!(record.expiries_for(&provider("yun-yi")).count(), 4);
        assert_eq!(record.expiries_for(&provider("yun-er")).count(), 0);
    }

    proptest! {
        #[test]
        fn however_seldom_one_looks_each_reminder_comes_at_most_once_and_in_order(
            days in proptest::collection::vec(0i64..500, 1..12),
            on in 0i64..400,
        ) {
            let start = date(2026, 11, 23);
            let (rules, mut expiry) = (Rules::jiangxi(), expiry(start.saturating_add(on.days())));
            let mut told = Vec::new();
            // The days have no order, because a clock may be set back.
            for day in days.into_iter().map(|day| start.saturating_add(day.days())) {
                if let Some(reminder) = expiry.reminder(rules, day) {
                    prop_assert!(expiry.day_of(reminder, rules) <= day);
                    prop_assert!(expiry.next_reminder_on(rules).is_some_and(|next| next <= day));
                    told.push(reminder);
                    expiry.last_reminder = Some(reminder);
                }
                prop_assert!(expiry.next_reminder_on(rules).is_none_or(|next| next > day));
            }
            prop_assert!(told.windows(2).all(|two| two[0] < two[1]), "{told:?}");
        }
    }
}
