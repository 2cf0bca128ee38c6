//! Retention 保存期限: how long what is private is kept, and what becomes of it then.
//!
//! The days are policy, in the province's rules. What is on file, numbers and histories stay for ever; histories hold
//! nothing private. A draft is its owner's, so it is told before it goes.

use crate::{
    actor::{Actor, Role},
    calendar::{Due, local_date},
    codes,
    filing::{Filing, FilingEvent, Moment, Step},
    form::{Form, FurtherSite, Site},
    history::Recipient,
    intake::{CaseOf, Piece, PieceState, ScanFile},
    paper::{PaperRequest, RequestEvent, RequestStep},
    record::public_name,
    state::{Stage, State},
};
use jiff::{ToSpan, civil::Date};

/// What is to be done by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retain {
    /// Tell the owner of a draft that it will go.
    Warn,
    /// Throw a draft away that its owner left.
    Discard,
    /// Erase the scans that were taken out before an approval.
    Tidy,
    /// Erase what is private.
    Erase,
}

/// Who acts when nobody does: the system itself, on a schedule.
pub fn system() -> Actor {
    Actor { account: "beian".to_owned(), role: Role::System, provider: None }
}

fn after(day: Date, days: u32) -> Date {
    day.saturating_add(i64::from(days).days())
}

impl Filing {
    /// What is to be done with the filing next, and on which day; `None` while it is kept as it is.
    pub fn retain_on(&self, policy: &codes::Retention) -> Option<(Date, Retain)> {
        let (changed, entered) = (local_date(self.changed_at), local_date(self.entered_at));
        match (self.stage(), self.warned_on) {
            (Stage::Draft, None) => {
                let before = policy.draft_days.saturating_sub(policy.draft_warning_days);
                Some((after(changed, before), Retain::Warn))
            }
            (Stage::Draft, Some(warned)) => Some((after(warned, policy.draft_warning_days), Retain::Discard)),
            _ if self.erased => None,
            (Stage::Deleted, _) => Some((after(entered, policy.deleted_days), Retain::Erase)),
            (Stage::Approved | Stage::Deregistered, _) if !self.tidied => {
                Some((after(entered, policy.deleted_days), Retain::Tidy))
            }
            (Stage::Deregistered, _) => Some((after(entered, policy.deregistered_days), Retain::Erase)),
            // What it took off file is not on file, so nothing refers to it.
            (Stage::Approved, _) if self.kind.is_deregistration() => {
                Some((after(entered, policy.deregistered_days), Retain::Erase))
            }
            _ => None,
        }
    }

    /// Does what is to be done today; `None` when it is nothing.
    pub fn retain(self, moment: &Moment<'_>) -> Option<(Retain, Step)> {
        let policy = &moment.rules.retention;
        let (_, what) = self.retain_on(policy).filter(|(day, _)| *day <= moment.today())?;
        let step = match what {
            Retain::Warn => {
                let today = moment.today();
                let date = after(today, policy.draft_warning_days);
                let event = FilingEvent::WarnDraft { due: Due { date, provisional: false } };
                let told = self.whose_draft();
                self.step_to(moment, event, told, |draft| {
                    draft.warned_on = Some(today);
                })
            }
            Retain::Discard => {
                let told = self.whose_draft();
                self.step_to(moment, FilingEvent::ExpireDraft, told, |draft| {
                    draft.state = State::Deleted;
                    draft.claims.clear();
                })
            }
            Retain::Tidy => {
                // What was taken out is in the history already.
                let mut tidied = self.clone();
                tidied.version += 1;
                tidied.tidied = true;
                tidied.retained_until = tidied.retain_on(policy).map(|(day, _)| day);
                Step::of(Some(self), tidied, None)
            }
            Retain::Erase => self.step_to(moment, FilingEvent::Erase, &[], |filing| {
                filing.form = filing.public_part();
                filing.scans.clear();
                filing.erased = true;
            }),
        };
        Some((what, step))
    }

    /// Who is told what becomes of a draft: its owner, and the provider that writes it.
    fn whose_draft(&self) -> &'static [Recipient] {
        match self.state.written_by() {
            Some(_) => &[Recipient::Owner, Recipient::Provider],
            None => &[Recipient::Owner],
        }
    }

    /// What of the form the public record tells anyway; nothing of what was never on file.
    fn public_part(&self) -> Form {
        let mut kept = Form::default();
        if self.stage() != Stage::Deregistered {
            return kept;
        }
        kept.organizer.name = public_name(&self.form);
        kept.organizer.unit_kind.clone_from(&self.form.organizer.unit_kind);
        kept.site.name.clone_from(&self.form.site.name);
        kept.site.domain.clone_from(&self.form.site.domain);
        kept.site.home_url.clone_from(&self.form.site.home_url);
        for FurtherSite { site, .. } in &self.form.further {
            let (name, domain, home_url) = (site.name.clone(), site.domain.clone(), site.home_url.clone());
            let site = Site { name, domain, home_url, ..Site::default() };
            kept.further.push(FurtherSite { site, ..FurtherSite::default() });
        }
        kept.access.provider.clone_from(&self.form.access.provider);
        kept
    }
}

