//! The messages about an account: sign-up, password, second factor, email address.

use super::Message;
use crate::{
    dates::{date_en, date_zh, how_long},
    help,
};
use beian_filing::{
    account::{Account, AccountEvent, AccountEventKind},
    calendar::local_date,
    history::{Event, Role},
};

/// The message that asks a new user to confirm the email address. `secret` is the code that confirms it.
pub fn confirmation(id: &str, secret: &str, origin: &str) -> Message {
    Message {
        subject: "请确认注册 · Confirm your sign-up".to_owned(),
        paragraphs: vec![
            "您好！有人用这个邮箱注册网站备案账户。请在 24 小时内打开下面的链接确认，确认后您会看到自己的用户名。".to_owned(),
            "如果不是您本人注册，不必理会：不确认就不会开通账户。".to_owned(),
            "Somebody signed up for website filing with this address. Open the link within 24 hours to confirm; you will then see your user name.".to_owned(),
            "If it was not you, ignore this email: without a confirmation no account is opened.".to_owned(),
        ],
        // A browser sends nothing after `#` to a server, so no log contains the secret.
        link: format!("{origin}/confirm/#{id}.{secret}"),
    }
}

/// The subject line, the paragraph in Chinese and in English, and the page that the message links to.
type Said = (&'static str, String, String, String);

/// The message about an event of an account. `secret` is the temporary password or code in it and the minutes for which
/// it is valid.
pub fn about_account(
    event: &Event<AccountEvent>,
    account: &Account,
    secret: Option<(&str, i64)>,
    origin: &str,
) -> Message {
    let kind = event.data.kind();
    let username = &account.username;
    let (secret, minutes) = secret.unwrap_or_default();
    let (how_long_zh, how_long_en) = how_long(minutes);
    let set = format!("/set-password/?username={username}");
    // An attacker may have changed the password or the second factor; then the holder cannot sign in and needs another way.
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
    // The person to ask for another temporary password depends on the sender of this one.
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
    let (old_zh, old_en) = match account.password_hash.as_str() {
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
    Message { subject: subject.to_owned(), paragraphs, link: format!("{origin}{page}") }
}
