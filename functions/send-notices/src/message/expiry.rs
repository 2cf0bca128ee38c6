//! The message about expiries: a domain's registration, a pre-approval, a person's certificate.

use super::Message;
use crate::dates::{date_en, date_zh};
use beian_filing::{
    deadline::Reminder,
    history::Recipient,
    identifier::{Domain, OrganizerNumber},
    policy::codes,
    record::{ExpiringItem, ExpiryKind},
};
use jiff::civil::Date;

/// The expiring thing's name, in Chinese and in English.
fn named(told: &ExpiringItem, number: OrganizerNumber) -> (String, String) {
    let domain = told.domain.as_deref().unwrap_or_default();
    let domain = Domain::parse(domain).map_or_else(|_| domain.to_owned(), |domain| domain.unicode());
    let site = told.position.map_or_else(String::new, |position| number.site(position).to_string());
    match told.kind {
        ExpiryKind::Domain => (format!("域名 {domain}（{site}）"), format!("the domain {domain} ({site})")),
        ExpiryKind::PreApproval => {
            let class = told.class.as_deref().and_then(|class| codes::pre_approvals().get(class));
            let (zh, en) = class.map_or(("", ""), |class| (class.name_zh, class.name_en));
            (
                format!("{domain}（{site}）的前置审批文件：{zh}"),
                format!("the pre-approval document of {domain} ({site}): {en}"),
            )
        }
        ExpiryKind::LeaderCertificate => {
            ("主体负责人的证件".to_owned(), "the certificate of the organizer's leader".to_owned())
        }
        ExpiryKind::SiteLeaderCertificate => (
            format!("{domain}（{site}）网站负责人的证件"),
            format!("the certificate of the leader of {domain} ({site})"),
        ),
    }
}

/// The day of expiry, in Chinese and in English. A message does not state the day for a person's certificate; it is on
/// the record's page.
fn when(told: &ExpiringItem) -> (String, String) {
    let day = |zh: fn(Date) -> String| told.on.map(zh).unwrap_or_default();
    let (zh, en) = (day(date_zh), day(date_en));
    match (told.reminder, told.on.is_some()) {
        (Reminder::Before, true) => (format!("{zh}到期"), format!("expires on {en}")),
        (Reminder::Before, false) => ("快到期了".to_owned(), "expires soon".to_owned()),
        (Reminder::Today, true) => (format!("今天（{zh}）到期"), format!("expires today, {en}")),
        (Reminder::Today, false) => ("今天到期".to_owned(), "expires today".to_owned()),
        (_, true) => (format!("{zh}已到期"), format!("expired on {en}")),
        (_, false) => ("已到期".to_owned(), "has expired".to_owned()),
    }
}

/// A line for each expiry, in Chinese and in English.
fn lines(told: &[ExpiringItem], number: OrganizerNumber) -> (String, String) {
    let line = |told: &ExpiringItem| {
        let ((zh, en), (when_zh, when_en)) = (named(told, number), when(told));
        (format!("· {zh}，{when_zh}"), format!("· {en} {when_en}"))
    };
    let (zh, en): (Vec<String>, Vec<String>) = told.iter().map(line).unzip();
    (zh.join("\n"), en.join("\n"))
}

/// The place where each kind of thing is renewed, in Chinese and in English.
fn renewals(told: &[ExpiringItem]) -> (String, String) {
    let has = |what: &[ExpiryKind]| told.iter().any(|told| what.contains(&told.kind));
    let ways = [
        (has(&[ExpiryKind::Domain]), ("域名请到域名注册商续费。", "Renew the domain at its registrar.")),
        (
            has(&[ExpiryKind::PreApproval]),
            (
                "前置审批文件请向批准的部门办理延续。",
                "Have the pre-approval document extended by the authority that gave it.",
            ),
        ),
        (
            has(&[ExpiryKind::LeaderCertificate, ExpiryKind::SiteLeaderCertificate]),
            ("证件请先换新的。", "Renew the certificate first."),
        ),
    ];
    let ways = ways.into_iter().filter_map(|(applies, way)| applies.then_some(way));
    let (zh, en): (Vec<&str>, Vec<&str>) = ways.unzip();
    (zh.concat(), en.join(" "))
}

