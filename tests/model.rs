//! Random journeys of every kind of filing by everybody at once, held against a simple model of what an office keeps.
//!
//! The model is a few maps: what was saved, who holds what, which numbers were ever issued. Each step asks a rule, and saves what it
//! says under the guards of ADR 5 and 10. A short journey is walked on the embedded table too, which must answer as the model does.
//! `BEIAN_MODEL_STEPS` and `BEIAN_MODEL_SEED` walk further, or elsewhere.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "model/acts.rs"]
mod acts;
#[path = "model/attempts.rs"]
mod attempts;
#[path = "model/office.rs"]
mod office;
#[path = "model/papers.rs"]
mod papers;
#[path = "model/steps.rs"]
mod steps;

use beian_filing::{
    account::Account,
    calendar::{Calendar, local_date},
    claim::{Claim, Conflict, ConflictKind},
    deadline::Arrival,
    deadline::HasDeadline,
    filing::FilingRefusal,
    filing::{
        Filing, FilingAction, FilingEffects, FilingEvent, FilingEventKind, FilingStatus, RecordSnapshot,
        ReturnReason, ReturnTo, Scan, SheetCheck, release_claims,
    },
    finding::Level,
    form::{
        Access, ApplicantKind, DocumentKind, FilingKind, Form, FurtherAccess, FurtherSite, NeededFor,
        PreApproval,
    },
    history::{Actor, Context, Event, Role, Step, digest_of, is_intact},
    identifier::{FilingId, FilingNumber, OrganizerNumber, ProviderId, RequestId, Username},
    paper::{Envelope, Evidence, PaperRequest, RequestKind, RequestSubject, RequestTarget},
    policy::Rules,
    record::RecordRefusal,
    record::{Expiry, Record, RecordEvent, RecordSite},
    refusal::Refusal,
};
use beian_store::{Store, StoreError};
use beian_tests::{Harness, forms};
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::{BTreeMap, BTreeSet};

/// Number of steps that the model alone takes in `make test`.
const STEPS: u64 = 100_000;
/// And so many with the table beside it.
const STEPS_ON_TABLE: u64 = 2_500;
/// Refusals that no journey can reach.
const ELSEWHERE: [&str; 16] = [
    "numbers-exhausted",       // a million approvals; a test beside the rule
    "unknown-provider",        // the table is asked, not a rule
    "too-many-scans",          // forty scans with one filing; a test beside the rule
    "too-many-authorizations", // ten open at once; tests/actions/kinds/providers.rs
    "calendar-unfit",          // of no filing; tests/actions/calendar.rs
    "proposal-waits",          // the same
    "own-proposal",            // the same
    "already-disabled",        // of no filing; tests/actions/staff.rs
    "not-disabled",            // the same
    "own-account",             // the same
    "letter-filed",            // of no filing; tests/actions/post/
    "no-pages",                // the same
    "nothing-to-reorder",      // the same
    "letters-dealt-with",      // the same
    "not-with-request",        // the same
    "own-work",                // accounts whose role was changed; tests beside the rule
];

/// Chance that can be walked again.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn of<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

/// Why something was not saved.
#[derive(Debug, PartialEq, Eq)]
enum Stopped {
    Stale,
    Taken(Claim),
}

/// A step to be saved, with what goes with it.
#[expect(clippy::large_enum_variant, reason = "the walk holds one of them at a time")]
enum Wish {
    Filing(Step<Filing>),
    File(Step<Record>, Vec<Step<Filing>>),
    Request(Step<PaperRequest>),
}

#[derive(Default)]
struct Office {
    /// How often somebody was reminded.
    reminded: usize,
    /// How often somebody was reminded of what expires.
    expired: usize,
    filings: BTreeMap<FilingId, Filing>,
    /// Every filing there ever was, and those that are not finished.
    ids: Vec<FilingId>,
    open: BTreeSet<FilingId>,
    histories: BTreeMap<FilingId, Vec<(Event<FilingEvent>, String)>>,
    files: BTreeMap<OrganizerNumber, Record>,
    requests: BTreeMap<RequestId, PaperRequest>,
    /// By their canonical claims: one organizer and one domain are one, however they are written.
    claims: BTreeMap<Claim, FilingId>,
    issued: BTreeSet<FilingNumber>,
    last: u32,
    reached: BTreeSet<&'static str>,
    statuses: BTreeSet<FilingStatus>,
    approved: BTreeSet<String>,
}

