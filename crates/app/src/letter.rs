//! Letters with paper requests: the account and the filing or record that a letter names.

use crate::{App, AppError};
use beian_filing::{
    account::Account,
    claim::Claim,
    filing::FilingRefusal,
    filing::{Filing, FilingStatus},
    form::FilingKind,
    history::Role,
    identifier::{Domain, FilingNumber, Reference, Username},
    paper::{PrintedNames, RequestKind, RequestSubject},
    policy::Rules,
    record::Record,
    record::RecordRefusal,
};
use beian_store::ReferenceTarget;

/// The names with which a letter identifies a filing or a record.
#[derive(Debug, Default)]
pub struct LetterNames {
    /// A domain.
    pub domain: Option<Domain>,
    /// The reference of a filing.
    pub reference: Option<Reference>,
    /// The filing number of a site or an organizer.
    pub number: Option<FilingNumber>,
    /// The claim on the certificate of an organizer.
    pub certificate: Option<Claim>,
}

impl LetterNames {
    /// Parses the names on a printed form. A name that cannot be parsed is `None`.
    pub fn of(named: &PrintedNames) -> LetterNames {
        // A number without a province belongs to the own province.
        let own = Rules::jiangxi().abbreviation;
        LetterNames {
            domain: named.domain.as_deref().map(Domain::parse_pasted).and_then(Result::ok),
            reference: named.reference.as_deref().map(Reference::parse).and_then(Result::ok),
            number: named.number.as_deref().and_then(|text| FilingNumber::parse_in_text(text, own).ok()),
            certificate: named
                .certificate
                .as_ref()
                .and_then(|(kind, number)| Claim::certificate(kind, number)),
        }
    }
}

/// Tells whether a filing has this domain, as the domain of its site or in its claims.
fn has(filing: &Filing, domain: &Domain) -> bool {
    let own = Domain::parse(&filing.form.site.domain).is_ok_and(|own| own.is_same_registration(domain));
    own || filing.claims.iter().any(|claim| claim.is_same(&Claim::domain(domain)))
}

impl App {
    /// Finds the account of a letter, and also the filing or record unless the letter is about the account itself.
    ///
    /// # Errors
    /// `not-found`, `not-in-submission`, `already-deregistered`, [`AppError::OtherDomain`], [`AppError::DomainMissing`].
    pub async fn addressed(
        &self,
        kind: RequestKind,
        username: Option<&Username>,
        letter: &LetterNames,
    ) -> Result<(Account, Option<RequestSubject>), AppError> {
        let (owner, about) = match kind {
            RequestKind::RecoverAccount => match (username, &letter.domain) {
                (Some(username), _) => (username.clone(), None),
                (None, Some(domain)) => {
                    (self.holder_of(domain).await?.ok_or(AppError::NotFound)?.owner, None)
                }
                _ => return Err(AppError::NotFound),
            },
            kind => {
                let subject = self.subject(kind, letter).await?;
                let owner = match &subject {
                    RequestSubject::Filing { id, .. } => self.store.filing_state(*id).await?.owner,
                    RequestSubject::Record { organizer_number, .. } => {
                        self.store.record(*organizer_number).await?.ok_or(AppError::NotFound)?.owner
                    }
                };
                (owner, Some(subject))
            }
        };
        let account = self.store.account(&owner).await?.filter(|account| account.role == Role::Owner);
        Ok((account.ok_or(AppError::NotFound)?, about))
    }

