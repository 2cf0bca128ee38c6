//! The steps of filings and records in the model.

use super::*;
use beian_filing::{
    filing::{NewDeregistration, NewFiling},
    identifier::{FilingId, Reference, Username},
};

impl Walk {
    pub(super) fn approve(&mut self, filing: Filing, context: &Context<'_>) -> Option<Result<Wish, Refusal>> {
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

    pub(super) fn reasons(&mut self) -> Vec<ReturnReason> {
        let pointer =
            ["/site/name", "/organizer/remarks", "/documents/commitment", "/nowhere"][self.chance.below(4)];
        vec![ReturnReason { pointer: pointer.into(), reason: "请核对".into(), suggestion: String::new() }]
    }

    pub(super) fn begin(
        &mut self,
        actor: &Actor,
        who: usize,
        (id, reference): (FilingId, Reference),
        context: &Context<'_>,
    ) -> Option<Result<Wish, Refusal>> {
        let step =
            |step: Result<Step<Filing>, FilingRefusal>| Some(step.map(Wish::Filing).map_err(Refusal::from));
        // An office with too much under way comes to nothing.
        if self.office.open.len() > 14 {
            return None;
        }
        if self.chance.one_in(3) {
            return match actor.role {
                Role::Owner => Some(Ok(Wish::Filing(Filing::start(id, reference, context)))),
                _ => step(Filing::start_for(
                    id,
                    reference,
                    &Username::typed(&format!("owner-{}", who % 3)),
                    context,
                )),
            };
        }
        let file = self.some_file()?;
        let position = (!self.chance.one_in(3)).then(|| 1 + self.chance.below(3) as u32);
        let kind = FilingKind::ALL[1 + self.chance.below(5)];
        let seen = file.is_seen_by(actor);
        let base = self.base(file.clone(), position);
        if kind.is_deregistration() {
            let provider = actor.provider.clone().or_else(|| Some(self.provider()));
            let base = self.base(file, Some(position.unwrap_or(1)));
            if !seen || !self.chance.one_in(2) {
                return None;
            }
            return step(Filing::ask_deregistration(
                NewDeregistration {
                    id, reference, position, provider, snapshot: &base, reason: "不再使用"
                },
                context,
            ));
        }
        if actor.role == Role::Provider && !seen {
            let digest = if self.chance.one_in(4) { "wrong" } else { "code" };
            let used = file.use_authorization(kind, position, digest, context)?;
            let begun = NewFiling { id, reference, kind, position, snapshot: &base, authorized: true };
            let begun = Filing::start_about(begun, context);
            return step(begun.map(|begun| {
                let effects = FilingEffects { record: Some(used), ..begun.effects.clone() };
                begun.with_effects(effects)
            }));
        }
        if !seen && actor.role == Role::Owner && !self.chance.one_in(5) {
            return None;
        }
        if !seen {
            // A request for another owner's record gets the answer that nothing is on file.
            return Some(Err(RecordRefusal::NotOnFile.into()));
        }
        let begun = NewFiling { id, reference, kind, position, snapshot: &base, authorized: false };
        step(Filing::start_about(begun, context))
    }

    /// Fills what is open; now and then touches what is not, or leaves something out.
    pub(super) fn write(
        &mut self,
        filing: Filing,
        who: usize,
        context: &Context<'_>,
    ) -> Option<Result<Wish, Refusal>> {
        let owner = filing.owner.bytes().last().map_or(who, |digit| usize::from(digit - b'0'));
        let whole = self.form(owner);
        let mut form = filing.form.clone();
        let written_by = filing.state.written_by().cloned();
        match filing.kind {
            FilingKind::First => form = whole,
            FilingKind::AddSite => {
                form.further.clear();
                for _ in 0..self.chance.below(9).saturating_sub(6) {
                    let Form { site, access: Access { method, location, ip_ranges, .. }, .. } =
                        self.form(owner);
                    let access = FurtherAccess { method, location, ip_ranges };
                    form.further.push(FurtherSite { site, access });
                }
                (form.site, form.access) = (whole.site, whole.access);
            }
            FilingKind::AddAccess => form.access = whole.access,
            FilingKind::Change if filing.about.as_ref().is_some_and(|about| about.position.is_some()) => {
                form.site.domain_valid_to = whole.site.domain_valid_to;
                form.site.remarks.push('。')
            }
            _ => form.organizer.remarks.push('。'),
        }
        if let Some(provider) = written_by {
            form.access.provider = provider.into();
        }
        if self.chance.one_in(20) {
            form.organizer.certificate_number.push('1');
        }
        if self.chance.one_in(20) {
            form.site.name.clear();
        }
        if self.chance.one_in(10) && filing.kind == FilingKind::First {
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
    pub(super) fn scans(&mut self, filing: Filing, context: &Context<'_>) -> Option<Result<Wish, Refusal>> {
        let id = self.name();
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

    pub(super) fn amend(&mut self, filing: Filing, context: &Context<'_>) -> Option<Result<Wish, Refusal>> {
        let mut form = filing.form.clone();
        match self.chance.below(4) {
            0 => {}
            1 => form.organizer.mailing_address.push_str("3号"),
            2 => form.organizer.remarks.push('补'),
            _ => form.site.name = "虚构示例改名网站".into(),
        }
        Some(filing.amend(form, context).map(Wish::Filing).map_err(Refusal::from))
    }

    pub(super) fn record_of_owner(
        &mut self,
        actor: &Actor,
        context: &Context<'_>,
    ) -> Option<Result<Wish, Refusal>> {
        let file = self.some_file().filter(|file| file.is_seen_by(actor))?;
        let position = (!self.chance.one_in(3)).then(|| 1 + self.chance.below(3) as u32);
        let (provider, id) = (self.provider(), self.name());
        let step = match self.chance.below(3) {
            0 => {
                let known = file.authorizations.first().map_or("none".to_owned(), |known| known.id.clone());
                file.revoke_authorization(&known, context)
            }
            _ if file.authorizations.len() > 3 => return None,
            _ => file.authorize(&provider, position, id, "code".into(), context),
        };
        Some(step.map(|step| Wish::File(step, Vec::new())).map_err(Refusal::from))
    }
}
