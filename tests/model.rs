//! Random journeys of every kind of filing by everybody at once, held against a simple model of what an office keeps.
//!
//! The model is a few maps: what was saved, who holds what, which numbers were ever issued. Each step asks a rule, and saves what it
//! says under the guards of ADR 5 and 10. A short journey is walked on the embedded table too, which must answer as the model does.
//! `BEIAN_MODEL_STEPS` and `BEIAN_MODEL_SEED` walk further, or elsewhere.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use beian_filing::{
    account::Account,
    calendar::{Calendar, local_date},
    claim::{Claim, Conflict, ConflictKind},
    deadline::Arrival,
    filing::FilingRefusal,
    filing::{
        Filing, FilingEvent, FilingEventKind, FilingStatus, Party, RecordSnapshot, ReturnReason, Scan,
        SheetCheck, Step, release_claims,
    },
    finding::Level,
    form::{Access, Applicant, DocumentKind, Form, FurtherAccess, FurtherSite, Kind, NeededFor, PreApproval},
    history::{Actor, Context, Event, Role, digest_of, is_intact},
    identifier::FilingNumber,
    paper::{Envelope, Evidence, PaperKind, PaperRequest, RequestStep, RequestSubject, RequestTarget},
    policy::Rules,
    record::RecordRefusal,
    record::{Expiry, Record, RecordEvent, RecordSite, RecordStep},
    refusal::Refusal,
};
use beian_store::{Store, StoreError};
use beian_tests::{Harness, forms};
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::{BTreeMap, BTreeSet};

/// So many steps the model alone walks in `make test`.
const STEPS: u64 = 100_000;
/// And so many with the table beside it.
const STEPS_ON_TABLE: u64 = 2_500;
/// What only others than a journey can reach.
const ELSEWHERE: [&str; 13] = [
    "numbers-exhausted",       // a million approvals; a test beside the rule
    "unknown-provider",        // the table is asked, not a rule
    "too-many-scans",          // forty scans with one filing; a test beside the rule
    "too-many-authorizations", // ten open at once; tests/actions/orders.rs
    "calendar-unfit",          // of no filing; tests/actions/calendar.rs
    "proposal-waits",          // the same
    "own-proposal",            // the same
    "letter-filed",            // of no filing; tests/actions/post.rs
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
    Filing(Step),
    File(RecordStep, Vec<Step>),
    Request(RequestStep),
}

#[derive(Default)]
struct Office {
    /// How often somebody was reminded.
    reminded: usize,
    /// How often somebody was reminded of what expires.
    expired: usize,
    filings: BTreeMap<String, Filing>,
    /// Every filing there ever was, and those that are not finished.
    ids: Vec<String>,
    open: BTreeSet<String>,
    histories: BTreeMap<String, Vec<(Event<FilingEvent>, String)>>,
    files: BTreeMap<String, Record>,
    requests: BTreeMap<String, PaperRequest>,
    /// By their canonical claims: one organizer and one domain are one, however they are written.
    claims: BTreeMap<Claim, String>,
    issued: BTreeSet<String>,
    last: u32,
    reached: BTreeSet<&'static str>,
    statuses: BTreeSet<FilingStatus>,
    approved: BTreeSet<String>,
}

impl Office {
    /// Why a step of a filing cannot be saved: somebody changed something, before somebody holds something.
    fn stops(&self, step: &Step) -> Option<Stopped> {
        let stored = self.filings.get(&step.after.id).map(|filing| filing.version);
        let holder = |claim: &Claim| self.claims.get(&claim.canonical());
        let mine = |claim: &Claim| holder(claim).is_some_and(|holder| *holder == step.after.id);
        let stale = stored != step.before.as_ref().map(|before| before.version)
            || step.released().any(|claim| !mine(claim))
            || step.record.as_ref().is_some_and(|file| self.file_stops(file));
        if stale {
            return Some(Stopped::Stale);
        }
        let taken = step.taken().find(|claim| holder(claim).is_some() && !mine(claim));
        let others = || step.related.iter().find_map(|other| self.stops(other));
        taken.map(|claim| Stopped::Taken(claim.clone())).or_else(others)
    }

    fn file_stops(&self, step: &RecordStep) -> bool {
        let stored = self.files.get(&step.after.number).map(|file| file.version);
        stored != step.before.as_ref().map(|before| before.version)
    }

    fn wish_stops(&self, wish: &Wish) -> Option<Stopped> {
        match wish {
            Wish::Filing(step) => self.stops(step),
            Wish::File(step, _) if self.file_stops(step) => Some(Stopped::Stale),
            Wish::File(_, others) => others.iter().find_map(|other| self.stops(other)),
            Wish::Request(step) => {
                let stored = self.requests.get(&step.after.id).map(|request| request.version);
                let stale = stored != step.before.as_ref().map(|before| before.version)
                    || step.effect.record.as_ref().is_some_and(|file| self.file_stops(file));
                let others = || step.effect.filings.iter().find_map(|other| self.stops(other));
                if stale { Some(Stopped::Stale) } else { others() }
            }
        }
    }

