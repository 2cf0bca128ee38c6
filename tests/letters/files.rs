//! The letters about records.

use super::*;
use beian_filing::identifier::ProviderId;

pub(super) fn files(letters: &mut Letters) {
    let mut add = |data: RecordEvent, to: Recipient, who: &str, variant: &str| {
        let reader = if to == Recipient::Owner { "owner" } else { "provider" };
        let letter = message::about_file(&data, to, who, ORIGIN).unwrap();
        letters.add(template::template("file", &data.name(), reader), variant, letter);
    };
    let authorize = || RecordEvent::AuthorizeProvider {
        number: site(),
        provider: ProviderId::parse("yun-yi").unwrap(),
        until: "2026-11-26T02:00:00Z".parse().unwrap(),
    };
    let cancel = |shell| RecordEvent::CancelAccess {
        number: site(),
        reason: "合同到期".into(),
        without_access: shell,
    };
    let used =
        RecordEvent::UseAuthorization { number: organizer(), provider: ProviderId::parse("yun-yi").unwrap() };
    let gone = RecordEvent::Deregister { number: site(), positions: vec![1], reference: None };
    add(authorize(), Recipient::Provider, "yun-yi", "to who is authorized");
    add(authorize(), Recipient::Provider, "yun-er", "to who gives access now");
    add(used, Recipient::Owner, "owner", "");
    add(gone, Recipient::Provider, "yun-er", "");
    add(cancel(true), Recipient::Owner, "owner", "the last access");
    add(cancel(false), Recipient::Owner, "owner", "one of several");
}

/// Reminders of expiries: before, on and after the day, one item or several, and no day of a person's certificate.
pub(super) fn expiries(letters: &mut Letters) {
    let told = |what: ExpiryKind, reminder: Reminder| {
        let of_site = what != ExpiryKind::LeaderCertificate;
        let is_class = what == ExpiryKind::PreApproval;
        ExpiringItem {
            kind: what,
            position: of_site.then_some(1),
            domain: of_site.then(|| "shili.cn".into()),
            class: is_class.then(|| "1".into()),
            on: (!what.is_private()).then(|| date(2026, 12, 23)),
            reminder,
        }
    };
    let mut add = |to: Recipient, expiries: Vec<ExpiringItem>, variant: &str| {
        let reader = match to {
            Recipient::Owner => "owner",
            Recipient::Provider => "provider",
            _ => "supervisor",
        };
        let reminder = expiries.iter().map(|told| told.reminder).max().unwrap();
        let number = organizer();
        let data = RecordEvent::RemindExpiry { number, reminder, expiries };
        let letter = message::about_file(&data, to, "yun-yi", ORIGIN).unwrap();
        letters.add(template::template("file", &data.name(), reader), variant, letter);
    };
    let everything = [
        ExpiryKind::LeaderCertificate,
        ExpiryKind::Domain,
        ExpiryKind::PreApproval,
        ExpiryKind::SiteLeaderCertificate,
    ];
    let all = |reminder| everything.iter().map(|what| told(*what, reminder)).collect::<Vec<_>>();
    let (owner, provider) = (Recipient::Owner, Recipient::Provider);
    for (reminder, when) in
        [(Reminder::Before, "before"), (Reminder::Today, "on the day"), (Reminder::Late, "after")]
    {
        add(owner, vec![told(ExpiryKind::Domain, reminder)], &format!("a domain, {when}"));
        add(owner, vec![told(ExpiryKind::PreApproval, reminder)], &format!("a pre-approval, {when}"));
        add(owner, vec![told(ExpiryKind::LeaderCertificate, reminder)], &format!("a certificate, {when}"));
        add(owner, all(reminder), &format!("everything, {when}"));
    }
    let two = vec![told(ExpiryKind::Domain, Reminder::Late), told(ExpiryKind::PreApproval, Reminder::Before)];
    add(owner, two, "one after, one before");
    add(provider, vec![told(ExpiryKind::Domain, Reminder::Late)], "a domain");
    add(provider, all(Reminder::Late), "everything");
    add(Recipient::Supervisor, vec![told(ExpiryKind::Domain, Reminder::Escalated)], "a domain");
    add(Recipient::Supervisor, all(Reminder::Escalated), "everything");
}
