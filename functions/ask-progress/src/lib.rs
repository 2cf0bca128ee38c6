//! The action `ask-progress`.

use beian_contract::{request::AskProgress, view::Done};
use beian_filing::{
    finding::FindingCode,
    history::{Event, InquiryEvent, Recipient, Role},
    identifier::{Reference, Username, email},
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, token};
use beian_store::FollowedCase;
use jiff::SignedDuration;

/// The number of hours for which an inquiry is stored.
const KEPT_HOURS: i64 = 24;

/// Ask by email for the progress of a filing or a paper request 查询进度, without signing in.
///
/// The applicant enters a reference and an email address. If the address belongs to the case, a message brings a code that shows the
/// progress for a day. The answer and the work are the same if the address does not belong to the case, so that a stranger learns
/// neither which references exist nor which addresses belong to them. A malformed reference or address is reported, because its form
/// alone reveals no case.
///
/// # Refusals
/// - `too-many-requests` the client address or its network has sent too many inquiries
pub async fn ask_progress(ctx: RequestContext, input: AskProgress) -> ActionResult<Done> {
    ctx.within(rate_limit::PROGRESS).await?;
    let (reference, given) = match (Reference::parse(&input.reference), address(&input.email)) {
        (Ok(reference), Some(address)) => (reference, address),
        (reference, address) => {
            let wrong = [
                reference.is_err().then(|| field("/reference", FindingCode::ReferenceForm)),
                address.is_none().then(|| field("/email", FindingCode::EmailForm)),
            ];
            return Err(ActionError::Malformed(wrong.into_iter().flatten().collect()));
        }
    };
    let followed = ctx.store().followed_case(reference).await?;
    let (owner, stated) = match &followed {
        Some(FollowedCase::Filing(filing)) => (filing.owner.clone(), None),
        Some(FollowedCase::Request(request)) => (request.account.clone(), request.email.clone()),
        Some(FollowedCase::Form(form)) => (Username::typed("-"), form.email.clone()),
        None => (Username::typed("-"), None),
    };
    let account = ctx.store().account(&owner).await?;
    let is_given = |address: &String| address.eq_ignore_ascii_case(&given);
    let known =
        account.is_some_and(|account| is_given(&account.email)) || stated.as_ref().is_some_and(is_given);
    // Inquiries with a wrong address have a counter of their own. They use up none of the owner's messages and take the same work.
    let of = if known { reference.to_string() } else { format!("{reference}?") };
    let often = ctx.count("progress", &of, rate_limit::MESSAGES_OF_REFERENCE).await?.is_some();
    let notices: &[Recipient] = if known && !often { &[Recipient::Owner] } else { &[] };
    // Nobody is signed in, so the event names the owner of the case as its actor.
    let event = Event::unchained(InquiryEvent::AskProgress { reference }, ctx.now(), &owner, Role::Owner)
        .with_notices(notices);
    let digest = token::digest(&format!("{} {}", ctx.command(), ctx.fingerprint()));
    ctx.store().ask_progress(&digest, &event, ctx.now() + SignedDuration::from_hours(KEPT_HOURS)).await?;
    Ok(Done {})
}

/// Returns the email address in a pasted text, which may be a `mailto:` link, stand in brackets or end with a full stop.
fn address(text: &str) -> Option<String> {
    let aside = |c: char| c.is_whitespace() || "<>《》()（）\"“”,，;；。".contains(c);
    let text = text.trim_matches(aside).trim_end_matches('.');
    let after =
        text.get(7..).filter(|_| text.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:")));
    email::canonical_email(after.unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_paste_it() {
        for text in [
            "owner@example.com",
            " Mailto:owner@example.com",
            "owner@example.com。",
            "<owner@example.com>",
            "owner@example.com.",
            "ｏｗｎｅｒ＠example.com，",
        ] {
            assert_eq!(address(text).as_deref(), Some("owner@example.com"), "{text}");
        }
        for text in ["", "owner", "mailto:", "例"] {
            assert_eq!(address(text), None, "{text}");
        }
    }
}
