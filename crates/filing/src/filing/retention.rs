//! Retention 保存期限 of a filing's data.

use crate::{
    calendar::{Due, local_date},
    filing::{
        Filing,
        event::FilingEvent,
        state::{FilingStatus, State},
    },
    form::{Form, FurtherSite, Site},
    history::{Aggregate, Context, Recipient, Step},
    policy::{RetentionMeasure, retention::after},
    record::public_name,
};
use jiff::civil::Date;

impl Filing {
    /// Returns the next retention step and its day; `None` if the filing is kept as it is.
    pub fn retain_on(&self, policy: &crate::policy::Retention) -> Option<(Date, RetentionMeasure)> {
        let (changed, entered) = (local_date(self.changed_at), local_date(self.entered_at));
        match (self.status(), self.expiry_warned_on) {
            (FilingStatus::Draft, None) => {
                let before = policy.draft_days.saturating_sub(policy.draft_warning_days);
                Some((after(changed, before), RetentionMeasure::Warn))
            }
            (FilingStatus::Draft, Some(warned)) => {
                Some((after(warned, policy.draft_warning_days), RetentionMeasure::Discard))
            }
            _ if self.erased => None,
            (FilingStatus::Deleted, _) => {
                Some((after(entered, policy.deleted_days), RetentionMeasure::Erase))
            }
            (FilingStatus::Approved | FilingStatus::Deregistered, _) if !self.scans_purged => {
                Some((after(entered, policy.deleted_days), RetentionMeasure::PurgeScans))
            }
            (FilingStatus::Deregistered, _) => {
                Some((after(entered, policy.deregistered_days), RetentionMeasure::Erase))
            }
            // No record refers to an approved deregistration, so its retention period runs from the approval.
            (FilingStatus::Approved, _) if self.kind.is_deregistration() => {
                Some((after(entered, policy.deregistered_days), RetentionMeasure::Erase))
            }
            _ => None,
        }
    }

    /// Carries out the retention step of [`Filing::retain_on`], such as an erasure of private data, if its day has come.
    /// Returns `None` otherwise.
    pub fn apply_retention(self, context: &Context<'_>) -> Option<(RetentionMeasure, Step<Filing>)> {
        let policy = &context.rules.retention;
        let (_, what) = self.retain_on(policy).filter(|(day, _)| *day <= context.today())?;
        let step = match what {
            RetentionMeasure::Warn => {
                let today = context.today();
                let date = after(today, policy.draft_warning_days);
                let event = FilingEvent::WarnDraft { due: Due { date, provisional: false } };
                let recipients = self.draft_recipients();
                self.step(context, event, recipients, |draft| {
                    draft.expiry_warned_on = Some(today);
                })
            }
            RetentionMeasure::Discard => {
                let recipients = self.draft_recipients();
                self.step(context, FilingEvent::ExpireDraft, recipients, |draft| {
                    draft.state = State::Deleted;
                    draft.claims.clear();
                })
            }
            RetentionMeasure::PurgeScans => {
                // The history already has an event for each removed scan, so this step writes none.
                self.silent_step(context, |filing| filing.scans_purged = true)
            }
            RetentionMeasure::Erase => self.step(context, FilingEvent::Erase, &[], |filing| {
                filing.form = filing.public_part();
                filing.scans.clear();
                filing.erased = true;
            }),
        };
        Some((what, step))
    }

    /// Returns the recipients of a notice about a draft: the owner, and the provider that writes it.
    pub(super) fn draft_recipients(&self) -> &'static [Recipient] {
        match self.state.written_by() {
            Some(_) => &[Recipient::Owner, Recipient::Provider],
            None => &[Recipient::Owner],
        }
    }

    /// Returns the part of the form that the public record shows anyway. A filing that was never on file keeps nothing.
    pub(super) fn public_part(&self) -> Form {
        let mut kept = Form::default();
        if self.status() != FilingStatus::Deregistered {
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

#[cfg(test)]
mod tests;
