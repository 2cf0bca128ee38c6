//! The action `ask-progress`.

use beian_contract::{request::AskProgress, view::Done};
use beian_filing::{
    finding::FieldCode,
    history::{Event, InquiryEvent, Recipient, Role},
    identifier::{Reference, email},
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, token};
use beian_store::FollowedCase;
use jiff::SignedDuration;

/// That somebody asked is kept so long, in hours.
const KEPT_HOURS: i64 = 24;

/// Ask by email where a filing or a paper request stands 查询进度, without signing in.
///
/// Who knows the reference and reads the mail of its owner gets a letter with a code that shows the progress for a day. The answer
/// here is the same whether the two go together or not, and so is the work: nobody learns which references there are, or whose. A text
/// that is no reference or no address by its form alone is told as that, since it says nothing of what there is.
///
/// # Refusals
/// - `too-many-requests` the place has asked too often
pub async fn ask_progress(ctx: RequestContext, input: AskProgress) -> ActionResult<Done> {
    ctx.within(rate_limit::PROGRESS).await?;
    let (reference, given) = match (Reference::parse(&input.reference), address(&input.email)) {
        (Ok(reference), Some(address)) => (reference.to_string(), address),
        (reference, address) => {
            let wrong = [
                reference.is_err().then(|| field("/reference", FieldCode::ReferenceForm)),
                address.is_none().then(|| field("/email", FieldCode::EmailForm)),
            ];
            return Err(ActionError::Malformed(wrong.into_iter().flatten().collect()));
        }
    };
    let followed = ctx.store().followed_case(&reference).await?;
    let (owner, stated) = match &followed {
        Some(FollowedCase::Filing(filing)) => (filing.owner.clone(), None),
        Some(FollowedCase::Request(request)) => (request.account.clone(), request.email.clone()),
        Some(FollowedCase::Form(form)) => ("-".to_owned(), form.email.clone()),
        None => ("-".to_owned(), None),
    };
    let account = ctx.store().account(&owner).await?;
    let is_given = |address: &String| address.eq_ignore_ascii_case(&given);
    let known =
        account.is_some_and(|account| is_given(&account.email)) || stated.as_ref().is_some_and(is_given);
    // Wrong addresses use up no letters of the right one; they are counted all the same, so that the work is the same.
    let of = if known { reference.clone() } else { format!("{reference}?") };
    let often = ctx.count("progress", &of, rate_limit::LETTERS_OF_REFERENCE).await?.is_some();
    let notices: &[Recipient] = if known && !often { &[Recipient::Owner] } else { &[] };
    // In the name of the account: nobody is signed in.
    let event = Event::unchained(InquiryEvent::AskProgress { reference }, ctx.now(), &owner, Role::Owner)
        .owing(notices);
    let digest = token::digest(&format!("{} {}", ctx.command(), ctx.fingerprint()));
    ctx.store().ask_progress(&digest, &event, ctx.now() + SignedDuration::from_hours(KEPT_HOURS)).await?;
    Ok(Done {})
}

/// The address in what somebody pasted: of a link, in brackets, with the stop of its sentence.
fn address(text: &str) -> Option<String> {
    let aside = |c: char| c.is_whitespace() || "<>《》()（）\"“”,，;；。".contains(c);
    let text = text.trim_matches(aside).trim_end_matches('.');
    let after =
        text.get(7..).filter(|_| text.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:")));
    email::read(after.unwrap_or(text))
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