/// The button on the record's page that changes the recorded day, in Chinese and in English.
fn buttons(told: &[ExpiringItem]) -> (&'static str, &'static str) {
    let of_organizer = |told: &ExpiringItem| told.kind == ExpiryKind::LeaderCertificate;
    match (told.iter().any(of_organizer), told.iter().all(of_organizer)) {
        (_, true) => ("点“变更主办者信息”", "“Change the organizer”"),
        (false, _) => ("在到期的网站那里点“变更这个网站”", "“Change this site” beside the site concerned"),
        (true, false) => (
            "在到期的网站那里点“变更这个网站”（主办者信息可以一起改）",
            "“Change this site” beside the site concerned (the organizer can be changed with it)",
        ),
    }
}

/// The message that reminds a reader of expiries under an organizer's number. `told` holds only the expiries that
/// concern this reader.
pub fn letter(number: OrganizerNumber, told: &[ExpiringItem], recipient: Recipient, origin: &str) -> Message {
    let (what_zh, what_en) = lines(told, number);
    let (renew_zh, renew_en) = renewals(told);
    let latest = told.iter().map(|told| told.reminder).max().unwrap_or(Reminder::Before);
    let (subject, zh, en) = match (recipient, latest) {
        (Recipient::Supervisor, _) => (
            "到期后没有更新 · Still not renewed on file",
            format!(
                "{number} 的下列内容到期已有一段时间，登记的日期还没有更新。请看一看是否要联系主办者或接入服务商。\n{what_zh}"
            ),
            format!(
                "The following of {number} expired some time ago, and the date on file is still the old one. Please see whether the owner or the access provider should be contacted.\n{what_en}"
            ),
        ),
        (Recipient::Provider, _) => (
            "贵公司接入的网站有内容到期 · Something of a site that you serve has expired",
            format!(
                "{number} 的下列内容已到期，已通知主办者。请提醒主办者续期，再办理变更；也可以由贵公司代为办理变更。域名已经不归主办者的，请核对是否还应提供接入。\n{what_zh}"
            ),
            format!(
                "The following of {number} has expired, and its owner has been told. Please remind the owner to renew it and to file a change; you may also file the change. If the domain is no longer the owner's, check whether you should still give it access.\n{what_en}"
            ),
        ),
        (_, soon) => {
            let subject = match soon {
                Reminder::Before => "备案信息里有内容快到期了 · Something on file expires soon",
                Reminder::Today => "备案信息里有内容今天到期 · Something on file expires today",
                _ => "备案信息里有内容已到期 · Something on file has expired",
            };
            let (press_zh, press_en) = buttons(told);
            (
                subject,
                format!(
                    "{number} 现在登记的是：\n{what_zh}\n备案不会因为到期自动注销，只要把登记的日期更新。{renew_zh}办好以后，请打开下面的链接，{press_zh}，填写新的到期日。已经办好的，只要做这最后一步；变更已在办理的，不必理会这封邮件。网站不再使用的，请在那里点“注销这个网站”。"
                ),
                format!(
                    "On file for {number} is now:\n{what_en}\nA filing is not deregistered when something expires; only the date on file must be brought up to date. {renew_en} Then open the link, choose {press_en}, and enter the new date. If it is renewed already, only this last step is left; if a change is under way, ignore this email. If a site is no longer used, choose “Deregister this site” there."
                ),
            )
        }
    };
    Message {
        subject: format!("{subject}（{number}）"),
        paragraphs: vec![zh, en],
        link: format!("{origin}/records/record/?id={}", number.record_id()),
    }
}
