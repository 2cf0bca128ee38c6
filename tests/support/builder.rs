//! A filing in the state that a test begins with.

use super::*;

/// A filing that a test needs. Its form is a unit's for `shili.cn` unless the test names another one.
#[derive(Debug, Clone)]
pub struct FilingBuilder {
    form: Value,
}

/// A filing that a test needs: `a_filing().unit("shili-turn.cn", "00000001").under_review(&owner)`.
pub fn a_filing() -> FilingBuilder {
    FilingBuilder { form: forms::unit("shili.cn", "00000001") }
}

impl FilingBuilder {
    /// The form of a unit for this domain; `number` tells units apart, eight digits.
    pub fn unit(self, domain: &str, number: &str) -> FilingBuilder {
        self.form(forms::unit(domain, number))
    }

    /// The form of an individual for this domain; `born` tells individuals apart.
    pub fn individual(self, domain: &str, born: &str) -> FilingBuilder {
        self.form(forms::individual(domain, born))
    }

    /// This form.
    pub fn form(self, form: Value) -> FilingBuilder {
        FilingBuilder { form }
    }

    /// Begins a draft of the filing; its identifier.
    pub async fn draft(self, owner: &Person) -> String {
        owner.draft(self.form).await
    }

    /// Submits the filing with every scan that it needs; its identifier.
    pub async fn submitted(self, owner: &Person) -> String {
        owner.submitted(self.form).await
    }

    /// The provider's staff forwards the filing; its identifier.
    pub async fn forwarded(self, owner: &Person) -> String {
        let id = self.submitted(owner).await;
        owner.harness.provider().await.forward(&id).await.ok();
        id
    }

    /// The filing is forwarded and its sheet received; its identifier.
    pub async fn under_review(self, owner: &Person) -> String {
        let id = self.forwarded(owner).await;
        owner.harness.clerk().await.receive_sheet(&id).await.ok();
        id
    }

    /// The reviewer returns the filing to its owner for these reasons; its identifier.
    pub async fn returned(self, owner: &Person, reasons: Value) -> String {
        let id = self.under_review(owner).await;
        owner.harness.reviewer().await.return_to_owner(&id, reasons).await.ok();
        id
    }

    /// The filing is approved: its identifier, and that of the record.
    pub async fn on_file(self, owner: &Person) -> (String, String) {
        let id = self.under_review(owner).await;
        let approved: FilingView = owner.harness.reviewer().await.approve(&id).await.view();
        (id, approved.organizer_number.unwrap().record_id())
    }
}
