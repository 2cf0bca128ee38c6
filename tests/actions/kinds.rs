//! Filings about what is on file: another site, another access, other facts, and taking it off file (§二.3, §二.5, §二.6).

mod adding;
mod changing;
mod deregistering;
mod providers;

use beian_contract::view::RecordView;
use beian_filing::form::{Access, Form, FurtherAccess, FurtherSite};
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
async fn fill_all(who: &Person, filing: &str, domains: &[&str]) -> Form {
    let mut form = who.filing(filing).await.form.unwrap();
    let part = |domain: &str| {
        let whole = forms::typed(forms::unit(domain, "00000001"));
        (whole.site, whole.access)
    };
    (form.site, form.access) = part(domains[0]);
    form.access.provider = "yun-yi".into();
    let further = domains[1..].iter().map(|domain| {
        let (site, access) = part(domain);
        let Access { method, location, ip_ranges, .. } = access;
        FurtherSite { site, access: FurtherAccess { method, location, ip_ranges } }
    });
    form.further = further.collect();
    who.save_draft(filing, &form).await.ok();
    form
}

/// Fills the site and the access of a draft.
async fn fill(who: &Person, filing: &str, domain: &str, provider: &str) {
    let mut form = who.filing(filing).await.form.unwrap();
    let whole = forms::typed(forms::unit(domain, "00000001"));
    (form.site, form.access) = (whole.site, whole.access);
    form.access.provider = provider.to_owned();
    who.save_draft(filing, &form).await.ok();
}

impl Office {
    /// Adds a site that the owner writes; its number.
    async fn add_site(&self, record: &str, domain: &str) -> String {
        let filing = id(&self.owner.begin("add_site", record, None).await.ok());
        fill(&self.owner, &filing, domain, "yun-yi").await;
        self.owner.scan_all(&filing).await;
        self.owner.submit(&filing).await.ok();
        let approved = self.harness.approved(&self.provider, &filing).await;
        approved.site_numbers[0].to_string()
    }

    /// Forwards a filing, and records its sheet.
    async fn forwarded_with_sheet(&self, filing: &str) {
        self.provider.forward(filing).await.ok();
        let clerk = self.harness.signed_in("clerk-1");
        clerk.receive_sheet(filing).await.ok();
    }

    async fn record(&self, record: &str) -> RecordView {
        self.owner.record(record).await
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
