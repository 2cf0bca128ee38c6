//! The letters about accounts.

use super::*;

pub(super) fn accounts(letters: &mut Letters) {
    const SECRET: &str = "abcde-fghjk-mnpqr-stuvw-xyz23";
    let mut add = |data: AccountEvent, by: Role, holder: Role, secret: Option<i64>, variant: &str| {
        let secret = secret.map(|minutes| (SECRET, minutes));
        let template = template::template("account", &data.name(), "");
        let letter = message::about_account(&event(data, by), &account(holder), secret, ORIGIN);
        letters.add(template, variant, letter);
    };
    add(AccountEvent::Register, Role::Owner, Role::Owner, None, "to an owner");
    add(AccountEvent::ResetPassword, Role::Owner, Role::Owner, Some(15), "to an owner");
    for holder in [Role::Owner, Role::Clerk] {
        let to = if holder == Role::Owner { "to an owner" } else { "to staff" };
        for data in [
            AccountEvent::TryRecovery,
            AccountEvent::EnterWrongCode,
            AccountEvent::SetPassword,
            AccountEvent::ChangePassword,
            AccountEvent::ConfirmSecondFactor,
            AccountEvent::UseRecoveryCode,
            AccountEvent::DisableAccount { reason: None },
            AccountEvent::EnableAccount { reason: None },
        ] {
            add(data, holder, holder, None, to);
        }
    }
    add(AccountEvent::RemoveSecondFactor, Role::Owner, Role::Owner, None, "to an owner");
    add(AccountEvent::ExportData, Role::Owner, Role::Owner, None, "to an owner");
    add(
        AccountEvent::RecoverOwner { reason: None },
        Role::Provider,
        Role::Owner,
        Some(24 * 60),
        "to an owner",
    );
    add(
        AccountEvent::RecoverByPaper { reference: reference(1) },
        Role::Reviewer,
        Role::Owner,
        Some(24 * 60),
        "to an owner",
    );
    add(
        AccountEvent::RecoverStaff { reason: None },
        Role::Supervisor,
        Role::Clerk,
        Some(24 * 60),
        "to staff",
    );
    add(AccountEvent::Invite, Role::Supervisor, Role::Clerk, Some(3 * 24 * 60), "to staff");
    add(AccountEvent::AddOwner, Role::Provider, Role::Owner, Some(3 * 24 * 60), "to an owner");
    add(
        AccountEvent::ProposeEmail { until: "2026-11-26T02:00:00Z".parse().unwrap(), reason: None },
        Role::Provider,
        Role::Owner,
        Some(0),
        "to the present address",
    );
    add(
        AccountEvent::ChangeEmail { reason: None },
        Role::Provider,
        Role::Owner,
        None,
        "to the former address, by a provider",
    );
    add(
        AccountEvent::ChangeEmail { reason: None },
        Role::Provider,
        Role::Owner,
        Some(24 * 60),
        "to the new address, by a provider",
    );
    add(
        AccountEvent::ChangeEmail { reason: None },
        Role::Reviewer,
        Role::Owner,
        None,
        "to the former address, by post",
    );
    add(
        AccountEvent::ChangeEmail { reason: None },
        Role::Reviewer,
        Role::Owner,
        Some(24 * 60),
        "to the new address, by post",
    );
    add(AccountEvent::KeepEmail, Role::Owner, Role::Owner, None, "to an owner");
    letters.add("sign-up".into(), "", message::confirmation("0123", SECRET, ORIGIN));
}
