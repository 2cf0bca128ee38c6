//! The action `file-in-bulk`.

use beian_contract::{
    problem::{FieldProblem, ProblemCode},
    request::{BulkRow, Deregister, FileInBulk, StartFiling},
    view::{BulkLine, BulkOutcome, BulkReport},
};
use beian_filing::{
    claim::{Claim, Conflict, ConflictKind, Holder},
    filing::Filing,
    filing::FilingRefusal,
    finding::FindingCode,
    form::{FilingKind, Form, NeededFor},
    history::{Actor, Step},
    identifier::FilingNumber,
    rate_limit,
    record::RecordRefusal,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, is_key, parse};
use serde_json::json;
use std::collections::HashSet;

/// The largest number of rows in one request. The time limit of a request allows more than this number.
pub const MOST_ROWS: usize = 25;

/// Begin filings for several owners at once 批量办理.
///
/// An access provider sends rows. Each row begins one filing of one owner, and the report has a line for each row. A refused row does
/// not stop the other rows. A dry run gives the same report and changes nothing. The key of a row names its filing permanently: a row
/// that is sent again, alone or with other rows, finds the filing that it began.
///
/// # Refusals
/// - `too-many-requests` the account has sent too many bulk requests
///
/// The report gives these refusals of a row:
/// - `not-found`, `not-on-file`, `already-deregistered`, `no-such-access`, `access-on-file` the refusals of a single filing
/// - `field-fixed` the row writes a field that must stay as the record has it
/// - `form-incomplete`, `documents-missing`, `nothing-changed` the draft cannot be submitted and stays a draft
/// - `domain-taken`, `certificate-taken` another filing or another province holds the claim, and the filing stays a draft
/// - `filing-under-way` the organizer has another filing under way
/// - `organizer-twice` an earlier row is about the same organizer
pub async fn file_in_bulk(ctx: RequestContext, input: FileInBulk) -> ActionResult<BulkReport> {
    let actor = ctx.actor().await?;
    let problems = wrong(&input.rows);
    if !problems.is_empty() {
        return Err(ActionError::Malformed(problems));
    }
    if let Some(seconds) = ctx.count("bulk", &actor.account, rate_limit::BULKS_OF_ACCOUNT).await? {
        return Err(ActionError::TooMany(seconds));
    }
    let mut organizers = HashSet::new();
    let mut rows = Vec::with_capacity(input.rows.len());
    for row in &input.rows {
        let own = ctx.app().rules().abbreviation;
        let whose = row.number.as_deref().and_then(|number| FilingNumber::parse_in_text(number, own).ok());
        let whose = whose.map(|number| number.organizer().to_string()).or_else(|| row.username.clone());
        let line = if whose.is_some_and(|whose| !organizers.insert(whose)) {
            refused(row, ProblemCode::OrganizerTwice.into())
        } else {
            let part = ctx.part(&format!("bulk-{}", row.key), &asked(row));
            match done(&part, input.dry_run, row, &actor).await {
                Ok(line) => line,
                Err(fault) => refused(row, fault),
            }
        };
        rows.push(line);
    }
    Ok(BulkReport { dry_run: input.dry_run, rows })
}

/// Returns the parts of a row that its key stands for. A later request may submit the filing, so `submit` is not one of them.
fn asked(row: &BulkRow) -> String {
    json!([row.kind, row.number, row.username, row.reason, row.form]).to_string()
}

/// Returns the problems of the number of rows and of their keys.
fn wrong(rows: &[BulkRow]) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if rows.is_empty() {
        problems.push(field("/rows", FindingCode::Required));
    }
    if rows.len() > MOST_ROWS {
        problems.push(field("/rows", FindingCode::TooMany));
    }
    let mut keys = HashSet::new();
    for (place, row) in rows.iter().enumerate().take(MOST_ROWS) {
        let at = |name: &str| format!("/rows/{place}/{name}");
        if !is_key(&row.key) {
            problems.push(field(&at("key"), FindingCode::BadCharacters));
        } else if !keys.insert(&row.key) {
            problems.push(field(&at("key"), FindingCode::Duplicate));
        }
    }
    problems
}

