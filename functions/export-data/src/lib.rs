//! The action `export-data`.

use beian_contract::{
    problem::ProblemCode,
    request::ExportData,
    view::{AccountView, EventView, ExportView, ExportedFiling},
};
use beian_filing::account::{AccountEvent, ChangeContext};
use beian_kit::{ActionResult, RequestContext, password};
use beian_store::LoadRequest;

/// Take one's data out 导出我的资料.
///
/// What is kept about an owner: the account with its history, and each filing whole, with everything that happened
/// to it and who of the staff saw what is private. Scans are named; each is seen with `view-scan`. The password is asked for
/// again, and the holder is told.
///
/// # Refusals
/// - `wrong-password` the password is not right
/// - `too-many-requests` the place must wait
pub async fn export_data(ctx: RequestContext, input: ExportData) -> ActionResult<ExportView> {
    let (session, mut account) = password::confirmed(&ctx, input.password).await?;
    let actor = session.actor;
    let page = ctx.store().filings_of_owner(&actor.account, input.cursor.as_deref()).await?;
    // Every page is noted, whatever cursor and key it is asked with: nothing leaves in silence.
    account = ctx
        .note_account(account.note(AccountEvent::ExportData, ChangeContext::actor(&actor, ctx.now())))
        .await?;
    let open: Vec<&str> = account.sessions.iter().map(|open| open.hash.as_str()).collect();
    let sessions = ctx.store().sessions(&open).await?;
    let history = ctx.store().account_history(&actor.account).await?;
    let own = ctx.session_hash().ok_or(ProblemCode::NotSignedIn)?;
    let mut filings = Vec::with_capacity(page.items.len());
    for filing in &page.items {
        let wanted = LoadRequest { filing: Some(&filing.id), ..LoadRequest::default() };
        let Some(filing) = ctx.store().load(wanted).await?.filing else { continue };
        let accesses = ctx.store().accesses(&filing.id).await?;
        let events = ctx.store().history(&filing.id).await?;
        filings.push(ExportedFiling {
            filing: ctx.view(&filing, &actor),
            history: EventView::history_of_filing(&events, &accesses, &actor),
        });
    }
    Ok(ExportView {
        exported_at: ctx.now(),
        account: AccountView::of(&account, &sessions, &history, own, ctx.now()),
        email: account.email,
        filings,
        next_cursor: page.next,
    })
}