    fn keep(&mut self, step: Step) {
        for claim in step.released() {
            self.claims.remove(&claim.canonical());
        }
        for claim in step.taken() {
            self.claims.insert(claim.canonical(), step.after.id.clone());
        }
        let mut after = step.after;
        if let Some(event) = step.event {
            let stored = serde_json::to_string(&event).unwrap();
            after.last_hash = digest_of(&stored);
            let history = self.histories.entry(after.id.clone()).or_default();
            if let FilingEvent::Remind(reminded) = &event.data {
                // Since the clock began or began anew, nobody was told the same.
                let began = |one: &&(Event<FilingEvent>, String)| {
                    let began = [
                        FilingEventKind::PauseReview,
                        FilingEventKind::ResumeReview,
                        FilingEventKind::CorrectArrival,
                        FilingEventKind::ConfirmDeregistration,
                    ];
                    one.0.seq > after.entered_event && !began.contains(&one.0.data.kind())
                };
                let same = |before: &FilingEvent| matches!(before, FilingEvent::Remind(before) if before.reminder == reminded.reminder);
                let twice = history.iter().rev().take_while(began).any(|(before, _)| same(&before.data));
                assert!(!twice, "{}: {:?} twice", after.id, reminded.reminder);
                self.reminded += 1;
            }
            history.push((event, stored));
        }
        let look_on = after
            .state
            .deadline()
            .map(|deadline| deadline.next_reminder_on(Rules::jiangxi(), Calendar::shipped()));
        assert_eq!(after.next_reminder_on, look_on, "{}: its clock is not wound", after.id);
        self.statuses.insert(after.status());
        if step.before.is_none() {
            self.ids.push(after.id.clone());
        }
        if after.status() == FilingStatus::Draft || after.status().is_open() {
            self.open.insert(after.id.clone());
        } else {
            self.open.remove(&after.id);
            let kept = after.claims.iter().all(|claim| !matches!(claim, Claim::Order(_)));
            let free = after.status() == FilingStatus::Approved || after.claims.is_empty();
            assert!(kept && free, "{:?} holds {:?}", after.state, after.claims);
        }
        if after.status() == FilingStatus::Approved {
            assert!(!after.has_unseen_sheet(), "{} is approved, and nobody saw its sheet", after.id);
            self.approved.insert(format!("{:?}", after.kind));
        }
        if let Some(issue) = step.publication {
            self.last = issue.number_taken.map_or(self.last, |(_, sequence)| sequence);
            let fresh = !issue.overwrites;
            for number in issue
                .organizer
                .map(|(it, _)| it.number)
                .into_iter()
                .chain(issue.sites.into_iter().map(|it| it.number))
            {
                assert!(self.issued.insert(number.clone()) || !fresh, "{number} is issued twice");
            }
        }
        self.filings.insert(after.id.clone(), after);
        if let Some(file) = step.record {
            self.keep_file(file);
        }
        for other in step.related {
            self.keep(other);
        }
    }

    fn keep_file(&mut self, step: RecordStep) {
        let mut after = step.after;
        if let Some(event) = step.event {
            after.last_hash = digest_of(&serde_json::to_string(&event).unwrap());
            let expiries = match &event.data {
                RecordEvent::RemindExpiry { expiries, .. } => expiries.as_slice(),
                _ => &[],
            };
            for told in expiries {
                let is_it = |it: &&Expiry| {
                    (it.kind, it.position, &it.class) == (told.kind, told.position, &told.class)
                };
                let before = step.before.iter().flat_map(|before| &before.expiries).find(is_it).unwrap();
                assert!(
                    before.last_reminder < Some(told.reminder),
                    "{}: {:?} twice",
                    after.number,
                    told.reminder
                );
                self.expired += 1;
            }
        }
        let look_on =
            after.expiries.iter().filter_map(|expiry| expiry.next_reminder_on(Rules::jiangxi())).min();
        assert_eq!(after.next_reminder_on, look_on, "{}: its clock is not wound", after.number);
        let on_file = |position: u32| after.site(position).is_some_and(RecordSite::is_live);
        let gone = |expiry: &Expiry| !after.is_live() || expiry.position.is_some_and(|at| !on_file(at));
        assert!(!after.expiries.iter().any(gone), "{}: what is off file expires", after.number);
        // What is read from the table does not have it.
        after.next_reminder_on = None;
        self.files.insert(after.number.clone(), after);
    }

    fn keep_wish(&mut self, wish: Wish) {
        match wish {
            Wish::Filing(step) => self.keep(step),
            Wish::File(step, others) => {
                others.into_iter().for_each(|other| self.keep(other));
                self.keep_file(step);
            }
            Wish::Request(step) => {
                step.effect.filings.into_iter().for_each(|other| self.keep(other));
                step.effect.record.into_iter().for_each(|file| self.keep_file(file));
                let mut after = step.after;
                after.last_hash = digest_of(&serde_json::to_string(&step.event).unwrap());
                self.requests.insert(after.id.clone(), after);
            }
        }
    }

