//! Attempts: any action, or the action of the party that must act next.

use super::*;
use beian_filing::identifier::{Reference, Username};

impl Walk {
    /// Something that somebody does; `None` where there is nothing to do it to.
    pub(super) fn wish(&mut self) -> Option<Result<Wish, Refusal>> {
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
        let reference = Reference::issue(*b"JX", std::array::from_fn(|place| (id >> (5 * place)) as u8));
        let step =
            |step: Result<Step<Filing>, FilingRefusal>| Some(step.map(Wish::Filing).map_err(Refusal::from));
        match actor.role {
            Role::Owner | Role::Provider if self.chance.one_in(3) => {
                self.begin(actor, who, (id.into(), reference), &context)
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
                        step(filing.return_by_provider(reasons, &context))
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
            Role::Clerk if self.chance.one_in(4) => self.letter((id.into(), reference), &context),
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
                        true => step(filing.pause_review("hearing", until, &context)),
                        false => step(filing.resume_review(&context)),
                    };
                }
                let to = if self.chance.one_in(2) { ReturnTo::Owner } else { ReturnTo::Provider };
                let reasons = self.reasons();
                step(filing.return_from_review(to, reasons, &context))
            }
        }
    }

    /// The action of the party that must act next, so that journeys end.
    fn next_move(&mut self) -> Option<Option<Result<Wish, Refusal>>> {
        let filing = self.some_filing()?;
        let movers: Vec<Actor> = self
            .actors
            .iter()
            .filter(|actor| filing.is_seen_by(actor) && !filing.open_actions(actor).is_empty())
            .cloned()
            .collect();
        let actor = self.chance.of(&movers)?.clone();
        let (id, context) = (self.name(), context(&actor, self.now));
        let step = |step: Result<Step<Filing>, FilingRefusal>| {
            Some(Some(step.map(Wish::Filing).map_err(Refusal::from)))
        };
        let actions = filing.open_actions(&actor);
        let may = |action| actions.contains(&action);
        if actions == [FilingAction::UploadScan] {
            return step(filing.attach_scan(scan(DocumentKind::PreApproval, id, self.now), &context));
        }
        // Somebody changes their mind.
        if may(FilingAction::Discard) && self.chance.one_in(12) {
            return step(filing.discard(&context));
        }
        if may(FilingAction::Submit) {
            let complete = filing
                .findings(context.rules, context.today())
                .iter()
                .all(|finding| finding.level != Level::Error);
            let missing = filing.missing_documents(NeededFor::Submit);
            let base = self.base_of(&filing);
            return match missing.first() {
                _ if !complete || (filing.kind == FilingKind::Change && self.chance.one_in(2)) => {
                    Some(self.write(filing, 0, &context))
                }
                Some(document) => step(filing.attach_scan(scan(*document, id, self.now), &context)),
                None => step(filing.submit(base.as_ref(), &context)),
            };
        }
        if may(FilingAction::Forward) {
            let file = self.file_of(&filing);
            return step(filing.forward(file.as_ref(), &context));
        }
        if may(FilingAction::ConfirmDeregistration) {
            return step(filing.confirm_deregistration(&context));
        }
        if may(FilingAction::CheckSheet) && (filing.has_unconfirmed_sheet() || self.chance.one_in(30)) {
            return match self.chance.one_in(9) {
                true => step(filing.refuse_sheet("没有盖章", &context)),
                false => step(filing.confirm_sheet(&context)),
            };
        }
        if may(FilingAction::RecordSheet) && self.chance.one_in(4) {
            // One that files itself: nobody has seen it.
            let sheet = scan(DocumentKind::VerificationSheet, id, self.now);
            let arrived = Arrival::on(context.today());
            return step(filing.receive_sheet(vec![sheet], SheetCheck::Unseen, arrived, &context));
        }
        if may(FilingAction::RecordSheet) {
            let sheet = filing.scans.iter().find(|scan| scan.document == DocumentKind::VerificationSheet);
            return match sheet.map(|scan| scan.id.clone()) {
                Some(sheet) => step(filing.record_sheet(&sheet, Arrival::on(context.today()), &context)),
                None => {
                    step(filing.attach_scan(scan(DocumentKind::VerificationSheet, id, self.now), &context))
                }
            };
        }
        if may(FilingAction::CorrectArrival) && self.chance.one_in(9) {
            let day = context.today().saturating_sub((self.chance.below(4) as i64).days());
            let arrived = Arrival { on: day, reason: Some("as a test".into()) };
            return step(filing.correct_arrival(arrived, &context));
        }
        if may(FilingAction::TakeUp) && self.chance.one_in(4) {
            return step(filing.take_up(&context));
        }
        if may(FilingAction::HandOver) && self.chance.one_in(3) {
            let to = self
                .chance
                .one_in(2)
                .then(|| Username::typed(&format!("reviewer-{}", 1 + self.chance.below(2))));
            return step(filing.hand_over(to, &context));
        }
        if may(FilingAction::PauseReview) && self.chance.one_in(4)
            || may(FilingAction::ResumeReview) && self.chance.one_in(9)
        {
            let until = context.today().saturating_add((self.chance.below(9) as i64 - 1).days());
            if self.chance.one_in(9) {
                // Weeks later nothing is paused any more.
                let late = crate::context(&actor, self.now + SignedDuration::from_hours(24 * 60));
                return Some(
                    filing.pause_review("hearing", until, &late).err().map(|refusal| Err(refusal.into())),
                );
            }
            return step(filing.pause_review("hearing", until, &context));
        }
        if may(FilingAction::ResumeReview) && self.chance.one_in(2) {
            return step(filing.resume_review(&context));
        }
        if may(FilingAction::Review) {
            return Some(self.approve(filing, &context));
        }
        may(FilingAction::Amend).then(|| self.amend(filing, &context))
    }
}
