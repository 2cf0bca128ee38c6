//! The action `export-data`.

use beian_contract::{
    problem::ProblemCode,
    request::ExportData,
    view::{AccountView, EventView, ExportView, ExportedFiling},
};
use beian_filing::account::{AccountEvent, ChangeContext};
use beian_kit::{ActionResult, RequestContext, password};
use beian_store::LoadRequest;

/// Export the data of an owner 导出我的资料.
///
/// The export has the account with its history, and every filing whole, with its history and with each view of its private data by
/// staff. Scans are listed; the action `view-scan` shows each of them. The owner enters the password again and is notified of the
/// export.
///
/// # Refusals
/// - `wrong-password` the password is wrong
/// - `too-many-requests` the session or its client address must wait before the next password
pub async fn export_data(ctx: RequestContext, input: ExportData) -> ActionResult<ExportView> {
    let (session, mut account) = password::confirmed(&ctx, input.password).await?;
    let actor = session.actor;
    let page = ctx.store().filings_of_owner(&actor.account, input.cursor.as_deref()).await?;
    // Every page gets an event, even under a repeated command, so that no data leaves without a notice to the holder.
    account = ctx
        .note_account(account.record_event(AccountEvent::ExportData, ChangeContext::actor(&actor, ctx.now())))
        .await?;
    let open: Vec<&str> = account.sessions.iter().map(|open| open.hash.as_str()).collect();
    let sessions = ctx.store().sessions(&open).await?;
    let history = ctx.store().account_history(&actor.account).await?;
    let own = ctx.session_hash().ok_or(ProblemCode::NotSignedIn)?;
    let mut filings = Vec::with_capacity(page.items.len());
    for filing in &page.items {
        let wanted = LoadRequest { filing: Some(filing.id), ..LoadRequest::default() };
        let Some(filing) = ctx.store().load(wanted).await?.filing else { continue };
        let accesses = ctx.store().accesses(filing.id).await?;
        let events = ctx.store().history(filing.id).await?;
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