    /// What must hold whatever was done.
    fn insist(&self) {
        for (claim, holder) in &self.claims {
            assert!(
                self.filings[holder].claims.iter().any(|held| held.is_same(claim)),
                "{claim:?} is held by one that does not know"
            );
        }
        let holders: BTreeSet<&String> = self.open.iter().chain(self.claims.values()).collect();
        for id in holders {
            for claim in &self.filings[id].claims {
                assert_eq!(self.claims.get(&claim.canonical()), Some(id), "{claim:?} has two holders");
            }
        }
        let mut domains = BTreeSet::new();
        for file in self.files.values() {
            let mut positions = BTreeSet::new();
            for site in &file.sites {
                assert!(positions.insert(site.position), "a position is used twice");
                if !site.is_live() {
                    continue;
                }
                assert!(file.is_live(), "{} is on file without its organizer", site.number);
                let claim = Claim::Domain(site.domain.clone()).canonical();
                let holder = self.claims.get(&claim);
                assert!(domains.insert(claim), "{} is on file twice", site.domain);
                assert_eq!(holder, Some(&site.filing_id), "{} is on file and not held", site.domain);
            }
            if file.is_live() {
                let first = &self.filings[&file.filing_id];
                assert!(first.claims.iter().any(|claim| matches!(claim, Claim::Certificate { .. })));
                assert_eq!(first.status(), FilingStatus::Approved);
            }
        }
    }
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
            account: account.into(),
            role,
            provider: provider.map(Into::into),
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

    fn id(&mut self) -> String {
        self.made += 1;
        format!("{:032x}", self.made)
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
        form.access.provider = self.provider();
        // Some weeks from now, so that the clock has something to say of it.
        let ends = local_date(self.now).saturating_add(45.days());
        form.site.domain_valid_to = ends.to_string();
        form
    }

    fn provider(&mut self) -> String {
        ["yun-yi", "yun-er"][self.chance.below(2)].to_owned()
    }

    /// A filing, most often as it is, now and then as it was.
    fn some_filing(&mut self) -> Option<Filing> {
        if self.chance.one_in(25) {
            return self.chance.of(&self.past).cloned();
        }
        let id = if self.chance.one_in(8) {
            self.chance.of(&self.office.ids)?.clone()
        } else {
            let place = self.chance.below(self.office.open.len());
            self.office.open.iter().nth(place)?.clone()
        };
        self.office.filings.get(&id).cloned()
    }

    fn some_file(&mut self) -> Option<Record> {
        let live: Vec<&Record> = self.office.files.values().filter(|file| file.is_live()).collect();
        let all: Vec<&Record> = self.office.files.values().collect();
        let from = if self.chance.one_in(6) { &all } else { &live };
        self.chance.of(from).map(|file| (*file).clone())
    }

