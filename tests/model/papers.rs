//! Letters that arrive, and what is decided on them.

use super::*;
use beian_filing::{
    identifier::{Reference, Username},
    paper::ReceivedRequest,
};

impl Walk {
    fn account(&self, name: &str, closed: bool) -> Account {
        let opened = Account::new(
            Username::typed(name),
            Role::Owner,
            "示例".into(),
            format!("{name}@example.com"),
            self.now,
        );
        Account { applicant: Some(ApplicantKind::Unit), disabled_at: closed.then_some(self.now), ..opened }
    }

    /// A letter arrives, whole or not, or what one lacked.
    pub(super) fn letter(
        &mut self,
        (id, reference): (RequestId, Reference),
        context: &Context<'_>,
    ) -> Option<Result<Wish, Refusal>> {
        let waiting: Vec<&PaperRequest> =
            self.office.requests.values().filter(|it| !it.missing().is_empty()).collect();
        if self.chance.one_in(3) {
            let all: Vec<&PaperRequest> = self.office.requests.values().collect();
            let from = if self.chance.one_in(3) { &all } else { &waiting };
            let request = (*self.chance.of(from)?).clone();
            let evidence = request.kind.evidence(ApplicantKind::Unit).to_vec();
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
        let kind = RequestKind::ALL[self.chance.below(3)];
        let (owner, about) = match kind {
            RequestKind::RecoverAccount => (Username::typed("owner-0"), None),
            RequestKind::Deregister if self.chance.one_in(2) => {
                let file = self.some_file()?;
                let position = file
                    .sites
                    .iter()
                    .find(|site| site.is_live())
                    .map(|site| site.position)
                    .filter(|_| self.chance.one_in(2));
                let about = RequestSubject::Record { organizer_number: file.number, position, domain: None };
                (file.owner, Some(about))
            }
            _ => {
                // Few letters ask to delete; else nothing would ever be approved.
                let filing = self.some_filing().filter(|_| self.chance.one_in(3))?;
                let about = RequestSubject::Filing {
                    id: filing.id,
                    reference: filing.reference,
                    domain: filing.form.site.domain.clone(),
                };
                (filing.owner, Some(about))
            }
        };
        let evidence = if self.chance.one_in(3) {
            vec![Evidence::Form]
        } else {
            kind.evidence(ApplicantKind::Unit).to_vec()
        };
        let arrived_on =
            if self.chance.one_in(9) { context.today().tomorrow().unwrap() } else { context.today() };
        let envelope = Envelope { arrived_on, evidence, papers: None, reason: None, marks: Vec::new() };
        let account = self.account(&owner, false);
        Some(
            PaperRequest::receive(
                ReceivedRequest {
                    id,
                    reference,
                    kind,
                    about,
                    account: &account,
                    applicant: None,
                    email: None,
                    form: None,
                    envelope,
                },
                context,
            )
            .map(Wish::Request)
            .map_err(Refusal::from),
        )
    }

    pub(super) fn decide_letter(&mut self, context: &Context<'_>) -> Option<Result<Wish, Refusal>> {
        let open: Vec<&PaperRequest> =
            self.office.requests.values().filter(|it| it.decided_on().is_none()).collect();
        let all: Vec<&PaperRequest> = self.office.requests.values().collect();
        let from = if self.chance.one_in(8) { &all } else { &open };
        let request = (*self.chance.of(from)?).clone();
        if self.chance.one_in(4) {
            return Some(request.refuse("材料不符", context).map(Wish::Request).map_err(Refusal::from));
        }
        let object = match &request.about {
            // The account is closed here; its own tests show the rest.
            None => RequestTarget::Account(Box::new(self.account(&request.account, true))),
            Some(RequestSubject::Filing { id, .. }) => {
                RequestTarget::Submission(Box::new(self.office.filings[id].clone()))
            }
            Some(RequestSubject::Record { organizer_number, position, .. }) => {
                let file = self.office.files[organizer_number].clone();
                let holder = self.office.claims.get(&Claim::FilingUnderWay(*organizer_number));
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
}
