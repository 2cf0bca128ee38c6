//! The steps of a filing: each is a request for the version that the person sees at that moment.

use super::*;
use serde::Serialize;

/// A reason for a return, as the request has it: the pointer of a field and a sentence.
pub fn reason(pointer: &str, reason: &str) -> Value {
    json!({ "pointer": pointer, "reason": reason })
}

impl Person {
    /// Requests an action on a filing. The action has no fields of its own.
    pub async fn act(&self, id: &str, verb: &str) -> Reply {
        self.act_with(id, verb, json!({})).await
    }

    /// Requests an action with these fields on a filing.
    pub async fn act_with(&self, id: &str, verb: &str, mut body: Value) -> Reply {
        let seen = self.get(&format!("/v1/filings/{id}")).await;
        if seen.status != 200 {
            return seen;
        }
        body["version"] = seen.body["version"].clone();
        let path = format!("/v1/filings/{id}/{verb}");
        if verb == "draft" { self.put(&path, body).await } else { self.post(&path, body).await }
    }

    /// Saves this form in a draft.
    pub async fn save_draft(&self, id: &str, form: impl Serialize) -> Reply {
        self.act_with(id, "draft", json!({ "form": form })).await
    }

    /// Submits a draft to its access provider.
    pub async fn submit(&self, id: &str) -> Reply {
        self.act(id, "submit").await
    }

    /// Corrects the form of a filing that is with the access provider.
    pub async fn correct(&self, id: &str, form: impl Serialize) -> Reply {
        self.act_with(id, "correct", json!({ "form": form })).await
    }

    /// Forwards a filing to the bureau.
    pub async fn forward(&self, id: &str) -> Reply {
        self.act(id, "forward").await
    }

    /// Returns a filing from the access provider to its owner.
    pub async fn return_filing(&self, id: &str, reasons: impl Serialize) -> Reply {
        self.act_with(id, "return", json!({ "reasons": reasons })).await
    }

    /// Records that the verification sheet is this scan, signed and sealed.
    pub async fn record_sheet(&self, id: &str, scan: impl Serialize) -> Reply {
        self.act_with(id, "record-sheet", json!({ "scan_id": scan, "signed_and_sealed": true })).await
    }

    /// Scans the verification sheet of a filing and records it as signed and sealed.
    pub async fn receive_sheet(&self, id: &str) -> Reply {
        let sheet = self.scan(id, "verification_sheet").await;
        self.record_sheet(id, sheet).await
    }

    /// Approves a filing.
    pub async fn approve(&self, id: &str) -> Reply {
        self.act_with(id, "review", json!({ "decision": "approve" })).await
    }

    /// Returns a filing from the bureau to its owner.
    pub async fn return_to_owner(&self, id: &str, reasons: impl Serialize) -> Reply {
        self.act_with(id, "review", json!({ "decision": "return_to_owner", "reasons": reasons })).await
    }

    /// Amends a filing that was returned.
    pub async fn amend(&self, id: &str, form: impl Serialize) -> Reply {
        self.act_with(id, "amend", json!({ "form": form })).await
    }

    /// Confirms a deregistration with the code of the owner's mail.
    pub async fn confirm_deregistration(&self, id: &str, code: &str) -> Reply {
        self.act_with(id, "confirm-deregistration", json!({ "code": code })).await
    }
}
