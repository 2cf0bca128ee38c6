//! The letters: plain Chinese first, plain English second. What happened, what to do next.

use super::{clock, expiry, help};
use beian_filing::{
    account::{Account, AccountEvent, AccountEventKind},
    actor::Role,
    calendar::{Due, local_date},
    calendar_change::Proposal,
    documents::{DocumentKind, NeededFor},
    filing::{Filing, FilingEvent, Reason},
    history::{Event, EventName, Recipient},
    kind::Kind,
    on_file::RecordEvent,
    paper::{Evidence, PaperKind, PaperRequest, RequestEvent, Subject},
    state::Stage,
    term::Limit,
};
use beian_store::mail::Mail;
use jiff::civil::Date;

/// A letter without an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub(crate) subject: String,
    /// Paragraphs in Chinese, then in English.
    pub(crate) paragraphs: Vec<String>,
    /// Where to go on.
    pub(crate) link: String,
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

/// The letter that asks whether an address is who signed up's.
pub fn confirmation(id: &str, secret: &str, origin: &str) -> Letter {
    Letter {
        subject: "请确认注册 · Confirm your sign-up".to_owned(),
        paragraphs: vec![
            "您好！有人用这个邮箱注册网站备案账户。请在 24 小时内打开下面的链接确认，确认后您会看到自己的用户名。".to_owned(),
            "如果不是您本人注册，不必理会：不确认就不会开通账户。".to_owned(),
            "Somebody signed up for website filing with this address. Open the link within 24 hours to confirm; you will then see your user name.".to_owned(),
            "If it was not you, ignore this email: without a confirmation no account is opened.".to_owned(),
        ],
        // Behind the `#`, so that no server's log has it.
        link: format!("{origin}/confirm/#{id}.{secret}"),
    }
}

