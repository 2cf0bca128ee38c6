//! What the actions about paper requests have in common.

use crate::{Answer, Desk, Fault, Office, day, field};
use beian_contract::{
    problem::{FieldProblem, ProblemCode},
    request::PaperMark,
    view::RequestView,
};
use beian_filing::{
    account::{self, Account},
    actor::{Actor, Role},
    calendar::local_date,
    check::FieldCode,
    codes::Rules,
    conflict::{Claim, Holder},
    domain::Domain,
    filing::Filing,
    intake::Piece,
    kind::Kind,
    number::{FilingNumber, Reference},
    on_file::OnFile,
    paper::{Envelope, Evidence, Marked, Object, PaperKind, PaperRequest, RequestStep, Subject},
    paper_form::Named,
    refusal::Refusal,
    state::Stage,
};
use beian_store::{Referred, StoreError};

/// What a letter names: the filing or record that it is about, by one of these.
#[derive(Debug, Default)]
pub struct Letter {
    /// A domain.
    pub domain: Option<Domain>,
    /// The reference of a filing.
    pub reference: Option<Reference>,
    /// The filing number of a site or an organizer.
    pub number: Option<FilingNumber>,
    /// The certificate of an organizer, as it is claimed.
    pub certificate: Option<Claim>,
}

impl Letter {
    /// What a printed form names, as far as it can be read.
    pub fn of(named: &Named) -> Letter {
        // Digits alone are a number of this province.
        let own = Rules::jiangxi().abbreviation;
        Letter {
            domain: named.domain.as_deref().map(Domain::pasted).and_then(Result::ok),
            reference: named.reference.as_deref().map(Reference::parse).and_then(Result::ok),
            number: named.number.as_deref().and_then(|text| FilingNumber::parse_digits(text, own).ok()),
            certificate: named
                .certificate
                .as_ref()
                .and_then(|(kind, number)| Claim::certificate(kind, number)),
        }
    }
}

/// Whether the filing is about this domain: its site's, or one of several that it holds.
fn has(filing: &Filing, domain: &Domain) -> bool {
    let own = Domain::parse(&filing.form.site.domain).is_ok_and(|own| own.is_same(domain));
    own || filing.claims.iter().any(|claim| claim.is_same(&Claim::domain(domain)))
}

/// The letter names a domain that what it refers to does not have.
fn other_domain() -> Fault {
    Fault::Malformed(vec![field("/domain", FieldCode::OtherDomain)])
}