/// A walk through an office, with the table beside it or alone.
struct Walk {
    office: Office,
    chance: Chance,
    store: Option<Store>,
    /// The versions whose heads were taken over from the table.
    taken: BTreeMap<String, u64>,
    now: Timestamp,
    made: u64,
    /// How many steps there were.
    steps: usize,
    past: Vec<Filing>,
    actors: Vec<Actor>,
}

impl Walk {
    fn new(seed: u64, store: Option<Store>) -> Walk {
        let actor = |account: &str, role, provider: Option<&str>| Actor {
            account: Username::typed(account),
            role,
            provider: provider.map(|id| ProviderId::parse(id).unwrap()),
        };
        Walk {
            office: Office::default(),
            chance: Chance(seed),
            store,
            taken: BTreeMap::new(),
            now: beian_tests::MONDAY.parse().unwrap(),
            made: 0,
            steps: 0,
            past: Vec::new(),
            actors: vec![
                actor("owner-0", Role::Owner, None),
                actor("owner-1", Role::Owner, None),
                actor("owner-2", Role::Owner, None),
                actor("staff-yi", Role::Provider, Some("yun-yi")),
                actor("staff-er", Role::Provider, Some("yun-er")),
                actor("clerk-1", Role::Clerk, None),
                actor("reviewer-1", Role::Reviewer, None),
                actor("reviewer-2", Role::Reviewer, None),
            ],
        }
    }

    /// The bits of an identifier that was not made before.
    fn id(&mut self) -> u128 {
        self.made += 1;
        self.made.into()
    }

    /// A name that was not given before.
    fn name(&mut self) -> String {
        format!("{:032x}", self.id())
    }

    /// One of few domains, so that they collide; two of the ways in which one of them is written.
    fn domain(&mut self) -> String {
        match self.chance.below(6) {
            5 => ["示例龙.中国", "示例龍.中國"][(self.made % 2) as usize].to_owned(),
            place => format!("shili-model-{place}.cn"),
        }
    }

    /// A complete form: few domains and certificates, so that they collide.
    fn form(&mut self, owner: usize) -> Form {
        let domain = self.domain();
        // Two of the owners have the same certificate.
        let mut form: Form =
            serde_json::from_value(forms::unit(&domain, &format!("0000000{}", 1 + owner % 2))).unwrap();
        // The paper may be the older one, with the organization code that the credit code contains.
        if self.made.is_multiple_of(3) {
            form.organizer.certificate_kind = "3".into();
            form.organizer.certificate_number = form.organizer.certificate_number[8..17].to_owned();
        }
        form.access.provider = self.provider().into();
        // Some weeks from now, so that the clock has something to say of it.
        let ends = local_date(self.now).saturating_add(45.days());
        form.site.domain_valid_to = ends.to_string();
        form
    }

    fn provider(&mut self) -> ProviderId {
        ProviderId::parse(["yun-yi", "yun-er"][self.chance.below(2)]).unwrap()
    }

    /// A filing, most often as it is, now and then as it was.
    fn some_filing(&mut self) -> Option<Filing> {
        if self.chance.one_in(25) {
            return self.chance.of(&self.past).cloned();
        }
        let id = if self.chance.one_in(8) {
            *self.chance.of(&self.office.ids)?
        } else {
            let place = self.chance.below(self.office.open.len());
            *self.office.open.iter().nth(place)?
        };
        self.office.filings.get(&id).cloned()
    }

    fn some_file(&mut self) -> Option<Record> {
        let live: Vec<&Record> = self.office.files.values().filter(|file| file.is_live()).collect();
        let all: Vec<&Record> = self.office.files.values().collect();
        let from = if self.chance.one_in(6) { &all } else { &live };
        self.chance.of(from).map(|file| (*file).clone())
    }

    /// A record with the forms that describe it, as the table's sections do.
    fn base(&self, file: Record, position: Option<u32>) -> RecordSnapshot {
        let mut form = Form {
            organizer: self.office.filings[&file.described()].form.organizer.clone(),
            ..Form::default()
        };
        if let Some(site) = position.and_then(|position| file.site(position)) {
            let described = &self.office.filings[&site.described()].form;
            form.site = described.of_site(site.described_index()).site;
            if let Some(access) = site.live_accesses().next() {
                let from = &self.office.filings[&access.filing_id].form;
                form.access = from.of_site(site.access_index(access)).access;
            }
        }
        RecordSnapshot { record: file, form }
    }

