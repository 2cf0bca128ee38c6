//! The model of an office: the things that it keeps, refuses and guarantees.

use super::*;
use beian_filing::identifier::FilingId;

impl Office {
    /// Why a step of a filing cannot be saved: somebody changed something, before somebody holds something.
    fn stops(&self, step: &Step<Filing>) -> Option<Stopped> {
        let stored = self.filings.get(&step.after.id).map(|filing| filing.version);
        let holder = |claim: &Claim| self.claims.get(&claim.canonical());
        let mine = |claim: &Claim| holder(claim).is_some_and(|holder| *holder == step.after.id);
        let stale = stored != step.before.as_ref().map(|before| before.version)
            || step.released().any(|claim| !mine(claim))
            || step.effects.record.as_ref().is_some_and(|file| self.file_stops(file));
        if stale {
            return Some(Stopped::Stale);
        }
        let taken = step.taken().find(|claim| holder(claim).is_some() && !mine(claim));
        let others = || step.effects.related.iter().find_map(|other| self.stops(other));
        taken.map(|claim| Stopped::Taken(claim.clone())).or_else(others)
    }

    fn file_stops(&self, step: &Step<Record>) -> bool {
        let stored = self.files.get(&step.after.number).map(|file| file.version);
        stored != step.before.as_ref().map(|before| before.version)
    }

    pub(super) fn wish_stops(&self, wish: &Wish) -> Option<Stopped> {
        match wish {
            Wish::Filing(step) => self.stops(step),
            Wish::File(step, _) if self.file_stops(step) => Some(Stopped::Stale),
            Wish::File(_, others) => others.iter().find_map(|other| self.stops(other)),
            Wish::Request(step) => {
                let stored = self.requests.get(&step.after.id).map(|request| request.version);
                let stale = stored != step.before.as_ref().map(|before| before.version)
                    || step.effects.record.as_ref().is_some_and(|file| self.file_stops(file));
                let others = || step.effects.filings.iter().find_map(|other| self.stops(other));
                if stale { Some(Stopped::Stale) } else { others() }
            }
        }
    }

    fn keep(&mut self, step: Step<Filing>) {
        for claim in step.released() {
            self.claims.remove(&claim.canonical());
        }
        for claim in step.taken() {
            self.claims.insert(claim.canonical(), step.after.id);
        }
        let mut after = step.after;
        if let Some(event) = step.event {
            let stored = serde_json::to_string(&event).unwrap();
            after.last_hash = digest_of(&stored);
            let history = self.histories.entry(after.id).or_default();
            if let FilingEvent::Remind(reminded) = &event.data {
                // Since the deadline began or began again, nobody got the same reminder.
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
            self.ids.push(after.id);
        }
        if after.status() == FilingStatus::Draft || after.status().is_open() {
            self.open.insert(after.id);
        } else {
            self.open.remove(&after.id);
            let kept = after.claims.iter().all(|claim| !matches!(claim, Claim::FilingUnderWay(_)));
            let free = after.status() == FilingStatus::Approved || after.claims.is_empty();
            assert!(kept && free, "{:?} holds {:?}", after.state, after.claims);
        }
        if after.status() == FilingStatus::Approved {
            assert!(!after.has_unconfirmed_sheet(), "{} is approved, and nobody saw its sheet", after.id);
            self.approved.insert(format!("{:?}", after.kind));
        }
        if let Some(issue) = step.effects.publication {
            self.last = issue.taken_number.map_or(self.last, |taken| taken.sequence);
            let fresh = !issue.overwrites;
            for number in issue
                .organizer
                .map(|it| it.record.number.into())
                .into_iter()
                .chain(issue.sites.into_iter().map(|it| it.number))
            {
                assert!(self.issued.insert(number) || !fresh, "{number} is issued twice");
            }
        }
        self.filings.insert(after.id, after);
        if let Some(file) = step.effects.record {
            self.keep_file(file);
        }
        for other in step.effects.related {
            self.keep(other);
        }
    }

    fn keep_file(&mut self, step: Step<Record>) {
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
        // A filing read from the table has no such field.
        after.next_reminder_on = None;
        self.files.insert(after.number, after);
    }

    pub(super) fn keep_wish(&mut self, wish: Wish) {
        match wish {
            Wish::Filing(step) => self.keep(step),
            Wish::File(step, others) => {
                others.into_iter().for_each(|other| self.keep(other));
                self.keep_file(step);
            }
            Wish::Request(step) => {
                step.effects.filings.into_iter().for_each(|other| self.keep(other));
                step.effects.record.into_iter().for_each(|file| self.keep_file(file));
                let mut after = step.after;
                after.last_hash = digest_of(&serde_json::to_string(&step.event).unwrap());
                self.requests.insert(after.id, after);
            }
        }
    }

    /// The invariants of the office, after every step.
    pub(super) fn insist(&self) {
        for (claim, holder) in &self.claims {
            assert!(
                self.filings[holder].claims.iter().any(|held| held.is_same(claim)),
                "{claim:?} is held by one that does not know"
            );
        }
        let holders: BTreeSet<&FilingId> = self.open.iter().chain(self.claims.values()).collect();
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
