//! A process that ends in the middle of a write, and the next one in the same data directory.

use beian_local::{
    Options,
    faults::{Fault, Placed},
    transfer,
};
use beian_tests::{Harness, a_filing};
use serde_json::json;

const KEY: &str = "killed-00000001";

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_of_a_killed_process_is_made_once_by_the_next() {
    for fault in [Fault::KilledBefore, Fault::KilledAfter] {
        let data = std::env::temp_dir().join(format!("beian-killed-{fault:?}-{}", std::process::id()));
        let open = || Harness::with_faults(Options { data: Some(data.clone()), ..Options::default() });
        let (path, body) = {
            let (harness, faults) = open().await;
            let reviewer = harness.reviewer().await;
            let owner = harness.owner("owner-1").await;
            let id = a_filing().unit("shili-killed.cn", "00000001").under_review(&owner).await;
            let version = reviewer.filing(&id).await.version;
            let path = format!("/v1/filings/{id}/review");
            let body = json!({ "version": version, "decision": "approve" });
            faults.begin();
            faults.place(Placed::nth("TransactWriteItems", 1, fault));
            reviewer.post_once(KEY, &path, body.clone()).await.refused(503, "unavailable");
            (path, body)
        };
        let (harness, _) = open().await;
        // The next process begins after the last one ended.
        harness.set_clock("2026-11-23T03:00:00Z");
        let approved = harness.signed_in("reviewer-1").post_once(KEY, &path, body).await.ok();
        assert_eq!(approved["status"], "approved", "{fault:?}");
        assert_eq!(approved["organizer_number"], "赣ICP备2026000001号", "{fault:?}");
        let letters = harness.mails_to("owner-1@example.com").await;
        let told = letters.iter().filter(|mail| mail.text.contains("赣ICP备2026000001号-1"));
        assert_eq!(told.count(), 1, "{fault:?}");
        let audit = transfer::verify(harness.store()).await.unwrap();
        assert!(audit.faults.is_empty(), "{fault:?}: {:?}", audit.faults);
        drop(harness);
        let _ = std::fs::remove_dir_all(&data);
    }
}