impl Office {
    /// The filing that holds a domain; `None` where nobody of this bureau does.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn holder_of(&self, domain: &Domain) -> Result<Option<Filing>, Fault> {
        self.holder_of_claim(Claim::domain(domain)).await
    }

    async fn holder_of_claim(&self, claim: Claim) -> Result<Option<Filing>, Fault> {
        let held = self.store.holders(&[claim]).await?;
        match held.into_iter().next() {
            Some((_, Holder::Filing(id))) => Ok(Some(self.store.filing_state(&id).await?)),
            _ => Ok(None),
        }
    }

    /// Whose account a letter is about, and what it asks about, where that is not the account.
    ///
    /// # Errors
    /// `not-found`, `not-in-submission`, `already-deregistered`.
    pub async fn addressed(
        &self,
        kind: PaperKind,
        username: Option<&str>,
        letter: &Letter,
    ) -> Result<(Account, Option<Subject>), Fault> {
        let (owner, about) = match kind {
            PaperKind::RecoverAccount => match (username, &letter.domain) {
                (Some(username), _) => (account::canonical(username), None),
                (None, Some(domain)) => {
                    (self.holder_of(domain).await?.ok_or(ProblemCode::NotFound)?.owner, None)
                }
                _ => return Err(ProblemCode::NotFound.into()),
            },
            kind => {
                let subject = self.subject(kind, letter).await?;
                let owner = match &subject {
                    Subject::Filing { id, .. } => self.store.filing_state(id).await?.owner,
                    Subject::Record { organizer_number, .. } => {
                        self.store.on_file(organizer_number).await?.ok_or(ProblemCode::NotFound)?.owner
                    }
                };
                (owner, Some(subject))
            }
        };
        let account = self.store.account(&owner).await?.filter(|account| account.role == Role::Owner);
        Ok((account.ok_or(ProblemCode::NotFound)?, about))
    }

    /// What a letter asks to delete or deregister.
    ///
    /// # Errors
    /// `not-found`, `not-in-submission`, `already-deregistered`.
    pub async fn subject(&self, kind: PaperKind, letter: &Letter) -> Result<Subject, Fault> {
        if let Some(certificate) = &letter.certificate {
            return self.older_holder(certificate).await;
        }
        let filing = match (&letter.reference, &letter.number, &letter.domain) {
            (Some(reference), ..) => match self.store.referred(&reference.to_string()).await? {
                Some(Referred::Filing(id)) => Some(self.store.filing_state(&id).await?),
                _ => None,
            },
            (None, None, Some(domain)) => self.holder_of(domain).await?,
            _ => None,
        };
        match (filing, &letter.number) {
            (Some(filing), _) if filing.stage().is_finished() => {
                // What became of a change or an access is told by a number; else a letter could end more than it names.
                if kind == PaperKind::DeleteSubmission || !puts_a_site_on_file(&filing) {
                    return Err(Refusal::NotInSubmission.into());
                }
                // Of several sites, the letter must say which.
                let which = || Fault::Malformed(vec![field("/domain", FieldCode::Required)]);
                let (file, position) =
                    self.put_on_file_by(&filing, letter.domain.as_ref()).await?.ok_or_else(which)?;
                subject_of(&file, Some(position))
            }
            (Some(filing), _) if filing.stage() == Stage::Deleted => Err(Refusal::NotInSubmission.into()),
            (Some(filing), _) => {
                let named = letter.domain.as_ref();
                // What is enclosed is about the domain that the letter names: the filing must have it.
                if named.is_some_and(|named| !has(&filing, named)) {
                    return Err(other_domain());
                }
                let domain = named.map_or(filing.form.site.domain, Domain::unicode);
                Ok(Subject::Filing { id: filing.id, reference: filing.reference, domain })
            }
            (None, Some(_)) if kind == PaperKind::DeleteSubmission => Err(Refusal::NotInSubmission.into()),
            (None, Some(number)) => {
                let organizer = number.organizer().to_string();
                let file = self.store.on_file(&organizer).await?.ok_or(ProblemCode::NotFound)?;
                subject_of(&file, number.site().map(|(position, _)| position))
            }
            (None, None) => Err(ProblemCode::NotFound.into()),
        }
    }

    /// Whoever holds a certificate (§三.2): the organizer on file, else the filing under way.
    async fn older_holder(&self, certificate: &Claim) -> Result<Subject, Fault> {
        let holder = self.holder_of_claim(certificate.clone()).await?.ok_or(ProblemCode::NotFound)?;
        match holder.state.organizer_number() {
            Some(number) => {
                let file = self.store.on_file(number).await?.ok_or(ProblemCode::NotFound)?;
                subject_of(&file, None)
            }
            None => {
                let domain = holder.form.site.domain;
                Ok(Subject::Filing { id: holder.id, reference: holder.reference, domain })
            }
        }
    }

    /// What a filing that was approved put on file, and the site of it: the one with this domain, else its only one; `None` where
    /// it has several.
    async fn put_on_file_by(
        &self,
        filing: &Filing,
        domain: Option<&Domain>,
    ) -> Result<Option<(OnFile, u32)>, Fault> {
        let number = filing.state.organizer_number().ok_or(ProblemCode::NotFound)?;
        let file = self.store.on_file(number).await?.ok_or(ProblemCode::NotFound)?;
        let mut own = file.sites.iter().filter(|site| site.filing_id == filing.id);
        let site = match domain {
            Some(domain) => own
                .find(|site| Claim::Domain(site.domain.clone()).is_same(&Claim::domain(domain)))
                .ok_or_else(other_domain)?,
            None => match (own.next(), own.next()) {
                (Some(site), None) => site,
                (Some(_), Some(_)) => return Ok(None),
                (None, _) => return Err(ProblemCode::NotFound.into()),
            },
        };
        let position = site.position;
        Ok(Some((file, position)))
    }

    /// What the approval of a paper request acts upon, as it is now.
    ///
    /// # Errors
    /// `not-found`.
    pub async fn object_of(&self, request: &PaperRequest) -> Result<Object, Fault> {
        let (number, position) = match &request.about {
            None => {
                let account = self.store.account(&request.account).await?.ok_or(ProblemCode::NotFound)?;
                return Ok(Object::Account(Box::new(account)));
            }
            Some(Subject::Filing { id, .. }) => {
                let filing = self.store.filing_state(id).await?;
                // What was approved since the letter came is on file now.
                let approved = request.kind == PaperKind::Deregister && filing.stage().is_finished();
                if !approved || !puts_a_site_on_file(&filing) {
                    return Ok(Object::Submission(Box::new(filing)));
                }
                let (file, position) =
                    self.put_on_file_by(&filing, None).await?.ok_or(Refusal::NotInSubmission)?;
                (file.number, Some(position))
            }
            Some(Subject::Record { organizer_number, position, .. }) => (organizer_number.clone(), *position),
        };
        let file = self.store.on_file(&number).await?.ok_or(ProblemCode::NotFound)?;
        let ids: Vec<String> = file.filings().into_iter().collect();
        let others = self.store.filing_states(&ids).await?;
        let under_way = self.holder_of_claim(Claim::Order(number)).await?.map(Box::new);
        Ok(Object::Record { file: Box::new(file), position, others, under_way })
    }
}

