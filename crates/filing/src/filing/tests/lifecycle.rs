//! The lifecycle in the documentation. The test takes every permitted action and compares the result with the page.

#![expect(clippy::disallowed_methods, reason = "a test compares a page of the documentation")]

use super::{DAY, actor, context, scan};
use crate::{
    deadline::Arrival,
    filing::{
        Filing, action::FilingAction, reasons::ReturnReason, review::ReturnTo, state::FilingStatus,
        verification_sheet::SheetCheck,
    },
    form::{DocumentKind, NeededFor, check::demo},
    history::{Actor, Role},
    identifier::{FilingId, Reference},
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Write,
    fs,
    path::Path,
};
use strum::VariantArray;

const PAGE: &str = "../../docs/LIFECYCLE.md";
const BEGIN: &str = "<!-- generated: begin -->\n";
const END: &str = "<!-- generated: end -->\n";

/// The parties that act on a filing, in the order of the page.
const ROLES: [Role; 5] = [Role::Owner, Role::Provider, Role::Clerk, Role::Reviewer, Role::Supervisor];

/// Returns the facts that determine the permitted actions. Filings with equal facts are visited once.
fn situation(filing: &Filing) -> String {
    let sheet = filing.sheet.as_ref().map(|sheet| sheet.confirmed);
    let paused = filing.state.deadline().is_some_and(|deadline| deadline.pause().is_some());
    let written = !filing.form.organizer.name.is_empty();
    format!("{:?} {written} {sheet:?} {paused} {:?} {}", filing.status(), filing.assignee, filing.scans.len())
}

/// The filings that the action of this actor may lead to.
fn after(filing: &Filing, action: FilingAction, actor: &Actor) -> Vec<Filing> {
    let context = context(actor, DAY);
    let filing = || filing.clone();
    let reasons =
        || vec![ReturnReason { pointer: "/site/name".into(), reason: "!".into(), suggestion: String::new() }];
    let renamed = || {
        let mut form = filing().form;
        form.site.name.push('网');
        form
    };
    let steps = match action {
        FilingAction::SaveDraft => vec![filing().save_draft(demo::unit(), &context)],
        FilingAction::Correct => vec![filing().correct(renamed(), &context)],
        FilingAction::Amend => vec![filing().amend(renamed(), &context)],
        FilingAction::UploadScan => {
            let missing = filing().missing_documents(NeededFor::Submit);
            let kinds = if missing.is_empty() { vec![DocumentKind::VerificationSheet] } else { missing };
            let attach = |filing: Filing, (id, kind): (usize, DocumentKind)| {
                filing.attach_scan(scan(kind, DAY, id), &context).map(|step| step.after)
            };
            let id = filing().scans.len();
            let attached = (id..).zip(kinds).try_fold(filing(), attach);
            return attached.into_iter().collect();
        }
        FilingAction::Submit => vec![filing().submit(None, &context)],
        FilingAction::Forward => vec![filing().forward(None, &context)],
        FilingAction::ReturnFiling => vec![filing().return_by_provider(reasons(), &context)],
        FilingAction::RecordSheet => {
            let sheet = scan(DocumentKind::VerificationSheet, DAY, 99);
            let arrived = || Arrival::on(context.today());
            let seen =
                filing().receive_sheet(vec![sheet.clone()], SheetCheck::SignedAndSealed, arrived(), &context);
            vec![seen, filing().receive_sheet(vec![sheet], SheetCheck::Unseen, arrived(), &context)]
        }
        FilingAction::CorrectArrival => Vec::new(),
        FilingAction::Review => vec![
            filing().approve(None, Vec::new(), 1, '赣', &context),
            filing().return_from_review(ReturnTo::Owner, reasons(), &context),
            filing().return_from_review(ReturnTo::Provider, reasons(), &context),
        ],
        FilingAction::PauseReview => {
            vec![filing().pause_review("hearing", "2026-12-01".parse().unwrap(), &context)]
        }
        FilingAction::ResumeReview => vec![filing().resume_review(&context)],
        FilingAction::TakeUp => vec![filing().take_up(&context)],
        FilingAction::HandOver => vec![filing().hand_over(None, &context)],
        FilingAction::CheckSheet => {
            vec![filing().confirm_sheet(&context), filing().refuse_sheet("缺章", &context)]
        }
        FilingAction::ConfirmDeregistration => vec![filing().confirm_deregistration(&context)],
        FilingAction::Discard => vec![filing().discard(&context)],
    };
    steps.into_iter().filter_map(|step| step.ok().map(|step| step.after)).collect()
}

/// The open actions by status and role, and the changes of status by action and role, of a first filing.
type Lifecycle = (
    BTreeMap<(FilingStatus, usize), BTreeSet<usize>>,
    BTreeMap<(FilingStatus, FilingStatus), BTreeSet<(usize, usize)>>,
);

fn walked() -> Lifecycle {
    let begun = Filing::start(
        FilingId::from(1),
        Reference::issue(*b"JX", [1; 8]),
        &context(&actor(Role::Owner), DAY),
    )
    .after;
    let (mut open, mut moves): Lifecycle = (BTreeMap::new(), BTreeMap::new());
    let (mut seen, mut waiting) = (BTreeSet::from([situation(&begun)]), VecDeque::from([begun]));
    while let Some(filing) = waiting.pop_front() {
        for (at, role) in ROLES.into_iter().enumerate() {
            let actor = actor(role);
            for action in filing.open_actions(&actor) {
                let name = FilingAction::VARIANTS.iter().position(|known| *known == action).unwrap();
                open.entry((filing.status(), at)).or_default().insert(name);
                for next in after(&filing, action, &actor) {
                    if next.status() != filing.status() {
                        moves.entry((filing.status(), next.status())).or_default().insert((name, at));
                    }
                    if seen.insert(situation(&next)) {
                        waiting.push_back(next);
                    }
                }
            }
        }
    }
    (open, moves)
}

fn name(action: usize) -> &'static str {
    FilingAction::VARIANTS[action].into()
}

fn generated() -> String {
    let (open, moves) = walked();
    let mut page = String::from("```mermaid\nstateDiagram-v2\n    [*] --> draft: start-filing\n");
    for ((from, to), by) in &moves {
        let mut labels: Vec<&str> = by.iter().map(|(action, _)| name(*action)).collect();
        labels.dedup();
        writeln!(page, "    {} --> {}: {}", from.as_str(), to.as_str(), labels.join(", ")).unwrap();
    }
    page += "    approved --> deregistered: deregistration of the record\n```\n\n";
    page += "| `status` | next actor | owner | provider | clerk | reviewer | supervisor |\n";
    page += "| --- | --- | --- | --- | --- | --- | --- |\n";
    for status in FilingStatus::ALL {
        let party = serde_json::to_value(status.next_actor()).unwrap();
        write!(page, "| `{}` | {} |", status.as_str(), party.as_str().unwrap()).unwrap();
        for at in 0..ROLES.len() {
            let actions = open.get(&(status, at)).into_iter().flatten();
            let actions: Vec<String> = actions.map(|action| format!("`{}`", name(*action))).collect();
            write!(page, " {} |", actions.join(", ")).unwrap();
        }
        page.push('\n');
    }
    page
}

#[test]
fn the_lifecycle_in_the_documentation_is_what_the_rules_permit() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (found, behind) = rest.split_once(END).unwrap();
    let expected = generated();
    if std::env::var_os("BEIAN_WRITE_GOLDEN").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{expected}{END}{behind}")).unwrap();
        return;
    }
    assert_eq!(found, expected, "stale: BEIAN_WRITE_GOLDEN=1 cargo test -p beian-filing lifecycle");
}
