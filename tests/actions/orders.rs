//! Filings about what is on file: another site, another access, other facts, and taking it off file (§二.3, §二.5, §二.6).

mod adding;
mod changing;
mod deregistering;
mod providers;

use beian_local::transfer::verify;
use beian_tests::{Harness, Person, forms};
use serde_json::{Value, json};

struct Office {
    harness: Harness,
    owner: Person,
    provider: Person,
    other: Person,
}

/// An office with its staff, and an owner with a unit's site on file.
async fn office(domain: &str) -> (Office, String) {
    let harness = Harness::open().await;
    let (provider, other) = (harness.provider().await, harness.other_provider().await);
    harness.clerk().await;
    harness.reviewer().await;
    let owner = harness.owner("owner-1").await;
    let (_, record) = harness.on_file(&owner, &provider, forms::unit(domain, "00000001")).await;
    (Office { harness, owner, provider, other }, record)
}

fn id(reply: &Value) -> String {
    reply["id"].as_str().unwrap().to_owned()
}

/// Fills in as many sites as there are domains.
async fn fill_all(who: &Person, filing: &str, domains: &[&str]) -> Value {
    let mut form = who.filing(filing).await["form"].clone();
    let part = |domain: &str| {
        let whole = forms::unit(domain, "00000001");
        (whole["site"].clone(), whole["access"].clone())
    };
    (form["site"], form["access"]) = part(domains[0]);
    form["access"]["provider"] = json!("yun-yi");
    let further = domains[1..].iter().map(|domain| {
        let (site, mut access) = part(domain);
        access.as_object_mut().unwrap().remove("provider");
        json!({ "site": site, "access": access })
    });
    form["further"] = further.collect();
    who.act(filing, "draft", json!({ "form": form })).await.ok();
    form
}

/// Fills the site and the access of a draft.
async fn fill(who: &Person, filing: &str, domain: &str, provider: &str) {
    let mut form = who.filing(filing).await["form"].clone();
    let whole = forms::unit(domain, "00000001");
    form["site"] = whole["site"].clone();
    form["access"] = whole["access"].clone();
    form["access"]["provider"] = json!(provider);
    who.act(filing, "draft", json!({ "form": form })).await.ok();
}

impl Office {
    /// Adds a site that the owner writes; its number.
    async fn add_site(&self, record: &str, domain: &str) -> String {
        let filing = id(&self.owner.begin("add_site", record, None).await.ok());
        fill(&self.owner, &filing, domain, "yun-yi").await;
        self.owner.scan_all(&filing).await;
        self.owner.act(&filing, "submit", json!({})).await.ok();
        let approved = self.harness.approved(&self.provider, &filing).await;
        approved["site_numbers"][0].as_str().unwrap().to_owned()
    }

    /// Forwards a filing, and records its sheet.
    async fn forwarded_with_sheet(&self, filing: &str) {
        self.provider.act(filing, "forward", json!({})).await.ok();
        let clerk = self.harness.signed_in("clerk-1");
        let sheet = clerk.scan(filing, "verification_sheet").await;
        clerk.act(filing, "record-sheet", json!({ "scan_id": sheet, "signed_and_sealed": true })).await.ok();
    }

    async fn record(&self, record: &str) -> Value {
        self.owner.get(&format!("/v1/records/{record}")).await.ok()
    }

    async fn ask_to_deregister(
        &self,
        who: &Person,
        record: &str,
        position: Option<u32>,
    ) -> beian_tests::Reply {
        let asked = json!({ "position": position, "reason": "网站不再使用" });
        who.post(&format!("/v1/records/{record}/deregister"), asked).await
    }
}