    fn file_of(&self, filing: &Filing) -> Option<Record> {
        Some(self.office.files[&filing.about.as_ref()?.number].clone())
    }

    fn base_of(&self, filing: &Filing) -> Option<RecordSnapshot> {
        let about = filing.about.as_ref()?;
        Some(self.base(self.office.files[&about.number].clone(), about.position))
    }

    fn states(&self, ids: BTreeSet<FilingId>) -> Vec<Filing> {
        ids.iter().map(|id| self.office.filings[id].clone()).collect()
    }
}

fn context(actor: &Actor, at: Timestamp) -> Context<'_> {
    Context { at, actor, fingerprint: "", rules: Rules::jiangxi(), calendar: Calendar::shipped() }
}

fn scan(document: DocumentKind, id: String, at: Timestamp) -> Scan {
    Scan {
        id,
        document,
        media_type: "image/png".into(),
        size: 1,
        at,
        event: 0,
        name: None,
        pages: Vec::new(),
    }
}

fn asked(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_everybody_does_nothing_is_held_twice_and_every_state_and_refusal_is_reached() {
    let mut walk = Walk::new(asked("BEIAN_MODEL_SEED", 2026), None);
    for _ in 0..asked("BEIAN_MODEL_STEPS", STEPS) {
        walk.step().await;
    }
    let office = &walk.office;
    for (id, history) in &office.histories {
        assert!(is_intact(history, &office.filings[id].last_hash), "{id}");
    }
    println!(
        "{} filings, {} records, {} numbers",
        office.filings.len(),
        office.files.len(),
        office.issued.len()
    );
    let unreached: Vec<_> = Refusal::codes()
        .filter(|code| !office.reached.contains(*code) && !ELSEWHERE.contains(code))
        .collect();
    assert!(unreached.is_empty(), "no journey reaches {unreached:?}");
    assert_eq!(office.statuses, FilingStatus::ALL.into_iter().collect(), "every state is reached");
    assert_eq!(office.approved.len(), FilingKind::ALL.len(), "every kind is approved: {:?}", office.approved);
    assert!(office.reached.contains("stale") && office.reminded > 100, "{} reminders", office.reminded);
    assert!(office.expired > 20, "{} reminders of what expires", office.expired);
    let known = |number: &FilingNumber| FilingNumber::parse(&number.to_string()) == Ok(*number);
    assert!(office.issued.len() > 100 && office.issued.iter().all(known));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_answers_every_step_as_the_model_does() {
    let harness = Harness::open().await;
    let mut walk = Walk::new(asked("BEIAN_MODEL_SEED", 8), Some(harness.store().clone()));
    for _ in 0..STEPS_ON_TABLE {
        walk.step().await;
    }
    // And at the end it holds what the model holds.
    let office = &walk.office;
    let mut claims: BTreeSet<Claim> = office.claims.keys().cloned().collect();
    claims.extend((0..5).map(|place| Claim::Domain(format!("shili-model-{place}.cn"))));
    let claims: Vec<Claim> = claims.into_iter().collect();
    let held: BTreeMap<Claim, beian_filing::claim::Holder> =
        harness.store().holders(&claims).await.unwrap().into_iter().collect();
    assert_eq!(held.len(), office.claims.len());
    for filing in office.filings.values() {
        let stored = harness.store().filing_state(filing.id).await.unwrap();
        assert_eq!(
            (&stored.state, &stored.last_hash, stored.version),
            (&filing.state, &filing.last_hash, filing.version)
        );
    }
    for file in office.files.values() {
        assert_eq!(harness.store().record(file.number).await.unwrap().as_ref(), Some(file));
    }
    assert!(office.files.len() > 2, "{} records", office.files.len());
    // Each history in the table is a chain that ends in its state.
    for filing in office.filings.values() {
        let history = harness.store().history(filing.id).await.unwrap();
        assert!(is_intact(&history, &filing.last_hash), "{}", filing.id);
    }
}