/// What a letter about an account says: subject, Chinese, English, page.
type Said = (&'static str, String, String, String);

/// The letter about what happened to an account. `secret` is what it brings and for how many minutes it serves.
pub fn about_account(
    event: &Event<AccountEvent>,
    account: &Account,
    secret: Option<(&str, i64)>,
    origin: &str,
) -> Letter {
    let kind = event.data.kind();
    let username = &account.username;
    let (secret, minutes) = secret.unwrap_or_default();
    let (how_long_zh, how_long_en) = how_long(minutes);
    let set = format!("/set-password/?username={username}");
    // Who can still sign in changes the password; whose password or second factor is somebody else's cannot.
    let (not_you_zh, not_you_en) = match (kind, account.role) {
        (
            AccountEventKind::SetPassword
            | AccountEventKind::ChangePassword
            | AccountEventKind::ConfirmSecondFactor,
            role,
        ) if role != Role::Owner => {
            ("如果不是您本人操作，请立即告诉主管。", "If it was not you, tell the supervisor at once.")
        }
        (AccountEventKind::SetPassword | AccountEventKind::ChangePassword, _) => (
            "如果不是您本人操作，请立即用“找回密码”重新设置密码。",
            "If it was not you, recover your password at once.",
        ),
        (AccountEventKind::ConfirmSecondFactor, _) => (
            "如果不是您本人操作，请立即与管局联系：别人可能知道了您的密码。",
            "If it was not you, contact the bureau at once: somebody may know your password.",
        ),
        _ => (
            "如果不是您本人操作，请立即修改密码，其他地方的登录会一起退出。",
            "If it was not you, change your password at once; that signs out everywhere else.",
        ),
    };
    // Whom to ask for another when the time has passed.
    let (anew_zh, anew_en) = match (kind, event.role) {
        (AccountEventKind::ResetPassword, _) => {
            ("过了时间，请再申请一次。", "If the time has passed, ask again.")
        }
        (AccountEventKind::Invite | AccountEventKind::RecoverStaff, _) => {
            ("过了时间，请主管再发一次。", "If the time has passed, ask the supervisor to send another.")
        }
        (_, Role::Provider) => {
            ("过了时间，请接入商再发一次。", "If the time has passed, ask your provider to send another.")
        }
        _ => ("过了时间，请与管局联系。", "If the time has passed, contact the bureau."),
    };
    let temporary_zh = format!(
        "临时密码：{secret}\n请在{how_long_zh}内用它设置一个新密码；它只能用来设置新密码，用过一次就失效。{anew_zh}"
    );
    let temporary_en = format!(
        "Temporary password: {secret}\nUse it within {how_long_en} to set a new one. It works only once, and only for this. {anew_en}"
    );
    let (old_zh, old_en) = match account.password.as_str() {
        "" => ("", ""),
        _ => ("\n设好之前，原来的密码照常可用。", "\nYour old password works until then."),
    };
    let plain = |subject, zh: &str, en: &str| -> Said {
        (subject, zh.to_owned(), en.to_owned(), "/account/".to_owned())
    };
    let (subject, zh, en, page): Said = match &event.data {
        AccountEvent::ResetPassword => (
            "您的临时密码 · Your temporary password",
            format!(
                "您好！有人为用户 {username} 申请找回密码。\n{temporary_zh}\n设好之前，原来的密码照常可用。如果不是您本人申请，不必理会，什么都不会改变。"
            ),
            format!(
                "Somebody asked to recover the password of {username}.\n{temporary_en}\nYour old password works until then. If it was not you, ignore this email: nothing changes."
            ),
            set,
        ),
        AccountEvent::TryRecovery if account.role != Role::Owner => (
            "有人尝试找回您的密码 · Somebody tried to recover your password",
            format!(
                "有人为用户 {username} 申请找回密码。什么都没有改变。\n工作人员的账户不能在网上找回密码：如果是您本人，请主管为您恢复账户；如果不是，不必理会。"
            ),
            format!(
                "Somebody asked to recover the password of {username}. Nothing has changed.\nStaff accounts are not recovered online: if it was you, ask the supervisor; if not, ignore this email."
            ),
            help::page_of_account(kind),
        ),
        AccountEvent::TryRecovery => (
            "有人尝试找回您的密码 · Somebody tried to recover your password",
            format!(
                "有人为用户 {username} 申请找回密码，但填写的联系人、邮箱或类别不对，所以没有发出临时密码，什么都没有改变。\n如果是您本人，请核对后重新填写；如果不是，不必理会。"
            ),
            format!(
                "Somebody asked to recover the password of {username}, but contact name, email or category did not match. No temporary password was sent and nothing has changed.\nIf it was you, check them and try again; if not, ignore this email."
            ),
            "/reset-password/".to_owned(),
        ),
        AccountEvent::EnterWrongCode => plain(
            "有人知道您的密码 · Somebody knows your password",
            &format!(
                "有人用正确的密码登录用户 {username}，但动态口令三次都不对，所以没有登录成功。\n如果是您本人，请核对手机上的时间，等下一个口令再试，或使用一个恢复码。\n如果不是您本人，就有人知道您的密码：请马上登录，修改密码。别处用了同一个密码的，也请修改。"
            ),
            &format!(
                "Somebody entered the right password of {username}, and a wrong code three times. Nobody was signed in.\nIf it was you, check the time on your phone and wait for the next code, or use a recovery code.\nIf it was not you, somebody knows your password: sign in now and change it. Change it also where else you use it."
            ),
        ),
        AccountEvent::RecoverOwner { .. } => (
            "接入服务商为您申请了临时密码 · Your provider asked for a temporary password for you",
            format!(
                "您的接入服务商核实了您的身份，为用户 {username} 申请找回密码。\n{temporary_zh}{old_zh}\n如果您没有委托接入服务商，不必理会，并请告诉接入服务商。"
            ),
            format!(
                "Your access provider identified you and asked to recover the password of {username}.\n{temporary_en}{old_en}\nIf you did not ask your provider, ignore this email and tell your provider."
            ),
            set,
        ),
        AccountEvent::RecoverByPaper { .. } => (
            "您寄来的申请已办好 · Your request by post is done",
            format!(
                "管局已按您寄来的申请恢复用户 {username} 的账户。动态口令已停用，各处登录都已退出。\n{temporary_zh}\n如果不是您本人寄的申请，请立即与管局联系。"
            ),
            format!(
                "The bureau has recovered the account {username} as your letter asked. Its second factor is gone and every session has ended.\n{temporary_en}\nIf the letter was not yours, contact the bureau at once."
            ),
            set,
        ),
        AccountEvent::RecoverStaff { .. } => (
            "请重新设置密码 · Set your password anew",
            format!(
                "主管核实了您的身份，为用户 {username} 恢复账户。原来的动态口令已停用，各处登录都已退出。\n{temporary_zh}\n登录后请按提示重新启用动态口令。如果不是您本人申请，请立即告诉主管。"
            ),
            format!(
                "A supervisor identified you and recovers the account {username}. Its second factor is gone and every session has ended.\n{temporary_en}\nThen sign in and set up a second factor again. If you did not ask for this, tell the supervisor at once."
            ),
            set,
        ),
        AccountEvent::Invite => (
            "邀请您使用网站备案系统 · You are invited to website filing",
            format!(
                "您好！管局为您开通了账户，用户名：{username}。\n{temporary_zh}\n登录后请按提示启用动态口令，之后即可工作。"
            ),
            format!(
                "The bureau has opened an account for you. User name: {username}.\n{temporary_en}\nThen sign in and set up a second factor as you are shown; after that you can work."
            ),
            set,
        ),
        AccountEvent::AddOwner => (
            "接入服务商为您开通了备案账户 · Your provider opened a filing account for you",
            format!(
                "您好！您的接入服务商为您开通了网站备案账户，用户名：{username}，请保存。\n{temporary_zh}\n如果您没有委托接入服务商，不必理会，并请告诉管局。"
            ),
            format!(
                "Your access provider has opened a website filing account for you. User name: {username}. Please keep it.\n{temporary_en}\nIf you did not ask your provider, ignore this email and tell the bureau."
            ),
            set,
        ),
        AccountEvent::Register => (
            "您的用户名 · Your user name",
            format!("账户已开通。您的用户名：{username}，请保存这封邮件。登录和找回密码都要用到它。"),
            format!(
                "Your account is open. Your user name: {username}. Please keep this email: you need the name to sign in and to recover your password."
            ),
            format!("/sign-in/?username={username}"),
        ),
        AccountEvent::SetPassword | AccountEvent::ChangePassword => (
            "密码已修改 · Your password was changed",
            format!("用户 {username} 的密码已修改，其他地方的登录都已退出。{not_you_zh}"),
            format!(
                "The password of {username} was changed, and every other session has ended. {not_you_en}"
            ),
            match account.role {
                Role::Owner => "/reset-password/".to_owned(),
                _ => help::page_of_account(kind),
            },
        ),
        AccountEvent::ConfirmSecondFactor => plain(
            "动态口令已启用 · Second factor set up",
            &format!("登录时会再要一个动态口令。请把恢复码保存在安全的地方。{not_you_zh}"),
            &format!(
                "A code is now asked for when you sign in. Keep your recovery codes in a safe place. {not_you_en}"
            ),
        ),
        AccountEvent::RemoveSecondFactor => plain(
            "动态口令已停用 · Second factor removed",
            &format!("登录时只要密码。{not_you_zh}"),
            &format!("Only the password is asked for when you sign in. {not_you_en}"),
        ),
        AccountEvent::UseRecoveryCode => plain(
            "恢复码已使用 · A recovery code was used",
            &format!("有人用恢复码代替动态口令登录了您的账户，这个恢复码已失效。{not_you_zh}"),
            &format!(
                "Somebody signed in to your account with a recovery code instead of the second factor. That code no longer works. {not_you_en}"
            ),
        ),
        AccountEvent::ProposeEmail { until, .. } => (
            "您的邮箱将被更换，请核对 · Your email address will be replaced, please check",
            format!(
                "接入服务商称您已收不到这个邮箱的邮件，申请把用户 {username} 的邮箱更换为另一个，将于{}生效。\n如果是您委托的，什么都不用做。如果不是，请打开下面的链接保留原邮箱，不需要登录。",
                date_zh(local_date(*until))
            ),
            format!(
                "Your access provider says that this address no longer reaches you, and asks to replace it for the account {username}. It takes effect on {}.\nIf you asked for it, do nothing. If not, open the link to keep this address; you need not sign in.",
                date_en(local_date(*until))
            ),
            format!("/keep-email/#{username}.{secret}"),
        ),
        AccountEvent::ChangeEmail { .. } if secret.is_empty() && event.role.is_bureau() => (
            "您的邮箱已更换 · Your email address was replaced",
            format!(
                "管局按寄来的申请，把用户 {username} 的邮箱换成了另一个，这个邮箱不再收到通知。如果不是您寄的申请，请立即与管局联系。"
            ),
            format!(
                "As a letter asked, the bureau has replaced the email address of {username}; this address gets no more emails. If the letter was not yours, contact the bureau at once."
            ),
            help::page_of_account(kind),
        ),
        AccountEvent::ChangeEmail { .. } if event.role.is_bureau() => (
            "您寄来的申请已办好 · Your request by post is done",
            format!(
                "管局已按您寄来的申请恢复用户 {username} 的账户，以后的邮件都发到这个邮箱。动态口令已停用，各处登录都已退出。\n{temporary_zh}"
            ),
            format!(
                "The bureau has recovered the account {username} as your letter asked; its emails come to this address from now on. Its second factor is gone and every session has ended.\n{temporary_en}"
            ),
            set,
        ),
        AccountEvent::ChangeEmail { .. } if secret.is_empty() => (
            "您的邮箱已更换 · Your email address was replaced",
            format!(
                "用户 {username} 的邮箱已更换，这个邮箱不再收到通知。如果不是您委托的，请立即与接入服务商和管局联系。"
            ),
            format!(
                "The email address of {username} has been replaced; this address gets no more emails. If you did not ask for it, contact your access provider and the bureau at once."
            ),
            help::page_of_account(kind),
        ),
        AccountEvent::ChangeEmail { .. } => (
            "您的临时密码 · Your temporary password",
            format!("这个邮箱已成为用户 {username} 的邮箱。\n{temporary_zh}"),
            format!("This is now the email address of {username}.\n{temporary_en}"),
            set,
        ),
        AccountEvent::KeepEmail => plain(
            "邮箱没有更换 · Your address stays",
            "原邮箱保留，更换申请已取消。",
            "Your present address stays; the request to replace it is gone.",
        ),
        AccountEvent::ExportData => plain(
            "您的资料已导出 · Your data was exported",
            &format!("有人登录您的账户，输入密码后导出了账户和备案的全部资料。{not_you_zh}"),
            &format!(
                "Somebody signed in to your account, entered the password and exported everything about it and its filings. {not_you_en}"
            ),
        ),
        AccountEvent::DisableAccount { .. } => (
            "您的账户已停用 · Your account is closed",
            format!("用户 {username} 已被停用，各处登录都已退出。如有疑问，请与管局联系。"),
            format!(
                "The account {username} has been closed and every session has ended. If you have questions, contact the bureau."
            ),
            help::page_of_account(kind),
        ),
        AccountEvent::EnableAccount { .. } => (
            "您的账户已恢复使用 · Your account is open again",
            format!("用户 {username} 可以照常登录，密码没有变。"),
            format!("You can sign in as {username} again, with the password you had."),
            format!("/sign-in/?username={username}"),
        ),
    };
    let mut paragraphs = vec![zh];
    if let AccountEvent::DisableAccount { reason: Some(reason) }
    | AccountEvent::EnableAccount { reason: Some(reason) } = &event.data
    {
        paragraphs.push(format!("原因 Reason: {reason}"));
    }
    paragraphs.push(en);
    Letter { subject: subject.to_owned(), paragraphs, link: format!("{origin}{page}") }
}

/// Minutes as people say them.
fn how_long(minutes: i64) -> (String, String) {
    match minutes {
        minutes if minutes >= 48 * 60 => {
            (format!(" {} 天", minutes / 1440), format!("{} days", minutes / 1440))
        }
        minutes if minutes > 90 => (format!(" {} 小时", minutes / 60), format!("{} hours", minutes / 60)),
        minutes => (format!(" {minutes} 分钟"), format!("{minutes} minutes")),
    }
}

pub(crate) fn date_zh(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

pub(crate) fn date_en(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// The letter about what happened to what is on file.
/// `who` identifies the provider that reads it.
/// `None` where the event owes nobody a letter.
pub fn about_file(event: &RecordEvent, recipient: Recipient, who: &str, origin: &str) -> Option<Letter> {
    let number = event.number();
    Some(match event {
        RecordEvent::AuthorizeProvider { provider, .. } if provider == who => Letter {
            subject: format!("主办者请贵公司提供接入 · An owner asks for your access（{number}）"),
            paragraphs: vec![
                format!(
                    "{number} 的主办者授权贵公司为它办理一次备案（新增接入或新增网站）。请向主办者索取授权码，然后打开下面的链接，用备案号和授权码开始。授权码 30 天内有效，只能用一次。"
                ),
                format!(
                    "The owner of {number} authorizes you to begin one filing for it, to add your access or a site. Ask the owner for the code, then open the link and begin with the number and the code. It works once, within 30 days."
                ),
            ],
            link: format!("{origin}/records/"),
        },
        RecordEvent::AuthorizeProvider { .. } => Letter {
            subject: format!("主办者请贵公司取消接入 · An owner asks you to cancel your access（{number}）"),
            paragraphs: vec![
                format!(
                    "{number} 的主办者要改由别的接入服务商接入。如果贵公司已不再为它提供接入，请打开下面的链接取消接入；有疑问请先联系主办者。"
                ),
                format!(
                    "The owner of {number} changes to another provider. If you no longer give it access, open the link and cancel your access; if in doubt, ask the owner first."
                ),
            ],
            link: format!("{origin}/records/"),
        },
        RecordEvent::UseAuthorization { .. } => Letter {
            subject: format!("授权码已使用 · Your code was used（{number}）"),
            paragraphs: vec![
                format!(
                    "接入服务商用您给的授权码为 {number} 开始了一份备案申请，授权码已失效。您现在不用做什么。如果不是您给的授权码，请打开下面的链接，放弃这份备案，并与管局联系。"
                ),
                format!(
                    "A provider has begun a filing about {number} with your code, which no longer works. There is nothing to do now. If the code was not from you, open the link, discard the filing, and contact the bureau."
                ),
            ],
            link: format!("{origin}/filings/"),
        },
        RecordEvent::RemindExpiry { number, expiries, .. } => {
            expiry::letter(number, expiries, recipient, origin)
        }
        RecordEvent::Deregister { .. } => Letter {
            subject: format!("备案已注销，请停止接入 · Deregistered, please end the access（{number}）"),
            paragraphs: vec![
                format!("{number} 的备案已注销，备案号不再使用。请贵公司停止为它提供接入。"),
                format!(
                    "{number} has been deregistered, and the number is not used again. Please end the access that you give it."
                ),
            ],
            link: format!("{origin}/records/"),
        },
        RecordEvent::CancelAccess { reason, shell, .. } => cancelled(number, reason, *shell, origin),
        RecordEvent::AddSite { .. }
        | RecordEvent::AddAccess { .. }
        | RecordEvent::Change { .. }
        | RecordEvent::RevokeAuthorization { .. } => return None,
    })
}

fn cancelled(number: &str, reason: &str, shell: bool, origin: &str) -> Letter {
    let (then_zh, then_en) = if shell {
        (
            "现在没有接入服务商为它提供接入。请打开下面的链接，选择现在的接入服务商新增接入；网站不再使用的，请注销备案。",
            "Nobody gives it access now. Open the link and add the access of your present provider; if the site is no longer used, deregister it.",
        )
    } else {
        (
            "其他接入服务商的接入不受影响，您不用做什么。",
            "Other providers' access is not affected; there is nothing for you to do.",
        )
    };
    Letter {
        subject: format!("接入已取消 · Access was cancelled（{number}）"),
        paragraphs: vec![
            format!("接入服务商取消了 {number} 的接入，备案号和域名仍然是您的。\n{then_zh}"),
            format!("原因 Reason: {reason}"),
            format!(
                "Your access provider has cancelled its access for {number}. The number and the domain stay yours.\n{then_en}"
            ),
        ],
        link: format!("{origin}/records/"),
    }
}

/// What a request by post asks for, as letters call it: in Chinese, in English, and the words for the envelope.
fn asked(request: &PaperRequest) -> (String, String, &'static str) {
    let subject = match &request.about {
        None => String::new(),
        Some(Subject::Filing { reference, domain, .. }) => format!("{domain}（{reference}）"),
        Some(Subject::Record { organizer_number, position: None, .. }) => organizer_number.clone(),
        Some(Subject::Record { organizer_number, position: Some(position), domain }) => {
            format!("{}（{organizer_number}-{position}）", domain.as_deref().unwrap_or_default())
        }
    };
    match request.kind {
        PaperKind::RecoverAccount => {
            ("找回密码".to_owned(), "to recover the password".to_owned(), "找回密码")
        }
        PaperKind::DeleteSubmission => {
            (format!("删除备案申请 {subject}"), format!("to delete the filing {subject}"), "申请注销")
        }
        PaperKind::Deregister => (format!("注销 {subject}"), format!("to deregister {subject}"), "申请注销"),
    }
}

/// The letter about what happened to a request by post.
/// `None` where the event owes nobody a letter.
pub fn about_request(
    event: &RequestEvent,
    recipient: Recipient,
    request: &PaperRequest,
    origin: &str,
) -> Option<Letter> {
    let reference = &request.reference;
    let (asked_zh, asked_en, envelope) = asked(request);
    let (missing, due): (&[Evidence], _) = match event {
        RequestEvent::ReceiveRequest(arrived)
        | RequestEvent::ReceiveEvidence(arrived)
        | RequestEvent::SortPapers(arrived) => (&arrived.missing, arrived.due.as_ref()),
        RequestEvent::GiveBackPapers { missing, due, .. } => (missing, due.as_ref()),
        RequestEvent::ApproveRequest
        | RequestEvent::RefuseRequest { .. }
        | RequestEvent::Remind(_)
        | RequestEvent::MoveDeadline(_)
        | RequestEvent::Erase => (&[], None),
    };
    let (missing_zh, missing_en): (Vec<&str>, Vec<&str>) = missing.iter().copied().map(evidence).unzip();
    let (yours_or_not_zh, yours_or_not_en) = yours_or_not(request.kind);
    // The sentence for whoever did not ask stands among what is said, where everything has arrived.
    let is_open_to_objection = missing_zh.is_empty()
        && matches!(
            event,
            RequestEvent::ReceiveRequest(_) | RequestEvent::ReceiveEvidence(_) | RequestEvent::SortPapers(_)
        );
    let (done_zh, done_en) = match request.kind {
        PaperKind::Deregister => (
            "域名可以重新备案，原来的备案号不再使用。",
            "The domain may be filed anew, and the former filing number is not used again.",
        ),
        PaperKind::DeleteSubmission => {
            ("需要备案的，可以重新提交。", "Whoever still wants to file may submit anew.")
        }
        // The account's own letter says what became of it.
        PaperKind::RecoverAccount => ("", ""),
    };
    let (subject, zh, en) = match event {
        RequestEvent::MoveDeadline(deadline) => clock::request_moved(deadline),
        RequestEvent::Remind(reminded) => clock::request_late(reminded, recipient),
        RequestEvent::Erase => return None,
        RequestEvent::ApproveRequest => (
            "寄来的申请已办好 · A request by post is done",
            format!("寄来的申请（{asked_zh}）已办好。{done_zh}"),
            format!("The request by post {asked_en} is done. {done_en}"),
        ),
        RequestEvent::RefuseRequest { reason } => (
            "寄来的申请没有办成 · A request by post could not be done",
            format!(
                "寄来的申请（{asked_zh}）没有办成，什么都没有改变。\n原因：{reason}\n要继续办的，请寄信人按原因补正后重新寄来，信封上写明“{envelope}”。"
            ),
            format!(
                "The request by post {asked_en} could not be done; nothing has changed.\nReason: {reason}\nTo go on with it, the sender should put this right and post it again, with {envelope} on the envelope."
            ),
        ),
        RequestEvent::GiveBackPapers { .. } => {
            // Then nobody may have asked at all: the request was entered from the wrong letter.
            let (nobody_zh, nobody_en) = match missing.contains(&Evidence::Form) {
                true => (
                    "\n没有寄过这件申请的，什么都不用寄，请告诉管局并说出受理号。",
                    "\nIf you never sent this request, post nothing; tell the bureau, with the reference.",
                ),
                false => ("", ""),
            };
            (
                "寄来的申请还缺材料 · Papers are missing from the request",
                format!(
                    "您没有做错什么。管局核对时发现，有一封别的信误放进了这件申请（{asked_zh}），已经取回。所以这件申请还缺：{}。\n已经寄出的，不必再寄，到了会发邮件告诉您；还没有寄的，请寄信人补寄，信封上写明“{envelope}”和受理号 {reference}。收齐后才能办理。{nobody_zh}",
                    missing_zh.join("、")
                ),
                format!(
                    "You did nothing wrong. The bureau found that a letter that belongs elsewhere had been put with this request {asked_en}, and took it back. So this request still lacks: {}.\nWhat is posted already need not be posted again: you get an email when it arrives. If it is not posted yet, the sender should post it, with {envelope} and the reference {reference} on the envelope. It can be decided once everything is there.{nobody_en}",
                    missing_en.join(", ")
                ),
            )
        }
        RequestEvent::SortPapers(_) if missing_zh.is_empty() => (
            "寄来的材料齐全了 · The papers are complete",
            format!(
                "管局重新核对了寄来的材料，这件申请（{asked_zh}）材料齐全，管局最迟{}有结果，一有结果就发邮件给您。\n{yours_or_not_zh}",
                day_zh(due)
            ),
            format!(
                "The bureau looked at the papers again. This request {asked_en} is complete. You will have a decision by {}, by email.\n{yours_or_not_en}",
                day_en(due)
            ),
        ),
        RequestEvent::SortPapers(_) => (
            "寄来的申请还缺材料 · Papers are missing from the request",
            format!(
                "管局重新核对了寄来的材料，这件申请（{asked_zh}）还缺：{}。您没有做错什么；以前收到的邮件不一样的，以这一封为准。\n请寄信人补寄，信封上写明“{envelope}”和受理号 {reference}。收齐后才能办理。",
                missing_zh.join("、")
            ),
            format!(
                "The bureau looked at the papers again. This request {asked_en} still lacks: {}. You did nothing wrong; if an earlier email said otherwise, go by this one.\nThe sender should post it, with {envelope} and the reference {reference} on the envelope. It can be decided once everything is there.",
                missing_en.join(", ")
            ),
        ),
        RequestEvent::ReceiveRequest(_) | RequestEvent::ReceiveEvidence(_) if missing_zh.is_empty() => (
            "寄来的材料已收到 · The papers have arrived",
            format!(
                "寄来的申请（{asked_zh}）已收到，材料齐全，管局最迟{}有结果，一有结果就发邮件给您。\n{yours_or_not_zh}",
                day_zh(due)
            ),
            format!(
                "The request by post {asked_en} has arrived and is complete. You will have a decision by {}, by email.\n{yours_or_not_en}",
                day_en(due)
            ),
        ),
        RequestEvent::ReceiveRequest(_) | RequestEvent::ReceiveEvidence(_) => (
            "寄来的申请还缺材料 · Papers are missing from the request",
            format!(
                "寄来的申请（{asked_zh}）已收到，还缺：{}。\n请寄信人补寄，信封上写明“{envelope}”和受理号 {reference}。收齐后才能办理。",
                missing_zh.join("、")
            ),
            format!(
                "The request by post {asked_en} has arrived. Still missing: {}.\nThe sender should post it, with {envelope} and the reference {reference} on the envelope. It can be decided once everything is there.",
                missing_en.join(", ")
            ),
        ),
    };
    let not_you = match request.kind {
        PaperKind::RecoverAccount => {
            "如果不是您寄的申请，请立即与管局联系。\nIf the letter was not yours, contact the bureau at once."
        }
        // It may come from who owns the domain now.
        _ => {
            "如果不是您寄的申请，也不同意，请立即与管局联系并说出受理号。\nIf the letter was not yours and you do not agree, contact the bureau at once and tell it the reference."
        }
    };
    let mut paragraphs = vec![zh, format!("受理号 Reference: {reference}"), en];
    let link = match recipient {
        Recipient::Owner => {
            if !is_open_to_objection {
                paragraphs.push(not_you.to_owned());
            }
            format!("{origin}{}", help::page_of_request(request.kind, event.kind()))
        }
        _ => format!("{origin}/requests/?id={}", request.id),
    };
    Some(Letter { subject: format!("{subject}（{reference}）"), paragraphs, link })
}

/// What is left to do for whoever reads that a request is complete, in Chinese and English. It may be who asked, or who holds what
/// somebody else asks for, and nobody knows which.
fn yours_or_not(kind: PaperKind) -> (&'static str, &'static str) {
    match kind {
        PaperKind::RecoverAccount => (
            "不是您寄的申请：请立即告诉管局，并说出受理号；不然管局会按寄来的材料决定。\n是您寄的申请：不用再做什么。",
            "If the letter was not yours: tell the bureau at once, with the reference; otherwise it decides by the papers that came.\nIf the letter was yours: there is nothing more to do.",
        ),
        PaperKind::DeleteSubmission | PaperKind::Deregister => (
            "不是您寄的申请，您也不同意的：请在管局决定以前告诉管局，并说出受理号；不然管局会按寄来的材料决定。\n是您寄的申请，或者您同意的：不用再做什么。",
            "If the letter was not yours and you do not agree: tell the bureau before it decides, with the reference; otherwise it decides by the papers that came.\nIf the letter was yours, or you agree: there is nothing more to do.",
        ),
    }
}

/// What a paper is called, in Chinese and English.
fn evidence(evidence: Evidence) -> (&'static str, &'static str) {
    match evidence {
        Evidence::Form => ("签名或盖章的申请书", "the request itself, signed or sealed"),
        Evidence::Licence => (
            "营业执照（或组织机构代码证）复印件",
            "a copy of the business licence or organization-code certificate",
        ),
        Evidence::IdentityCard => ("身份证复印件", "a copy of the identity card"),
        Evidence::DomainCertificate => ("域名注册证书", "the domain certificate"),
    }
}

/// The letter with the code that shows where something stands.
pub fn progress(reference: &str, code: &str, origin: &str) -> Letter {
    Letter {
        subject: format!("办理进度 · Where it stands（{reference}）"),
        paragraphs: vec![
            format!(
                "您好！有人用受理号 {reference} 查询办理进度。打开下面的链接，就能看到办到哪一步、轮到谁、哪天以前；24 小时内有效，不用登录。\n查询码：{code}"
            ),
            "如果不是您查询的，不必理会，也不要把查询码告诉别人：没有它，谁也看不到。".to_owned(),
            format!(
                "Somebody asked where {reference} stands. Open the link within 24 hours to see how far it is, whose move it is and by when; you need not sign in.\nCode: {code}"
            ),
            "If it was not you, ignore this email and give the code to nobody: without it nobody sees anything.".to_owned(),
        ],
        // Behind the `#`, so that no server's log has it.
        link: format!("{origin}/progress/#{code}"),
    }
}

/// The letter about days off that wait for a signature.
pub fn about_calendar(proposal: &Proposal, origin: &str) -> Letter {
    let (subject, zh, en) = clock::about_proposal(proposal);
    Letter { subject: subject.to_owned(), paragraphs: vec![zh, en], link: format!("{origin}/calendar/") }
}

/// The letter about what happened to a filing.
/// `code` is what the owner confirms a deregistration with.
/// `None` where the event owes nobody a letter.
pub fn about_filing(
    event: &Event<FilingEvent>,
    recipient: Recipient,
    filing: &Filing,
    code: Option<&str>,
    origin: &str,
) -> Option<Letter> {
    let to_owner = recipient == Recipient::Owner;
    let domain = &filing.form.site.domain;
    let reference = &filing.reference;
    let due = due_of(&event.data);
    let number = match (&event.data, filing.site_numbers()) {
        // A filing of several sites has several.
        (FilingEvent::Approve { .. }, numbers) if numbers.len() > 1 => numbers.join("、"),
        (FilingEvent::Approve { number } | FilingEvent::AskDeregistration { number, .. }, _) => {
            number.clone()
        }
        _ => String::new(),
    };
    let number_en = number.replace('、', ", ");
    let (bring_zh, bring_en) = still_to_bring(filing, recipient);
    let runs = running_limit(&event.data);
    let waits_for_sheet = runs == Some(Limit::Sheet) && awaits_sheet(filing);
    let of_clock = clock::about_filing(event, recipient, filing);
    let (subject, zh, en) = match (&event.data, to_owner) {
        (FilingEvent::Submit { .. }, true) if event.role == Role::Provider => (
            "接入服务商为您提交了备案申请 · Your provider filed for you",
            format!("您的接入服务商为您提交了一份备案申请，应在{}前核验。请打开下面的链接看一看，如有不对，请告诉接入服务商。{bring_zh}", day_zh(due)),
            format!("Your access provider has submitted a filing for you and should check it by {}. Open the link to look at it, and tell your provider if something is wrong.{bring_en}", day_en(due)),
        ),
        (FilingEvent::AskDeregistration { .. }, true) => (
            "请确认注销 · Please confirm the deregistration",
            format!("{}申请注销 {number}。注销以后不能恢复，备案号不再使用。\n确实要注销的，请在 7 天内打开下面的链接，登录后确认。不想注销的，不必理会，也可以登录后撤回：不确认就不会注销。", asked_by(event).0),
            format!("{} asked that {number} be deregistered. This cannot be undone, and the number is not used again.\nIf it is meant, open the link within 7 days, sign in and confirm. If not, ignore this email or sign in and withdraw it: without your confirmation nothing is deregistered.", asked_by(event).1),
        ),
        (FilingEvent::AskDeregistration { .. }, false) => (
            "有注销申请 · A deregistration was asked for",
            format!("收到注销 {number} 的申请，正在等主办者用邮件里的链接确认；确认后会再通知贵公司转交，最好在{}前完成。", day_zh(due)),
            format!("A request to deregister {number} has come in. Its owner must first confirm it with the link in the email; you will then be asked to forward it, if possible by {}.", day_en(due)),
        ),
        (FilingEvent::ConfirmDeregistration { .. }, _) => (
            "注销申请已确认，请转交 · The deregistration is confirmed, please forward it",
            format!("主办者已确认注销。请在{}前核对并转交管局。", day_zh(due)),
            format!("The owner has confirmed the deregistration. Please check it and forward it to the bureau by {}.", day_en(due)),
        ),
        (FilingEvent::Discard, _) => (
            "注销申请已撤回 · The deregistration was withdrawn",
            "注销申请已撤回，什么都没有注销，备案照旧有效。".to_owned(),
            "The request to deregister was withdrawn. Nothing was deregistered; what is on file stays.".to_owned(),
        ),
        (FilingEvent::DeleteSubmission { .. }, true) => (
            "备案申请已按来信删除 · A filing was deleted as a letter asked",
            format!("管局已按寄来的申请删除这份备案申请。{}如果不是您寄的申请，也不同意，请立即与管局联系。", freed(filing).0),
            format!("As a letter asked, the bureau has deleted this filing. {} If the letter was not yours and you do not agree, contact the bureau at once.", freed(filing).1),
        ),
        (FilingEvent::DeleteSubmission { .. }, false) => (
            "备案申请已删除 · A filing was deleted",
            "管局已按寄来的申请删除这份备案申请。贵公司不用再处理。".to_owned(),
            "As a letter asked, the bureau has deleted this filing. There is nothing left for you to do.".to_owned(),
        ),
        (FilingEvent::Submit { .. }, true) => (
            "备案申请已提交 · Filing submitted",
            format!("您的备案申请已提交给接入服务商，接入服务商应在{}前核验。{bring_zh}", day_zh(due)),
            format!("Your filing is with your access provider, who should check it by {}.{bring_en}", day_en(due)),
        ),
        (FilingEvent::Submit { .. }, false) => (
            "有新的备案申请待核验 · A filing waits for your check",
            format!("一份备案申请选择了贵公司接入，请在{}前核验，然后转交或退回。", day_zh(due)),
            format!("A filing chose you as its access provider. Please check it by {}, then forward or return it.", day_en(due)),
        ),
        (FilingEvent::Correct { .. }, _) => (
            "接入服务商修改了您的备案信息 · Your provider corrected your filing",
            "接入服务商代您更正了备案信息。请打开下面的链接，核对改了哪些内容；如有不对，请与接入服务商联系。".to_owned(),
            "Your access provider corrected your filing. Open the link to see what changed; if something is wrong, tell your provider.".to_owned(),
        ),
        (FilingEvent::ReturnFiling { .. }, _) => (
            "备案申请需要修改 · Your filing needs changes",
            "接入服务商退回了您的备案申请。请按下面的说明修改，然后重新提交；已填的内容都还在。".to_owned(),
            "Your access provider returned your filing. Change what is listed above and submit again; everything you wrote is kept.".to_owned(),
        ),
        (FilingEvent::Forward { .. }, true) if waits_for_sheet => (
            "请寄出真实性核验单 · Please post the verification sheet",
            format!("接入服务商已核验并转交。还差一份真实性核验单，请在{}前寄到管局；收到后才开始审核。已经寄出的，不必再寄，到了会发邮件告诉您。", day_zh(due)),
            format!("Your provider has forwarded the filing. The verification sheet is still missing: it must reach the bureau by {}. The review starts when it is there. If you have posted it, do nothing: you will have an email when it arrives.", day_en(due)),
        ),
        (FilingEvent::Forward { .. }, false) if waits_for_sheet => (
            "备案申请已转交管局 · Filing forwarded to the bureau",
            format!("备案申请已转交管局。请提醒主办者：真实性核验单要在{}前寄到管局。", day_zh(due)),
            format!("The filing has been forwarded to the bureau. Please remind its owner: the verification sheet must reach the bureau by {}.", day_en(due)),
        ),
        // The sheet came before this letter left; the letter about the sheet says by when there is a decision.
        (FilingEvent::Forward { .. }, _) if runs != Some(Limit::Review) => (
            "备案申请已转交管局 · Filing forwarded to the bureau",
            format!("接入服务商已核验，备案申请已转交管局。{bring_zh}"),
            format!("The access provider has checked the filing and forwarded it to the bureau.{bring_en}"),
        ),
        (FilingEvent::Forward { .. }, true) => (
            "备案申请已转交管局 · Filing forwarded to the bureau",
            format!("备案申请已转交管局，最迟{}有结果，一有结果就发邮件给您。{bring_zh}", day_zh(due)),
            format!("The filing is with the bureau. You will have a decision by {}, by email.{bring_en}", day_en(due)),
        ),
        (FilingEvent::Forward { .. }, false) => (
            "备案申请已转交管局 · Filing forwarded to the bureau",
            format!("备案申请已转交管局，最迟{}有结果。", day_zh(due)),
            format!("The filing has been forwarded to the bureau, which decides by {}.", day_en(due)),
        ),
        (FilingEvent::RecordSheet { .. }, _) if runs == Some(Limit::Review) && filing.has_unseen_sheet() => (
            "核验单已收到 · Verification sheet received",
            format!("管局已收到真实性核验单，审核开始，最迟{}有结果。审核员会先看签名和章是否齐全；缺了什么，会马上发邮件告诉您怎样补。", day_zh(due)),
            format!("The bureau has the verification sheet and the review has begun. You will have a decision by {}, by email. The reviewer first looks whether every signature and seal is there; if something is missing, you will be told by email at once.", day_en(due)),
        ),
        (FilingEvent::RefuseSheet { reason, .. }, true) => (
            "核验单不齐，请重寄 · Please post the verification sheet again",
            format!("寄来的真实性核验单还不齐：{}。\n请重新打印一份，补齐签名和章，在{}前寄到管局；收到后再开始审核。填好的内容都还在，不用重新申请。", reason, day_zh(due)),
            format!("The verification sheet that arrived is not complete: {}.\nPrint it again, have every signature and seal put on it, and post it so that it reaches the bureau by {}. The review starts when it is there. Everything you wrote is kept; do not file anew.", reason, day_en(due)),
        ),
        (FilingEvent::RefuseSheet { reason, .. }, false) => (
            "核验单不齐，要重寄 · A verification sheet must be posted again",
            format!("主办者寄来的真实性核验单还不齐：{}。\n请帮主办者补齐签名和章，重寄一份，在{}前寄到管局；收到后再开始审核。", reason, day_zh(due)),
            format!("The verification sheet that arrived is not complete: {}.\nPlease help its owner to put every signature and seal on a new one and post it, so that it reaches the bureau by {}. The review starts when it is there.", reason, day_en(due)),
        ),
        (FilingEvent::RecordSheet { .. }, _) if runs == Some(Limit::Review) => (
            "核验单已收到，审核开始 · Verification sheet received, the review begins",
            format!("管局已收到真实性核验单，审核开始，最迟{}有结果，一有结果就发邮件给您。{bring_zh}", day_zh(due)),
            format!("The bureau has the verification sheet and the review has begun. You will have a decision by {}, by email.{bring_en}", day_en(due)),
        ),
        (FilingEvent::RecordSheet { .. }, true) => (
            "核验单已收到 · Verification sheet received",
            format!("管局已收到真实性核验单，不用再寄。接入服务商核验并转交以后，管局才开始审核。{bring_zh}"),
            format!("The bureau has the verification sheet; it need not be posted again. The review begins once your access provider has checked and forwarded the filing.{bring_en}"),
        ),
        (FilingEvent::RecordSheet { .. }, false) => (
            "核验单已收到 · Verification sheet received",
            "管局已收到真实性核验单。备案申请还在贵公司，转交管局以后才开始审核。".to_owned(),
            "The bureau has the verification sheet. The filing is still with you: the review begins once you have forwarded it.".to_owned(),
        ),
        (FilingEvent::ReturnToOwner { .. }, true) | (FilingEvent::ReturnToProvider { .. }, false) => (
            "备案申请被退回，请修改 · A filing came back, please amend it",
            "管局退回了这份备案申请。只需修改下面列出的内容，改好后直接回到管局，不用重新申请。".to_owned(),
            "The bureau returned this filing. Amend only what is listed above; it goes straight back to the bureau. Do not file anew.".to_owned(),
        ),
        (FilingEvent::ReturnToProvider { .. }, _) => (
            "管局请接入服务商修改您的备案申请 · Your provider amends your filing",
            "您现在不用做什么：接入服务商改好后直接送回管局。".to_owned(),
            "There is nothing for you to do now: your provider amends the filing, and it goes straight back to the bureau.".to_owned(),
        ),
        (FilingEvent::ReturnToOwner { .. }, _) => (
            "管局请主办者修改备案申请 · The owner amends a filing",
            "您现在不用做什么：主办者改好后直接送回管局。".to_owned(),
            "There is nothing for you to do now: the owner amends the filing, and it goes straight back to the bureau.".to_owned(),
        ),
        (FilingEvent::Amend { .. }, _) => (
            "修改已送达管局 · The amendment reached the bureau",
            format!("修改后的备案申请已直接回到管局，最迟{}有结果。{bring_zh}", day_zh(due)),
            format!("The amended filing is back at the bureau. You will have a decision by {}.{bring_en}", day_en(due)),
        ),
        (FilingEvent::Approve { .. }, _) if filing.kind.is_deregistration() => (
            "备案已注销 · Deregistered",
            format!("{number} 已注销，域名可以重新备案，原备案号不再使用。请停止网站访问，并拿掉首页底部的备案号。"),
            format!("{number} has been deregistered. The domain may be filed anew, and the number is not used again. Please take the site offline and the number off its home page."),
        ),
        (FilingEvent::Approve { .. }, true) if filing.kind == Kind::AddAccess => (
            "新增接入已通过 · The access is on file",
            format!("{number} 新增的接入已通过，备案号不变，接入服务商可以开通接入。您不用再做什么。"),
            format!("The added access for {number} is on file. The number stays, and the provider may open the access. There is nothing for you to do."),
        ),
        (FilingEvent::Approve { .. }, true) if filing.kind == Kind::Change => (
            "变更已通过 · The change is on file",
            format!("{number} 的变更已通过，备案号不变。您不用再做什么。"),
            format!("The change of {number} is on file. The number stays. There is nothing for you to do."),
        ),
        (FilingEvent::Approve { .. }, false) if filing.kind == Kind::Change => (
            "变更已通过 · The change is on file",
            format!("{number} 的变更已通过，备案号和接入都不变。"),
            format!("The change of {number} is on file. Number and access stay."),
        ),
        (FilingEvent::Approve { .. }, false) => (
            "备案通过 · Filing approved",
            format!("{number} 的备案已通过，可以开通接入。备案号由主办者放在网站首页底部。"),
            format!("Approved: {number_en}. The access may be opened. The owner shows the number at the foot of the home page."),
        ),
        (FilingEvent::Approve { .. }, true) => (
            "备案通过 · Filing approved",
            format!("备案已通过。网站备案号：{number}。请把备案号放在网站首页底部，并链接到 https://beian.miit.gov.cn/ ；网站开通后 30 日内另办公安备案。"),
            format!("The filing is approved. Filing number of each site: {number_en}. Show it at the foot of the home page, linked to https://beian.miit.gov.cn/ ; file with public security within 30 days of opening the site."),
        ),
        (FilingEvent::WarnDraft { .. }, true) if filing.state.written_by().is_some() => (
            "接入服务商为您写的草稿快要删去了 · Your provider's draft for you will be deleted",
            format!("接入服务商为您写的一份备案草稿很久没有改动，到{}就会删去。还要办的，请告诉接入服务商；不办了，不必理会。", day_zh(due)),
            format!("Your access provider has not written on a draft for you for a long time; it will be deleted on {}. If you still want it, tell your provider; otherwise ignore this email.", day_en(due)),
        ),
        (FilingEvent::WarnDraft { .. }, _) => (
            "您的备案草稿快要删去了 · Your draft will be deleted",
            format!("要保留这份很久没有改动的草稿，请在{}之前打开它，保存一次。不保存，到那一天就会删去。", day_zh(due)),
            format!("Nobody has written on this draft for a long time. To keep it, open and save it before {}. On that day it will be deleted.", day_en(due)),
        ),
        (FilingEvent::ExpireDraft, _) => (
            "您的备案草稿已删去 · Your draft was deleted",
            "这份备案草稿长期没有改动，已经删去。需要备案时，可以随时重新开始。".to_owned(),
            "Nobody had written on this draft for a long time, and it was deleted. You can begin a new one at any time.".to_owned(),
        ),
        (
            FilingEvent::Remind(_)
            | FilingEvent::MoveDeadline(_)
            | FilingEvent::HandOver { .. }
            | FilingEvent::PauseReview { .. }
            | FilingEvent::ResumeReview { .. }
            | FilingEvent::CorrectArrival { .. },
            _,
        ) => of_clock?,
        (
            FilingEvent::StartFiling { .. }
            | FilingEvent::AttachScan { .. }
            | FilingEvent::RemoveScan { .. }
            | FilingEvent::ConfirmSheet { .. }
            | FilingEvent::Deregister { .. }
            | FilingEvent::Erase
            | FilingEvent::TakeUp { .. },
            _,
        ) => return None,
    };
    let about = match domain.as_str() {
        "" => format!("受理号 Reference: {reference}"),
        _ => format!("受理号 Reference: {reference} · 域名 Domain: {domain}"),
    };
    // A letter that did not arrive may be sent again long after.
    let since = match filing.standing() {
        Stage::Deregistered if !filing.kind.is_deregistration() => Some((
            "请注意：这份备案的网站后来已经注销，备案号不再使用。下面是注销以前的通知。",
            "Please note: the site of this filing has been deregistered since, and its number is not used again. Below is the letter of the time before.",
        )),
        _ => None,
    };
    let mut paragraphs: Vec<String> = since.iter().map(|(zh, _)| (*zh).to_owned()).collect();
    paragraphs.push(zh);
    paragraphs.extend(reasons(event.data.reasons()));
    paragraphs.push(about);
    paragraphs.extend(since.iter().map(|(_, en)| (*en).to_owned()));
    paragraphs.push(en);
    Some(Letter {
        subject: format!("{subject}（{reference}）"),
        paragraphs,
        link: match code {
            // Behind the `#`, so that no server's log has it.
            Some(code) => format!("{origin}/confirm-deregistration/#{}.{code}", filing.id),
            None => format!("{origin}/filing/?id={}", filing.id),
        },
    })
}

/// The deadline that ran once something reached the bureau.
fn running_limit(event: &FilingEvent) -> Option<Limit> {
    if let FilingEvent::Forward { deadline }
    | FilingEvent::RecordSheet { deadline, .. }
    | FilingEvent::Amend { deadline, .. } = event
    {
        deadline.limit
    } else {
        None
    }
}

/// The last day that an event tells.
fn due_of(event: &FilingEvent) -> Option<&Due> {
    if let FilingEvent::Forward { deadline }
    | FilingEvent::RecordSheet { deadline, .. }
    | FilingEvent::Amend { deadline, .. } = event
    {
        deadline.due.as_ref()
    } else if let FilingEvent::Submit { due, .. }
    | FilingEvent::RefuseSheet { due, .. }
    | FilingEvent::AskDeregistration { due, .. }
    | FilingEvent::ConfirmDeregistration { due } = event
    {
        due.as_ref()
    } else if let FilingEvent::WarnDraft { due } = event {
        Some(due)
    } else {
        None
    }
}

/// Whether the verification sheet has still to reach the bureau.
pub(crate) fn awaits_sheet(filing: &Filing) -> bool {
    filing.kind.needs_sheet() && filing.sheet.is_none()
}

/// The papers that the reader has still to bring, as the filing stands now, in Chinese and English; the owner is also told that none are due.
pub(crate) fn still_to_bring(filing: &Filing, recipient: Recipient) -> (String, String) {
    let is_owner = recipient == Recipient::Owner;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if is_owner && awaits_sheet(filing) {
        zh.push("\n现在还要准备真实性核验单：请打开下面的链接打印，由您和接入服务商签名盖章，日期留空，把原件寄到管局。接入服务商转交以前就可以寄；收到核验单以后，管局才开始审核。已经寄出的，不必再寄，到了会发邮件告诉您。");
        en.push("\nPlease prepare the verification sheet now: open the link to print it, have it signed and sealed by you and by your access provider, leave the date blank, and post the original to the bureau. You need not wait for your provider; the review begins only when the sheet is there. If you have posted it, do nothing: you will have an email when it arrives.");
    }
    if filing.missing_documents(NeededFor::Approval).contains(&DocumentKind::PreApproval) {
        match filing.stage() {
            Stage::UnderReview => {
                zh.push("\n前置审批文件还没有上传：请打开下面的链接上传。没有它，这份备案不能通过。");
                en.push("\nThe pre-approval document is still missing: please open the link and upload it. Without it the filing cannot be approved.");
            }
            _ => {
                zh.push("\n前置审批文件还没有上传：管局开始审核以后，请打开下面的链接上传。没有它，这份备案不能通过。");
                en.push("\nThe pre-approval document is still missing: once the review has begun, please open the link and upload it. Without it the filing cannot be approved.");
            }
        }
    }
    if zh.is_empty() && is_owner {
        zh.push("您现在不用再做什么。");
        en.push(" There is nothing for you to do now.");
    }
    (zh.concat(), en.concat())
}

/// The claims that a deleted filing sets free, in Chinese and English.
fn freed(filing: &Filing) -> (&'static str, &'static str) {
    match filing.kind {
        Kind::First => ("它占用的域名和证件可以重新提交。", "Its domain and certificate may be filed anew."),
        Kind::AddSite => (
            "它占用的域名可以重新提交；已经备案的内容没有变。",
            "Its domain may be filed anew; what is on file has not changed.",
        ),
        _ => ("已经备案的内容没有变。", "What is on file has not changed."),
    }
}

/// Who asked, in Chinese and English.
fn asked_by(event: &Event<FilingEvent>) -> (&'static str, &'static str) {
    match event.role {
        Role::Provider => ("您的接入服务商", "Your access provider"),
        _ => ("您（或登录了您账户的人）", "You, or somebody signed in to your account,"),
    }
}

/// The reasons, one below the other.
fn reasons(reasons: &[Reason]) -> Option<String> {
    let line = |(place, reason): (usize, &Reason)| {
        let help = if reason.suggestion.is_empty() {
            String::new()
        } else {
            format!("（怎样改 What helps: {}）", reason.suggestion)
        };
        format!("{}. {}{help}", place + 1, reason.reason)
    };
    (!reasons.is_empty()).then(|| reasons.iter().enumerate().map(line).collect::<Vec<_>>().join("\n"))
}

pub(crate) fn day_zh(due: Option<&Due>) -> String {
    due.map_or_else(String::new, |due| {
        let mark = if due.provisional { "（暂定）" } else { "" };
        format!("{}{mark}", date_zh(due.date))
    })
}

pub(crate) fn day_en(due: Option<&Due>) -> String {
    due.map_or_else(String::new, |due| {
        let mark = if due.provisional { " (provisional)" } else { "" };
        format!("{}{mark}", date_en(due.date))
    })
}

/// The name of the template that says this, the same for ever: what it is about, what happened, who reads it.
pub fn template(about: &str, event: &EventName, reader: &str) -> String {
    let event = event.as_str().replace('_', "-");
    match reader {
        "" => format!("{about}-{event}"),
        reader => format!("{about}-{event}-{reader}"),
    }
}

/// The version of a template, raised with each change of what it says. A test holds what it says against what was kept of this version.
pub fn version(template: &str) -> u32 {
    match template {
        // They say what is to be done as the filing or the request stands, and to whom.
        "request-approve-request"
        | "request-receive-evidence"
        | "request-receive-request"
        | "request-remind" => 3,
        "filing-amend-owner"
        | "filing-amend-provider"
        | "filing-delete-submission-owner"
        | "filing-forward-owner"
        | "filing-forward-provider"
        | "filing-move-deadline-owner"
        | "filing-pause-review-owner"
        | "filing-pause-review-provider"
        | "filing-record-sheet-owner"
        | "filing-record-sheet-provider"
        | "filing-resume-review-owner"
        | "filing-resume-review-provider"
        | "filing-submit-owner"
        | "file-remind-expiry-supervisor"
        | "request-sort-papers"
        // They lead to a question of the help, no longer to all of them.
        | "account-change-email"
        | "account-change-password"
        | "account-disable-account"
        | "account-set-password"
        | "account-try-recovery"
        // It says what an expiry does not do, and what to press.
        | "file-remind-expiry-owner"
        | "request-move-deadline"
        | "request-refuse-request" => 2,
        _ => 1,
    }
}