impl PaperRequest {
    /// On which day what is private of it is erased; `None` while it is open, or when there is nothing.
    pub fn retain_on(&self, policy: &codes::Retention) -> Option<Date> {
        let decided = self.decided_on()?;
        let private = self.email.is_some() || !self.papers.is_empty();
        private.then(|| after(decided, policy.request_days))
    }

    /// Erases what is private, if today is the day.
    pub fn retain(self, moment: &Moment<'_>) -> Option<RequestStep> {
        self.retain_on(&moment.rules.retention).filter(|day| *day <= moment.today())?;
        Some(self.step(moment, RequestEvent::Erase, &[], |after| {
            after.email = None;
            after.papers.clear();
        }))
    }
}

impl ScanFile {
    /// It is kept as it came from today on for as long as policy says.
    pub fn kept(self, today: Date, policy: &codes::Retention) -> ScanFile {
        ScanFile { kept_until: Some(after(today, policy.post_days)), ..self }
    }

    /// What is left of it once its time is over: only that it came. The pages of it that no case has, page by page; those of a request go
    /// with the request. `None` while a letter of it waits: then it is kept as long again. That it became nothing is told no longer than it
    /// is kept.
    pub fn retain(&self, pieces: &[Piece]) -> Option<(ScanFile, Vec<u16>)> {
        let waits =
            |piece: &Piece| piece.unfit.is_none() && matches!(piece.state, PieceState::Waiting { .. });
        if pieces.iter().any(waits) {
            return None;
        }
        let left = pieces
            .iter()
            .filter(|piece| !matches!(piece.state, PieceState::Filed { to: CaseOf::Request { .. }, .. }));
        let pages = left.flat_map(|piece| piece.sheets.iter().map(|sheet| sheet.page)).collect();
        let gone = ScanFile { kept_until: None, version: self.version + 1, ..self.clone() };
        Some((gone, pages))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{calendar::Calendar, check::demo, codes::Rules};

    fn moment<'a>(actor: &'a Actor, at: &str) -> Moment<'a> {
        Moment {
            at: at.parse().unwrap(),
            actor,
            fingerprint: "",
            rules: Rules::jiangxi(),
            calendar: Calendar::shipped(),
        }
    }

    fn owner() -> Actor {
        Actor { account: "owner".into(), role: Role::Owner, provider: None }
    }

    fn draft() -> Filing {
        let owner = owner();
        let moment = moment(&owner, "2026-11-23T02:00:00Z");
        let begun = Filing::start("1".into(), "JX".into(), &moment).after;
        begun.save_draft(demo::individual(), &moment).unwrap().after
    }

    #[test]
    fn a_draft_that_is_left_is_warned_of_and_then_goes_and_is_erased() {
        let system = system();
        let left = draft();
        assert!(left.clone().retain(&moment(&system, "2027-10-22T02:00:00Z")).is_none());
        let (what, step) = left.retain(&moment(&system, "2027-10-24T02:00:00Z")).unwrap();
        assert_eq!(what, Retain::Warn);
        let FilingEvent::WarnDraft { due } = step.event.unwrap().data else { panic!("no warning") };
        assert_eq!(due.date.to_string(), "2027-11-23");
        let (what, step) = step.after.retain(&moment(&system, "2027-11-23T02:00:00Z")).unwrap();
        assert_eq!((what, step.after.stage()), (Retain::Discard, Stage::Deleted));
        assert!(step.after.clone().retain(&moment(&system, "2027-12-01T02:00:00Z")).is_none());
        let (what, step) = step.after.retain(&moment(&system, "2027-12-23T02:00:00Z")).unwrap();
        assert_eq!((what, &step.after.form), (Retain::Erase, &Form::default()));
        assert!(step.after.retain(&moment(&system, "2099-12-23T02:00:00Z")).is_none(), "once");
    }

    #[test]
    fn a_draft_that_is_written_on_after_the_warning_stays() {
        let (system, owner) = (system(), owner());
        let (_, step) = draft().retain(&moment(&system, "2027-10-24T02:00:00Z")).unwrap();
        let saved =
            step.after.save_draft(demo::unit(), &moment(&owner, "2027-11-01T02:00:00Z")).unwrap().after;
        assert!(saved.retain(&moment(&system, "2027-11-30T02:00:00Z")).is_none());
    }

    #[test]
    fn what_was_on_file_keeps_what_the_public_record_tells() {
        let mut gone = draft();
        gone.state = State::Deregistered {
            organizer_number: "赣ICP备2026000001号".into(),
            site_number: Some("赣ICP备2026000001号-1".into()),
            on: "2026-11-23".parse().unwrap(),
        };
        let kept = gone.public_part();
        assert!(kept.organizer.name.contains("***") && kept.organizer.certificate_number.is_empty());
        assert_eq!(kept.site.domain, gone.form.site.domain);
    }
}