    /// What is on file, with the forms that describe it, as the table's sections do.
    fn base(&self, file: Record, position: Option<u32>) -> RecordSnapshot {
        let mut form = Form {
            organizer: self.office.filings[file.described()].form.organizer.clone(),
            ..Form::default()
        };
        if let Some(site) = position.and_then(|position| file.site(position)) {
            let described = &self.office.filings[site.described()].form;
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

    fn states(&self, ids: BTreeSet<String>) -> Vec<Filing> {
        ids.iter().map(|id| self.office.filings[id].clone()).collect()
    }

    /// Something that somebody does; `None` where there is nothing to do it to.
    fn wish(&mut self) -> Option<Result<Wish, Refusal>> {
        if self.chance.one_in(2)
            && let Some(next) = self.next_move()
        {
            return next;
        }
        if self.chance.one_in(6) {
            // The clock looks too, sometimes days late, under a command of its own.
            self.made += 1;
            let filing = self.some_filing()?;
            let system = beian_filing::history::system();
            let late = self.now + SignedDuration::from_hours(24 * self.chance.below(40) as i64);
            return filing.scheduled_step(&context(&system, late)).map(|step| Ok(Wish::Filing(step)));
        }
        let who = self.chance.below(self.actors.len());
        let actor = &self.actors[who].clone();
        let id = self.id();
        let context = context(actor, self.now);
        let reference = format!("JX-{id}");
        let step = |step: Result<Step, FilingRefusal>| Some(step.map(Wish::Filing).map_err(Refusal::from));
        match actor.role {
            Role::Owner | Role::Provider if self.chance.one_in(3) => {
                self.begin(actor, who, (id, reference), &context)
            }
            Role::Owner => {
                let filing = self.some_filing().filter(|filing| filing.is_seen_by(actor))?;
                match self.chance.below(9) {
                    0..=1 => self.write(filing, who, &context),
                    2 => self.scans(filing, &context),
                    3..=5 => {
                        let base = self.base_of(&filing);
                        step(filing.submit(base.as_ref(), &context))
                    }
                    6 => self.amend(filing, &context),
                    7 => step(filing.confirm_deregistration(&context)),
                    _ if self.chance.one_in(3) => step(filing.discard(&context)),
                    _ => self.record_of_owner(actor, &context),
                }
            }
            Role::Provider => {
                let filing = self.some_filing().filter(|filing| filing.is_seen_by(actor))?;
                match self.chance.below(10) {
                    0 => self.write(filing, who, &context),
                    1 => self.scans(filing, &context),
                    2 => {
                        let base = self.base_of(&filing);
                        step(filing.submit(base.as_ref(), &context))
                    }
                    3..=5 => {
                        let file = self.file_of(&filing);
                        step(filing.forward(file.as_ref(), &context))
                    }
                    6 => {
                        let mut form = filing.form.clone();
                        match self.chance.below(6) {
                            0..=2 => {}
                            3 => form.access.provider = "yun-san".into(),
                            4 => form.organizer.remarks.push('改'),
                            _ => form.site.domain = self.domain(),
                        }
                        form.site.home_url = format!("www.{}", form.site.domain);
                        step(filing.correct(form, &context))
                    }
                    7 if self.chance.one_in(3) => {
                        let reasons = self.reasons();
                        step(filing.return_to_draft(reasons, &context))
                    }
                    8 => self.amend(filing, &context),
                    _ if self.chance.one_in(3) => step(filing.discard(&context)),
                    _ => {
                        let file = self.some_file().filter(|file| file.is_seen_by(actor))?;
                        let position = 1 + self.chance.below(3) as u32;
                        if !self.chance.one_in(4) {
                            return None;
                        }
                        let step = file.cancel_access(position, "主办者填错了", &context);
                        Some(step.map(|step| Wish::File(step, Vec::new())).map_err(Refusal::from))
                    }
                }
            }
            Role::Clerk if self.chance.one_in(4) => self.letter((id, reference), &context),
            Role::Clerk => {
                let filing = self.some_filing().filter(|filing| filing.is_seen_by(actor))?;
                let sheet = filing.scans.iter().find(|scan| scan.document == DocumentKind::VerificationSheet);
                let sheet = sheet.map(|scan| scan.id.clone()).filter(|_| !self.chance.one_in(9));
                let tomorrow = self.chance.one_in(9);
                let day = if tomorrow { context.today().tomorrow().unwrap() } else { context.today() };
                if self.chance.one_in(6) {
                    let day = day.saturating_sub((self.chance.below(4) as i64).days());
                    let arrived = Arrival { on: day, reason: Some("as a test".into()) };
                    return step(filing.correct_arrival(arrived, &context));
                }
                step(filing.record_sheet(&sheet.unwrap_or_default(), Arrival::on(day), &context))
            }
            _ if self.chance.one_in(4) => self.decide_letter(&context),
            _ => {
                let filing = self.some_filing().filter(|filing| filing.is_seen_by(actor))?;
                if self.chance.one_in(5) {
                    return self.approve(filing, &context);
                }
                if self.chance.one_in(6) {
                    return match self.chance.one_in(2) {
                        true => step(filing.confirm_sheet(&context)),
                        false => step(filing.refuse_sheet("没有盖章", &context)),
                    };
                }
                if self.chance.one_in(4) {
                    let until = context.today().saturating_add((self.chance.below(30) as i64 - 1).days());
                    return match self.chance.one_in(2) {
                        true => step(filing.pause("hearing", until, &context)),
                        false => step(filing.resume(&context)),
                    };
                }
                let to = if self.chance.one_in(2) { Party::Owner } else { Party::Provider };
                let reasons = self.reasons();
                step(filing.return_from_review(to, reasons, &context))
            }
        }
    }

    /// What whoever has the next move of a filing would do, so that journeys come to their ends.
    fn next_move(&mut self) -> Option<Option<Result<Wish, Refusal>>> {
        let filing = self.some_filing()?;
        let movers: Vec<Actor> = self
            .actors
            .iter()
            .filter(|actor| filing.is_seen_by(actor) && !filing.open_actions(actor).is_empty())
            .cloned()
            .collect();
        let actor = self.chance.of(&movers)?.clone();
        let (id, context) = (self.id(), context(&actor, self.now));
        let step =
            |step: Result<Step, FilingRefusal>| Some(Some(step.map(Wish::Filing).map_err(Refusal::from)));
        let actions = filing.open_actions(&actor);
        let may = |action: &str| actions.contains(&action);
        if actions == ["upload-scan"] {
            return step(filing.attach_scan(scan(DocumentKind::PreApproval, id, self.now), &context));
        }
        // Somebody changes their mind.
        if may("discard") && self.chance.one_in(12) {
            return step(filing.discard(&context));
        }
        if may("submit") {
            let complete = filing
                .findings(context.rules, context.today())
                .iter()
                .all(|finding| finding.level != Level::Error);
            let missing = filing.missing_documents(NeededFor::Submit);
            let base = self.base_of(&filing);
            return match missing.first() {
                _ if !complete || (filing.kind == Kind::Change && self.chance.one_in(2)) => {
                    Some(self.write(filing, 0, &context))
                }
                Some(document) => step(filing.attach_scan(scan(*document, id, self.now), &context)),
                None => step(filing.submit(base.as_ref(), &context)),
            };
        }
        if may("forward") {
            let file = self.file_of(&filing);
            return step(filing.forward(file.as_ref(), &context));
        }
        if may("confirm-deregistration") {
            return step(filing.confirm_deregistration(&context));
        }
        if may("check-sheet") && (filing.has_unseen_sheet() || self.chance.one_in(30)) {
            return match self.chance.one_in(9) {
                true => step(filing.refuse_sheet("没有盖章", &context)),
                false => step(filing.confirm_sheet(&context)),
            };
        }
        if may("record-sheet") && self.chance.one_in(4) {
            // One that files itself: nobody has seen it.
            let sheet = scan(DocumentKind::VerificationSheet, id, self.now);
            let arrived = Arrival::on(context.today());
            return step(filing.receive_sheet((vec![sheet], SheetCheck::Unseen), arrived, &context));
        }
        if may("record-sheet") {
            let sheet = filing.scans.iter().find(|scan| scan.document == DocumentKind::VerificationSheet);
            return match sheet.map(|scan| scan.id.clone()) {
                Some(sheet) => step(filing.record_sheet(&sheet, Arrival::on(context.today()), &context)),
                None => {
                    step(filing.attach_scan(scan(DocumentKind::VerificationSheet, id, self.now), &context))
                }
            };
        }
        if may("correct-arrival") && self.chance.one_in(9) {
            let day = context.today().saturating_sub((self.chance.below(4) as i64).days());
            let arrived = Arrival { on: day, reason: Some("as a test".into()) };
            return step(filing.correct_arrival(arrived, &context));
        }
        if may("take-up") && self.chance.one_in(4) {
            return step(filing.take_up(&context));
        }
        if may("hand-over") && self.chance.one_in(3) {
            let to = self.chance.one_in(2).then(|| format!("reviewer-{}", 1 + self.chance.below(2)));
            return step(filing.hand_over(to, &context));
        }
        if may("pause-review") && self.chance.one_in(4) || may("resume-review") && self.chance.one_in(9) {
            let until = context.today().saturating_add((self.chance.below(9) as i64 - 1).days());
            if self.chance.one_in(9) {
                // Weeks later nothing is paused any more.
                let late = crate::context(&actor, self.now + SignedDuration::from_hours(24 * 60));
                return Some(filing.pause("hearing", until, &late).err().map(|refusal| Err(refusal.into())));
            }
            return step(filing.pause("hearing", until, &context));
        }
        if may("resume-review") && self.chance.one_in(2) {
            return step(filing.resume(&context));
        }
        if may("review") {
            return Some(self.approve(filing, &context));
        }
        may("amend").then(|| self.amend(filing, &context))
    }

    fn approve(&mut self, filing: Filing, context: &Context<'_>) -> Option<Result<Wish, Refusal>> {
        let file = filing.about.as_ref().map(|about| self.office.files[&about.number].clone());
        let others = match (&file, &filing.about) {
            (Some(file), Some(about)) if filing.kind.is_deregistration() => {
                self.states(file.filings_of(about.position))
            }
            _ => Vec::new(),
        };
        Some(
            filing
                .approve(file, others, self.office.last + 1, '赣', context)
                .map(Wish::Filing)
                .map_err(Refusal::from),
        )
    }

    fn reasons(&mut self) -> Vec<ReturnReason> {
        let pointer =
            ["/site/name", "/organizer/remarks", "/documents/commitment", "/nowhere"][self.chance.below(4)];
        vec![ReturnReason { pointer: pointer.into(), reason: "请核对".into(), suggestion: String::new() }]
    }

    fn begin(
        &mut self,
        actor: &Actor,
        who: usize,
        (id, reference): (String, String),
        context: &Context<'_>,
    ) -> Option<Result<Wish, Refusal>> {
        let step = |step: Result<Step, FilingRefusal>| Some(step.map(Wish::Filing).map_err(Refusal::from));
        // An office with too much under way comes to nothing.
        if self.office.open.len() > 14 {
            return None;
        }
        if self.chance.one_in(3) {
            return match actor.role {
                Role::Owner => Some(Ok(Wish::Filing(Filing::start(id, reference, context)))),
                _ => step(Filing::start_for(id, reference, &format!("owner-{}", who % 3), context)),
            };
        }
        let file = self.some_file()?;
        let position = (!self.chance.one_in(3)).then(|| 1 + self.chance.below(3) as u32);
        let kind = Kind::ALL[1 + self.chance.below(5)];
        let seen = file.is_seen_by(actor);
        let base = self.base(file.clone(), position);
        if kind.is_deregistration() {
            let provider = actor.provider.clone().unwrap_or_else(|| self.provider());
            let base = self.base(file, Some(position.unwrap_or(1)));
            if !seen || !self.chance.one_in(2) {
                return None;
            }
            return step(Filing::ask_deregistration(
                id,
                reference,
                (position, provider),
                &base,
                "不再使用",
                context,
            ));
        }
        if actor.role == Role::Provider && !seen {
            let digest = if self.chance.one_in(4) { "wrong" } else { "code" };
            let used = file.use_authorization((kind, position), digest, context)?;
            let begun = Filing::start_about(id, reference, (kind, position), (&base, true), context);
            return step(begun.map(|begun| Step { record: Some(used), ..begun }));
        }
        if !seen && actor.role == Role::Owner && !self.chance.one_in(5) {
            return None;
        }
        if !seen {
            // Whoever asks for what is somebody else's is told that nothing is on file.
            return Some(Err(RecordRefusal::NotOnFile.into()));
        }
        step(Filing::start_about(id, reference, (kind, position), (&base, false), context))
    }

    /// Fills what is open; now and then touches what is not, or leaves something out.
    fn write(&mut self, filing: Filing, who: usize, context: &Context<'_>) -> Option<Result<Wish, Refusal>> {
        let owner = filing.owner.bytes().last().map_or(who, |digit| usize::from(digit - b'0'));
        let whole = self.form(owner);
        let mut form = filing.form.clone();
        let written_by = filing.state.written_by().map(str::to_owned);
        match filing.kind {
            Kind::First => form = whole,
            Kind::AddSite => {
                form.further.clear();
                for _ in 0..self.chance.below(9).saturating_sub(6) {
                    let Form { site, access: Access { method, location, ip_ranges, .. }, .. } =
                        self.form(owner);
                    let access = FurtherAccess { method, location, ip_ranges };
                    form.further.push(FurtherSite { site, access });
                }
                (form.site, form.access) = (whole.site, whole.access);
            }
            Kind::AddAccess => form.access = whole.access,
            Kind::Change if filing.about.as_ref().is_some_and(|about| about.position.is_some()) => {
                form.site.domain_valid_to = whole.site.domain_valid_to;
                form.site.remarks.push('。')
            }
            _ => form.organizer.remarks.push('。'),
        }
        if let Some(provider) = written_by {
            form.access.provider = provider;
        }
        if self.chance.one_in(20) {
            form.organizer.certificate_number.push('1');
        }
        if self.chance.one_in(20) {
            form.site.name.clear();
        }
        if self.chance.one_in(10) && filing.kind == Kind::First {
            form.site.no_pre_approval = false;
            form.site.pre_approvals = vec![PreApproval {
                kind: "1".into(),
                document_number: "示例1号".into(),
                valid_to: "2035-12-31".into(),
            }];
        }
        Some(filing.save_draft(form, context).map(Wish::Filing).map_err(Refusal::from))
    }

    /// Adds a scan that is missing, or one too many, or takes one out.
    fn scans(&mut self, filing: Filing, context: &Context<'_>) -> Option<Result<Wish, Refusal>> {
        let id = self.id();
        let missing = filing.missing_documents(NeededFor::Submit);
        let step = match self.chance.below(12) {
            0 => filing.remove_scan("none", context),
            1 => match filing.scans.first().map(|scan| scan.id.clone()) {
                Some(there) => filing.attach_scan(scan(DocumentKind::Other, there, self.now), context),
                None => return None,
            },
            _ => filing.attach_scan(
                scan(missing.first().copied().unwrap_or(DocumentKind::Other), id, self.now),
                context,
            ),
        };
        Some(step.map(Wish::Filing).map_err(Refusal::from))
    }

    fn amend(&mut self, filing: Filing, context: &Context<'_>) -> Option<Result<Wish, Refusal>> {
        let mut form = filing.form.clone();
        match self.chance.below(4) {
            0 => {}
            1 => form.organizer.mailing_address.push_str("3号"),
            2 => form.organizer.remarks.push('补'),
            _ => form.site.name = "虚构示例改名网站".into(),
        }
        Some(filing.amend(form, context).map(Wish::Filing).map_err(Refusal::from))
    }

    fn record_of_owner(&mut self, actor: &Actor, context: &Context<'_>) -> Option<Result<Wish, Refusal>> {
        let file = self.some_file().filter(|file| file.is_seen_by(actor))?;
        let position = (!self.chance.one_in(3)).then(|| 1 + self.chance.below(3) as u32);
        let (provider, id) = (self.provider(), self.id());
        let step = match self.chance.below(3) {
            0 => {
                let known = file.authorizations.first().map_or("none".to_owned(), |known| known.id.clone());
                file.revoke_authorization(&known, context)
            }
            _ if file.authorizations.len() > 3 => return None,
            _ => file.authorize((&provider, position), (id, "code".into()), context),
        };
        Some(step.map(|step| Wish::File(step, Vec::new())).map_err(Refusal::from))
    }

    fn account(&self, name: &str, closed: bool) -> Account {
        let opened =
            Account::opened(name.into(), Role::Owner, "示例".into(), format!("{name}@example.com"), self.now);
        Account { applicant: Some(Applicant::Unit), disabled_at: closed.then_some(self.now), ..opened }
    }

    /// A letter arrives, whole or not, or what one lacked.
    fn letter(
        &mut self,
        (id, reference): (String, String),
        context: &Context<'_>,
    ) -> Option<Result<Wish, Refusal>> {
        let waiting: Vec<&PaperRequest> =
            self.office.requests.values().filter(|it| !it.missing().is_empty()).collect();
        if self.chance.one_in(3) {
            let all: Vec<&PaperRequest> = self.office.requests.values().collect();
            let from = if self.chance.one_in(3) { &all } else { &waiting };
            let request = (*self.chance.of(from)?).clone();
            let evidence = request.kind.evidence(Applicant::Unit).to_vec();
            let envelope = Envelope {
                arrived_on: context.today(),
                evidence,
                papers: None,
                reason: None,
                marks: Vec::new(),
            };
            return Some(
                request.receive_evidence(envelope, context).map(Wish::Request).map_err(Refusal::from),
            );
        }
        let kind = PaperKind::ALL[self.chance.below(3)];
        let (owner, about) = match kind {
            PaperKind::RecoverAccount => ("owner-0".to_owned(), None),
            PaperKind::Deregister if self.chance.one_in(2) => {
                let file = self.some_file()?;
                let position = file
                    .sites
                    .iter()
                    .find(|site| site.is_live())
                    .map(|site| site.position)
                    .filter(|_| self.chance.one_in(2));
                let about =
                    RequestSubject::Record { organizer_number: file.number.clone(), position, domain: None };
                (file.owner, Some(about))
            }
            _ => {
                // Few letters ask to delete; else nothing would ever be approved.
                let filing = self.some_filing().filter(|_| self.chance.one_in(3))?;
                let about = RequestSubject::Filing {
                    id: filing.id.clone(),
                    reference: filing.reference.clone(),
                    domain: filing.form.site.domain.clone(),
                };
                (filing.owner, Some(about))
            }
        };
        let evidence = if self.chance.one_in(3) {
            vec![Evidence::Form]
        } else {
            kind.evidence(Applicant::Unit).to_vec()
        };
        let arrived_on =
            if self.chance.one_in(9) { context.today().tomorrow().unwrap() } else { context.today() };
        let envelope = Envelope { arrived_on, evidence, papers: None, reason: None, marks: Vec::new() };
        let account = self.account(&owner, false);
        Some(
            PaperRequest::receive(
                id,
                reference,
                (kind, about),
                (&account, None),
                (None, None),
                envelope,
                context,
            )
            .map(Wish::Request)
            .map_err(Refusal::from),
        )
    }

    fn decide_letter(&mut self, context: &Context<'_>) -> Option<Result<Wish, Refusal>> {
        let open: Vec<&PaperRequest> =
            self.office.requests.values().filter(|it| it.decided_on().is_none()).collect();
        let all: Vec<&PaperRequest> = self.office.requests.values().collect();
        let from = if self.chance.one_in(8) { &all } else { &open };
        let request = (*self.chance.of(from)?).clone();
        if self.chance.one_in(4) {
            return Some(request.refuse("材料不符", context).map(Wish::Request).map_err(Refusal::from));
        }
        let object = match &request.about {
            // What becomes of an account, its own tests show; here it is closed.
            None => RequestTarget::Account(Box::new(self.account(&request.account, true))),
            Some(RequestSubject::Filing { id, .. }) => {
                RequestTarget::Submission(Box::new(self.office.filings[id].clone()))
            }
            Some(RequestSubject::Record { organizer_number, position, .. }) => {
                let file = self.office.files[organizer_number].clone();
                let holder = self.office.claims.get(&Claim::Order(organizer_number.clone()));
                let under_way = holder.map(|id| Box::new(self.office.filings[id].clone()));
                RequestTarget::Record {
                    others: self.states(file.filings()),
                    record: Box::new(file),
                    position: *position,
                    under_way,
                }
            }
        };
        Some(request.approve(object, context).map(Wish::Request).map_err(Refusal::from))
    }

    /// Does one thing, and holds what came of it against the model.
    async fn step(&mut self) {
        self.now += SignedDuration::from_mins(7);
        self.steps += 1;
        if self.steps.is_multiple_of(25) {
            self.look_at_files().await;
        }
        let Some(wish) = self.wish() else { return };
        let wish = match wish {
            Ok(wish) => wish,
            Err(refusal) => {
                self.office.reached.insert(refusal.code());
                return;
            }
        };
        let stopped = self.office.wish_stops(&wish);
        self.on_table(&wish, stopped.as_ref()).await;
        match stopped {
            Some(Stopped::Taken(claim)) => {
                let conflict = Conflict {
                    kind: ConflictKind::OrderUnderWay,
                    province: None,
                    filing_id: None,
                    record_id: None,
                };
                self.office.reached.insert(match claim {
                    Claim::Domain(_) => FilingRefusal::DomainTaken(conflict).code(),
                    Claim::Certificate { .. } => FilingRefusal::CertificateTaken(conflict).code(),
                    Claim::Order(_) => FilingRefusal::OrderUnderWay(conflict).code(),
                });
            }
            Some(Stopped::Stale) => {
                self.office.reached.insert("stale");
            }
            None => {
                let swept = match &wish {
                    Wish::Filing(step) => step.record.as_ref().map(|file| file.after.number.clone()),
                    Wish::Request(step) => step.effect.record.as_ref().map(|file| file.after.number.clone()),
                    Wish::File(..) => None,
                };
                if let Wish::Filing(step) = &wish
                    && self.chance.one_in(10)
                {
                    self.past.extend(step.before.clone());
                    if self.past.len() > 40 {
                        self.past.remove(0);
                    }
                }
                self.keep_wish(wish).await;
                if let Some(number) = swept {
                    self.sweep(&number).await;
                }
                self.office.insist();
            }
        }
    }

    /// The clock looks at what is on file, one after the other, up to some weeks late.
    async fn look_at_files(&mut self) {
        let turn = self.steps / 25;
        let place = turn % self.office.files.len().max(1);
        let Some(file) = self.office.files.values().nth(place).cloned() else { return };
        let system = beian_filing::history::system();
        let late = self.now + SignedDuration::from_hours(24 * (turn % 60) as i64);
        let Some(step) = file.scheduled_step(&context(&system, late)) else { return };
        let wish = Wish::File(step, Vec::new());
        self.made += 1;
        self.on_table(&wish, None).await;
        self.keep_wish(wish).await;
    }

    async fn sweep(&mut self, number: &str) {
        let system = beian_filing::history::system();
        let context = context(&system, self.now);
        loop {
            let file = self.office.files[number].clone();
            let others = self.states(file.filings());
            let Some(step) = file.finish_deregistration(&context) else { return };
            let others = release_claims(&step, others, &context);
            let wish = Wish::File(step, others);
            self.made += 1;
            self.on_table(&wish, None).await;
            self.keep_wish(wish).await;
        }
    }

    /// The model has what the table took.
    async fn keep_wish(&mut self, wish: Wish) {
        self.office.keep_wish(wish);
        self.take_heads_over().await;
    }

    /// The store adds digests to events, so that the heads of histories are its own.
    async fn take_heads_over(&mut self) {
        let Some(store) = &self.store else { return };
        let taken = &mut self.taken;
        let mut is_new = |id: &str, version: u64| taken.insert(id.to_owned(), version) != Some(version);
        for filing in self.office.filings.values_mut() {
            if is_new(&filing.id, filing.version) {
                filing.last_hash = store.filing_state(&filing.id).await.unwrap().last_hash;
            }
        }
        for file in self.office.files.values_mut() {
            if is_new(&file.number, file.version) {
                file.last_hash = store.record(&file.number).await.unwrap().unwrap().last_hash;
            }
        }
        for request in self.office.requests.values_mut() {
            if is_new(&request.id, request.version) {
                request.last_hash = store.request(&request.id).await.unwrap().unwrap().last_hash;
            }
        }
    }

    /// The table answers as the model does.
    async fn on_table(&mut self, wish: &Wish, stopped: Option<&Stopped>) {
        let Some(store) = &self.store else { return };
        let command = format!("step-{}", self.made);
        let saved = match wish {
            Wish::Filing(step) => store.commit(step.clone(), &command).await.map(|_| ()),
            Wish::File(step, others) => {
                store.commit_record_with(step.clone(), others.clone(), &command).await.map(|_| ())
            }
            Wish::Request(step) => store.commit_request(step.clone(), &command).await.map(|_| ()),
        };
        match (saved, stopped) {
            (Ok(()), None) | (Err(StoreError::Stale), Some(Stopped::Stale)) => {}
            (Err(StoreError::Taken(claim, _)), Some(Stopped::Taken(model))) if claim == *model => {}
            (saved, stopped) => panic!("the table says {saved:?}, the model {stopped:?}"),
        }
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
    assert_eq!(office.approved.len(), Kind::ALL.len(), "every kind is approved: {:?}", office.approved);
    assert!(office.reached.contains("stale") && office.reminded > 100, "{} reminders", office.reminded);
    assert!(office.expired > 20, "{} reminders of what expires", office.expired);
    let known = |number: &&String| FilingNumber::parse(number).is_ok();
    assert!(office.issued.len() > 100 && office.issued.iter().all(|number| known(&number)));
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
        let stored = harness.store().filing_state(&filing.id).await.unwrap();
        assert_eq!(
            (&stored.state, &stored.last_hash, stored.version),
            (&filing.state, &filing.last_hash, filing.version)
        );
    }
    for file in office.files.values() {
        assert_eq!(harness.store().record(&file.number).await.unwrap().as_ref(), Some(file));
    }
    assert!(office.files.len() > 2, "{} records", office.files.len());
    // Each history in the table is a chain that ends in its state.
    for filing in office.filings.values() {
        let history = harness.store().history(&filing.id).await.unwrap();
        assert!(is_intact(&history, &filing.last_hash), "{}", filing.id);
    }
}