/// Carries out one row. A dry run only reports the outcome.
async fn done(
    ctx: &RequestContext,
    dry_run: bool,
    row: &BulkRow,
    actor: &Actor,
) -> Result<BulkLine, ActionError> {
    let step = match begun(ctx, row, actor).await {
        // The row began its filing before, and later changes of the filing stay.
        Err(ActionError::Repeated(filing)) => return again(ctx, dry_run, row, *filing, actor).await,
        step => step?,
    };
    let mut filing = step.after.clone();
    let conflicts = conflicts(ctx, &filing, actor).await?;
    if let Some(order) = conflicts.iter().find(|conflict| conflict.kind == ConflictKind::FilingUnderWay) {
        return Err(FilingRefusal::FilingUnderWay(order.clone()).into());
    }
    let asks = row.kind.is_deregistration();
    if !dry_run {
        filing = match ctx.save(step, actor).await {
            // Another request carried out the same row at the same time.
            Err(ActionError::Repeated(filing)) => return again(ctx, dry_run, row, *filing, actor).await,
            // The submission continues from the saved filing, because the store computes the last hash of the history.
            kept => kept?,
        };
    }
    let outcome = if dry_run { BulkOutcome::Ready } else { BulkOutcome::Begun };
    let line = BulkLine { conflicts, ..line(ctx, row, &filing, outcome) };
    if row.submit && !asks { submit(ctx, dry_run, filing, line, actor).await } else { Ok(line) }
}

/// Reports a row that began its filing before, and submits the draft if only the submission is left to do.
async fn again(
    ctx: &RequestContext,
    dry_run: bool,
    row: &BulkRow,
    filing: Filing,
    actor: &Actor,
) -> Result<BulkLine, ActionError> {
    let draft = filing.state.written_by().is_some();
    let outcome =
        if draft || row.kind.is_deregistration() { BulkOutcome::Begun } else { BulkOutcome::Submitted };
    let line = BulkLine { repeated: true, ..line(ctx, row, &filing, outcome) };
    if row.submit && draft { submit(ctx, dry_run, filing, line, actor).await } else { Ok(line) }
}

/// Returns the step that begins a row's filing, with the fields that the row writes.
async fn begun(ctx: &RequestContext, row: &BulkRow, actor: &Actor) -> Result<Step<Filing>, ActionError> {
    let own = ctx.app().rules().abbreviation;
    let number = match row.number.as_deref().map(|number| FilingNumber::parse_in_text(number, own)) {
        Some(Err(problem)) => return Err(ActionError::Malformed(vec![field("/number", problem.into())])),
        Some(Ok(number)) => Some(number),
        None if row.kind != FilingKind::First => {
            return Err(ActionError::Malformed(vec![field("/number", FindingCode::Required)]));
        }
        None => None,
    };
    // A row with shifted columns must not file for another owner.
    let not_asked = [
        ("/number", row.kind == FilingKind::First && number.is_some()),
        ("/username", row.kind != FilingKind::First && row.username.is_some()),
    ];
    let not_asked: Vec<FieldProblem> = not_asked
        .into_iter()
        .filter(|(_, there)| *there)
        .map(|(at, _)| field(at, FindingCode::UnknownField))
        .collect();
    if !not_asked.is_empty() {
        return Err(ActionError::Malformed(not_asked));
    }
    // A filing number of another province may have the same digits.
    let ours = ctx.app().rules().abbreviation;
    if number.is_some_and(|number| number.organizer().province() != ours) {
        return Err(RecordRefusal::NotOnFile.into());
    }
    let record_id = number.map(|number| number.organizer().record_id());
    let position = number.and_then(|number| number.site()).map(|(position, _)| position);
    if row.kind.is_deregistration() {
        if (row.kind == FilingKind::DeregisterSite) != position.is_some() {
            return Err(RecordRefusal::NotOnFile.into());
        }
        let (record_id, reason) = (record_id.unwrap_or_default(), row.reason.clone().unwrap_or_default());
        let asked = Deregister { record_id, position, provider: None, reason };
        return Ok(ctx.ask_deregistration(&asked).await?.0);
    }
    let username = row.username.clone();
    let asked = StartFiling { kind: row.kind, record_id, position, username, authorization: None };
    let (step, _) = ctx.begin(&asked).await?;
    let Some(written) = &row.form else { return Ok(step) };
    let mut form = serde_json::to_value(&step.after.form).unwrap_or_default();
    json_patch::merge(&mut form, written);
    let form: Form = parse(form).map_err(|fault| match fault {
        ActionError::Malformed(problems) => {
            ActionError::Malformed(problems.into_iter().map(in_form).collect())
        }
        fault => fault,
    })?;
    let filled = step.after.clone().save_draft(form, &ctx.decision_by(actor))?;
    Ok(Step { before: None, event: step.event, effects: step.effects, ..filled })
}

