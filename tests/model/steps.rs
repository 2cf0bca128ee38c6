//! A walk does one thing after another, and holds what came of it against the model and the table.

use super::*;
use beian_filing::identifier::OrganizerNumber;

impl Walk {
    /// Does one thing, and holds what came of it against the model.
    pub(super) async fn step(&mut self) {
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
                    kind: ConflictKind::FilingUnderWay,
                    province: None,
                    filing_id: None,
                    record_id: None,
                };
                self.office.reached.insert(match claim {
                    Claim::Domain(_) => FilingRefusal::DomainTaken(conflict).code(),
                    Claim::Certificate { .. } => FilingRefusal::CertificateTaken(conflict).code(),
                    Claim::FilingUnderWay(_) => FilingRefusal::FilingUnderWay(conflict).code(),
                });
            }
            Some(Stopped::Stale) => {
                self.office.reached.insert("stale");
            }
            None => {
                let swept = match &wish {
                    Wish::Filing(step) => step.effects.record.as_ref().map(|file| file.after.number),
                    Wish::Request(step) => step.effects.record.as_ref().map(|file| file.after.number),
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
                    self.sweep(number).await;
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

    async fn sweep(&mut self, number: OrganizerNumber) {
        let system = beian_filing::history::system();
        let context = context(&system, self.now);
        loop {
            let file = self.office.files[&number].clone();
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
        let mut is_new = |id: String, version: u64| taken.insert(id, version) != Some(version);
        for filing in self.office.filings.values_mut() {
            if is_new(filing.id.to_string(), filing.version) {
                filing.last_hash = store.filing_state(filing.id).await.unwrap().last_hash;
            }
        }
        for file in self.office.files.values_mut() {
            if is_new(file.number.to_string(), file.version) {
                file.last_hash = store.record(file.number).await.unwrap().unwrap().last_hash;
            }
        }
        for request in self.office.requests.values_mut() {
            if is_new(request.id.to_string(), request.version) {
                request.last_hash = store.request(request.id).await.unwrap().unwrap().last_hash;
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
                store.commit((step.clone(), others.clone()), &command).await.map(|_| ())
            }
            Wish::Request(step) => store.commit(step.clone(), &command).await.map(|_| ()),
        };
        match (saved, stopped) {
            (Ok(()), None) | (Err(StoreError::Stale), Some(Stopped::Stale)) => {}
            (Err(StoreError::Taken(claim, _)), Some(Stopped::Taken(model))) if claim == *model => {}
            (saved, stopped) => panic!("the table says {saved:?}, the model {stopped:?}"),
        }
    }
}