    /// Finds the filing or record that a letter requests to delete or deregister.
    ///
    /// # Errors
    /// `not-found`, `not-in-submission`, `already-deregistered`, [`AppError::OtherDomain`], [`AppError::DomainMissing`].
    pub async fn subject(&self, kind: RequestKind, letter: &LetterNames) -> Result<RequestSubject, AppError> {
        if let Some(certificate) = &letter.certificate {
            return self.older_holder(certificate).await;
        }
        let filing = match (&letter.reference, &letter.number, &letter.domain) {
            (Some(reference), ..) => match self.store.reference_target(*reference).await? {
                Some(ReferenceTarget::Filing(id)) => Some(self.store.filing_state(id).await?),
                _ => None,
            },
            (None, None, Some(domain)) => self.holder_of(domain).await?,
            _ => None,
        };
        match (filing, &letter.number) {
            (Some(filing), _) if filing.status().is_finished() => {
                // A letter about a finished change of a record must name the number of the record, because the reference could identify
                // more than the letter means.
                if kind == RequestKind::DeleteSubmission || !puts_a_site_on_file(&filing) {
                    return Err(FilingRefusal::NotInSubmission.into());
                }
                // The letter must name a domain if the filing put several sites on file.
                let (record, position) = self
                    .put_on_file_by(&filing, letter.domain.as_ref())
                    .await?
                    .ok_or(AppError::DomainMissing)?;
                subject_of(&record, Some(position))
            }
            (Some(filing), _) if filing.status() == FilingStatus::Deleted => {
                Err(FilingRefusal::NotInSubmission.into())
            }
            (Some(filing), _) => {
                let named = letter.domain.as_ref();
                // The enclosed papers prove a right to the named domain, so the filing must have that domain.
                if named.is_some_and(|named| !has(&filing, named)) {
                    return Err(AppError::OtherDomain);
                }
                let domain = named.map_or(filing.form.site.domain, Domain::unicode);
                Ok(RequestSubject::Filing { id: filing.id, reference: filing.reference, domain })
            }
            (None, Some(_)) if kind == RequestKind::DeleteSubmission => {
                Err(FilingRefusal::NotInSubmission.into())
            }
            (None, Some(number)) => {
                let record = self.store.record(number.organizer()).await?.ok_or(AppError::NotFound)?;
                subject_of(&record, number.site().map(|(position, _)| position))
            }
            (None, None) => Err(AppError::NotFound),
        }
    }

    /// Returns the holder of a certificate (§三.2): the record of the organizer, or the filing under way if no record exists.
    async fn older_holder(&self, certificate: &Claim) -> Result<RequestSubject, AppError> {
        let holder = self.holder_of_claim(certificate.clone()).await?.ok_or(AppError::NotFound)?;
        match holder.state.organizer_number() {
            Some(number) => {
                let record = self.store.record(number).await?.ok_or(AppError::NotFound)?;
                subject_of(&record, None)
            }
            None => {
                let domain = holder.form.site.domain;
                Ok(RequestSubject::Filing { id: holder.id, reference: holder.reference, domain })
            }
        }
    }

    /// Returns the record and the position of the site that an approved filing put on file: the site with this domain, or without a
    /// domain the only site. The answer is `None` if no domain is given and the filing put several sites on file.
    pub(crate) async fn put_on_file_by(
        &self,
        filing: &Filing,
        domain: Option<&Domain>,
    ) -> Result<Option<(Record, u32)>, AppError> {
        let number = filing.state.organizer_number().ok_or(AppError::NotFound)?;
        let record = self.store.record(number).await?.ok_or(AppError::NotFound)?;
        let mut own = record.sites.iter().filter(|site| site.filing_id == filing.id);
        let site = match domain {
            Some(domain) => own
                .find(|site| Claim::Domain(site.domain.clone()).is_same(&Claim::domain(domain)))
                .ok_or(AppError::OtherDomain)?,
            None => match (own.next(), own.next()) {
                (Some(site), None) => site,
                (Some(_), Some(_)) => return Ok(None),
                (None, _) => return Err(AppError::NotFound),
            },
        };
        let position = site.position;
        Ok(Some((record, position)))
    }
}

/// Tells whether the approval of a filing puts new sites on file.
pub(crate) fn puts_a_site_on_file(filing: &Filing) -> bool {
    matches!(filing.kind, FilingKind::First | FilingKind::AddSite)
}

/// Returns the subject of a letter about a site, or about the organizer without a position. It must still be on file.
fn subject_of(record: &Record, position: Option<u32>) -> Result<RequestSubject, AppError> {
    let site = match position {
        Some(position) => Some(record.site(position).ok_or(AppError::NotFound)?),
        None => None,
    };
    if !record.is_live() || site.is_some_and(|site| !site.is_live()) {
        return Err(RecordRefusal::AlreadyDeregistered.into());
    }
    Ok(RequestSubject::Record {
        organizer_number: record.number,
        position,
        domain: site.map(|site| site.domain.clone()),
    })
}