fn in_form(problem: FieldProblem) -> FieldProblem {
    FieldProblem { pointer: format!("/form{}", problem.pointer), ..problem }
}

/// Submits a draft, or reports why it stays a draft.
async fn submit(
    ctx: &RequestContext,
    dry_run: bool,
    filing: Filing,
    line: BulkLine,
    actor: &Actor,
) -> Result<BulkLine, ActionError> {
    let base = ctx.app().snapshot_of(&filing).await?;
    let step = match filing.submit(base.as_ref(), &ctx.decision_by(actor)) {
        Ok(step) => step,
        Err(refusal) => return Ok(with(line, refusal.into())),
    };
    if dry_run {
        return Ok(BulkLine { outcome: BulkOutcome::Submitted, ..line });
    }
    // A command makes one change of a filing, so the submission needs a command of its own.
    let part = ctx.part(&format!("{}-submit", ctx.command()), "");
    match part.commit(step, actor).await {
        Ok(_) | Err(ActionError::Repeated(_)) => {
            Ok(BulkLine { outcome: BulkOutcome::Submitted, missing: Vec::new(), ..line })
        }
        Err(fault) => Ok(with(line, fault)),
    }
}

/// Returns the conflicts with the holders of the filing's future claims, as far as the actor may know them.
async fn conflicts(
    ctx: &RequestContext,
    filing: &Filing,
    actor: &Actor,
) -> Result<Vec<Conflict>, ActionError> {
    let claims: Vec<Claim> = filing.would_claim();
    let mut found = Vec::new();
    for (claim, holder) in ctx.store().holders(&claims).await? {
        if !matches!(&holder, Holder::Filing(id) if *id == filing.id) {
            found.push(ctx.app().conflict(&claim, &holder, actor).await?);
        }
    }
    Ok(found)
}

fn line(ctx: &RequestContext, row: &BulkRow, filing: &Filing, outcome: BulkOutcome) -> BulkLine {
    let rules = ctx.app().rules();
    let today = beian_filing::calendar::local_date(ctx.now());
    let open = filing.state.written_by().is_some();
    let findings = if open { filing.findings(rules, today) } else { Vec::new() };
    BulkLine {
        key: row.key.clone(),
        outcome,
        repeated: false,
        filing_id: Some(filing.id),
        reference: Some(filing.reference),
        findings: beian_filing::form::masking::without_private(findings),
        missing: if open { filing.missing_documents(NeededFor::Submit) } else { Vec::new() },
        conflicts: Vec::new(),
        problem: None,
    }
}

fn refused(row: &BulkRow, fault: ActionError) -> BulkLine {
    let line = BulkLine {
        key: row.key.clone(),
        outcome: BulkOutcome::Refused,
        repeated: false,
        filing_id: None,
        reference: None,
        findings: Vec::new(),
        missing: Vec::new(),
        conflicts: Vec::new(),
        problem: None,
    };
    with(line, fault)
}

/// Returns the line with the problem of its row. The internal cause goes to the log only.
fn with(line: BulkLine, fault: ActionError) -> BulkLine {
    let (problem, cause) = fault.into_problem();
    if let Some(cause) = cause {
        let said =
            json!({ "level": "error", "action": "file-in-bulk", "code": problem.code, "cause": cause });
        eprintln!("{said}");
    }
    BulkLine { problem: Some(problem), ..line }
}