impl Desk {
    /// Saves a step of a paper request and shows the request as it now is.
    ///
    /// # Errors
    /// `stale`; `key-reused`.
    pub async fn commit_request(&self, step: RequestStep, actor: &Actor) -> Answer<RequestView> {
        self.commit_request_with(step, None, actor).await
    }

    /// The same, and with it that scanned post is with the request.
    ///
    /// # Errors
    /// As [`Desk::commit_request`].
    pub async fn commit_request_with(
        &self,
        step: RequestStep,
        piece: Option<&Piece>,
        actor: &Actor,
    ) -> Answer<RequestView> {
        let id = step.after.id.clone();
        match self.store().commit_request_with(step, piece, self.command()).await {
            Ok(request) => self.request_view(&request, actor).await,
            // The same command, in the same moment; else it did something to the account before.
            Err(StoreError::Done(_)) => match self.load_request(&id).await? {
                held if held.repeated => self.request_view(&held.it, actor).await,
                _ => Err(ProblemCode::KeyReused.into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// A paper request, as the actor may see it.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn request_view(&self, request: &PaperRequest, actor: &Actor) -> Answer<RequestView> {
        let account = self.store().account(&request.account).await?.ok_or(StoreError::Missing)?;
        let history = self.store().request_history(&request.id).await?;
        let filings = match actor.role {
            Role::Clerk => Vec::new(),
            _ => self.store().filings_of_owner(&account.username, None).await?.items,
        };
        let calendar = self.calendar();
        Ok(RequestView::of(request, &account, &filings, &history, actor, calendar, self.now()))
    }

    /// What a clerk entered of an envelope, or says of pages that came before, if there are no problems with it, nor with what else was
    /// entered.
    ///
    /// # Errors
    /// `malformed`.
    pub fn envelope(
        &self,
        arrived_on: Option<&str>,
        mut evidence: Vec<Evidence>,
        marks: Vec<PaperMark>,
        mut problems: Vec<FieldProblem>,
    ) -> Result<Envelope, Fault> {
        evidence.sort();
        evidence.dedup();
        if evidence.is_empty() && marks.is_empty() {
            problems.push(field("/evidence", FieldCode::Required));
        }
        let today = local_date(self.now());
        let arrived = arrived_on.map_or(Some(today), day);
        if arrived.is_none() {
            problems.push(field("/arrived_on", FieldCode::DateForm));
        }
        match arrived {
            Some(arrived_on) if problems.is_empty() => {
                let marks = marks.into_iter().map(marked).collect();
                Ok(Envelope { arrived_on, reason: None, evidence, papers: None, marks })
            }
            _ => Err(Fault::Malformed(problems)),
        }
    }
}

fn marked(PaperMark { file_id: file, page, evidence }: PaperMark) -> Marked {
    Marked { file, page, evidence }
}

/// Whether what a filing asks for, once approved, is a site of its own.
fn puts_a_site_on_file(filing: &Filing) -> bool {
    matches!(filing.kind, Kind::First | Kind::AddSite)
}

/// One site, or the organizer, that is still on file.
fn subject_of(file: &OnFile, position: Option<u32>) -> Result<Subject, Fault> {
    let site = match position {
        Some(position) => Some(file.site(position).ok_or(ProblemCode::NotFound)?),
        None => None,
    };
    if !file.is_live() || site.is_some_and(|site| !site.is_live()) {
        return Err(Refusal::AlreadyDeregistered.into());
    }
    Ok(Subject::Record {
        organizer_number: file.number.clone(),
        position,
        domain: site.map(|site| site.domain.clone()),
    })
}
