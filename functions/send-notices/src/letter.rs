//! The letters: plain Chinese first, plain English second. What happened, what to do next.

use beian_filing::{
    calendar::Due,
    event::{Deed, Event, Reason, Recipient},
    filing::Filing,
};
use beian_store::mail::Mail;

/// A letter without an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    subject: String,
    /// Paragraphs in Chinese, then in English.
    paragraphs: Vec<String>,
    /// Where to go on.
    link: String,
}

impl Letter {
    /// Addresses the letter.
    pub fn addressed(&self, to: &str, id: &str) -> Mail {
        let mut text = self.paragraphs.join("\n\n");
        text.push_str(&format!("\n\n{}\n", self.link));
        let body: String = self
            .paragraphs
            .iter()
            .map(|paragraph| format!("<p>{}</p>\n", escape(paragraph).replace('\n', "<br>")))
            .collect();
        let html = format!(
            "<!doctype html>\n<html lang=\"zh-CN\"><meta charset=\"utf-8\"><body style=\"font:17px/1.75 system-ui,sans-serif;\
             max-width:38em;color:#18212b\">\n{body}<p><a href=\"{link}\" style=\"color:#0b5d54\">{link}</a></p>\n</body></html>\n",
            link = escape(&self.link),
        );
        Mail { id: id.to_owned(), to: to.to_owned(), subject: self.subject.clone(), text, html }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The letter with a temporary password.
pub fn recovery(username: &str, secret: &str, minutes: i64, origin: &str) -> Letter {
    Letter {
        subject: "您的临时密码 · Your temporary password".to_owned(),
        paragraphs: vec![
            format!("您好！有人为用户 {username} 申请找回密码。"),
            format!("临时密码：{secret}"),
            format!(
                "请在 {minutes} 分钟内用它设置一个新密码；设好之前，原来的密码照常可用。如果不是您本人申请，不必理会，什么都不会改变。"
            ),
            format!("Somebody asked to recover the password of {username}. Temporary password: {secret}"),
            format!(
                "Use it within {minutes} minutes to set a new one; your old password works until then. If it was not you, ignore this letter: nothing changes."
            ),
        ],
        link: format!("{origin}/set-password/"),
    }
}

/// The letter about what happened to a filing.
pub fn about_filing(event: &Event, recipient: Recipient, filing: &Filing, origin: &str) -> Letter {
    let to_owner = recipient == Recipient::Owner;
    let domain = &filing.form.site.domain;
    let reference = &filing.reference;
    let due = event.facts.due.as_ref();
    let number = event.facts.number.as_deref().unwrap_or_default();
    let (subject, zh, en) = match (event.deed, to_owner) {
        (Deed::Submit, true) => (
            "备案申请已提交 · Filing submitted",
            format!("您的备案申请已提交给接入服务商，不用再做什么。接入服务商应在{}前核验。", day_zh(due)),
            format!("Your filing is with your access provider, who should check it by {}. There is nothing to do now.", day_en(due)),
        ),
        (Deed::Submit, false) => (
            "有新的备案申请待核验 · A filing waits for your check",
            format!("一份备案申请选择了贵公司接入，请在{}前核验，然后转报或退回。", day_zh(due)),
            format!("A filing chose you as its access provider. Please check it by {}, then forward or return it.", day_en(due)),
        ),
        (Deed::Correct, _) => (
            "接入服务商修改了您的备案信息 · Your provider corrected your filing",
            "接入服务商代您修改了备案信息。请打开下面的链接，核对改了哪些内容；如有不对，请与接入服务商联系。".to_owned(),
            "Your access provider corrected your filing. Open the link to see what changed; if something is wrong, tell your provider.".to_owned(),
        ),
        (Deed::ReturnFiling, _) => (
            "备案申请需要修改 · Your filing needs changes",
            "接入服务商退回了您的备案申请。请按下面的说明修改，然后重新提交；已填的内容都还在。".to_owned(),
            "Your access provider returned your filing. Change what is listed below and submit again; everything you wrote is kept.".to_owned(),
        ),
        (Deed::Forward, true) if filing.sheet.is_none() => (
            "请寄出真实性核验单 · Please post the verification sheet",
            format!("接入服务商已核验并转报。还差一份真实性核验单，请在{}前寄到管局；收到后才开始审核。", day_zh(due)),
            format!("Your provider has forwarded the filing. The verification sheet is still missing: it must reach the bureau by {}. The review starts when it is there.", day_en(due)),
        ),
        (Deed::Forward, _) => (
            "备案申请已转报管局 · Filing forwarded to the bureau",
            format!("备案申请已转报管局。下一步期限：{}。", day_zh(due)),
            format!("The filing has been forwarded to the bureau. The next step is due by {}.", day_en(due)),
        ),
        (Deed::RecordSheet, _) => (
            "核验单已收到 · Verification sheet received",
            match due {
                Some(_) => format!("管局已收到真实性核验单，审核开始，最迟在{}前有结果。不用打电话催问，有结果会马上发邮件。", day_zh(due)),
                None => "管局已收到真实性核验单。接入服务商转报后即开始审核。".to_owned(),
            },
            match due {
                Some(_) => format!("The bureau has the verification sheet and the review has begun. You will have a decision by {}, by email.", day_en(due)),
                None => "The bureau has the verification sheet. The review begins when your provider forwards the filing.".to_owned(),
            },
        ),
        (Deed::ReturnToOwner, true) | (Deed::ReturnToProvider, false) => (
            "备案申请被退回，请修改 · A filing came back, please amend it",
            "管局退回了这份备案申请。只需修改下面列出的内容，改好后直接回到管局，不用重新申请。".to_owned(),
            "The bureau returned this filing. Amend only what is listed below; it goes straight back to the bureau. Do not file anew.".to_owned(),
        ),
        (Deed::ReturnToOwner | Deed::ReturnToProvider, _) => (
            "备案申请被退回给对方修改 · A filing was returned to the other party",
            "管局退回了这份备案申请，由对方修改，您现在不用做什么。".to_owned(),
            "The bureau returned this filing; the other party amends it. There is nothing for you to do now.".to_owned(),
        ),
        (Deed::Amend, _) => (
            "修改已送达管局 · The amendment reached the bureau",
            format!("修改后的备案申请已直接回到管局，最迟在{}前有结果。", day_zh(due)),
            format!("The amended filing is back at the bureau. You will have a decision by {}.", day_en(due)),
        ),
        (Deed::Approve, _) => (
            "备案通过 · Filing approved",
            format!("备案已通过。网站备案号：{number}。请把备案号放在网站首页底部，并链接到 https://beian.miit.gov.cn/ ；网站开通后 30 日内另办公安备案。"),
            format!("The filing is approved. The site's filing number is {number}. Show it at the foot of the home page, linked to https://beian.miit.gov.cn/ ; file with public security within 30 days of opening the site."),
        ),
        (Deed::Deregister, _) => (
            "备案已注销 · Filing deregistered",
            format!("{number} 已注销，域名和证件可以重新备案，原备案号不再使用。"),
            format!("{number} has been deregistered. The domain and the certificate may be filed anew; the number is not used again."),
        ),
        (
            Deed::StartFiling | Deed::Discard | Deed::AttachScan | Deed::RemoveScan | Deed::ResetPassword,
            _,
        ) => ("备案申请有新进展 · Your filing moved on", "请打开下面的链接查看。".to_owned(), "Open the link to see it.".to_owned()),
    };
    let about = format!("受理号 {reference} · 域名 {domain}");
    let mut paragraphs = vec![zh];
    paragraphs.extend(reasons(&event.facts.reasons));
    paragraphs.push(about);
    paragraphs.push(en);
    Letter {
        subject: format!("{subject}（{reference}）"),
        paragraphs,
        link: format!("{origin}/filing/?id={}", filing.id),
    }
}

/// The reasons, one below the other.
fn reasons(reasons: &[Reason]) -> Option<String> {
    let line = |(place, reason): (usize, &Reason)| {
        let help = if reason.suggestion.is_empty() {
            String::new()
        } else {
            format!("（建议：{}）", reason.suggestion)
        };
        format!("{}. {}{help}", place + 1, reason.reason)
    };
    (!reasons.is_empty()).then(|| reasons.iter().enumerate().map(line).collect::<Vec<_>>().join("\n"))
}

fn day_zh(due: Option<&Due>) -> String {
    due.map_or_else(String::new, |due| {
        let mark = if due.provisional { "（暂定）" } else { "" };
        format!(" {} 年 {} 月 {} 日{mark}", due.date.year(), due.date.month(), due.date.day())
    })
}

fn day_en(due: Option<&Due>) -> String {
    due.map_or_else(String::new, |due| {
        let mark = if due.provisional { " (provisional)" } else { "" };
        format!("{}{mark}", due.date.strftime("%-d %B %Y"))
    })
}
