//! What crosses the wire is what is written down.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{env, fs};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/openapi.json");

/// `make openapi` (BEIAN_UPDATE=1) writes it anew.
#[test]
fn the_checked_in_openapi_document_is_the_generated_one() {
    let generated = format!("{}\n", serde_json::to_string_pretty(&beian_contract::openapi::document()).unwrap());
    if env::var_os("BEIAN_UPDATE").is_some() {
        fs::write(DOCUMENT, &generated).unwrap();
    }
    let checked_in = fs::read_to_string(DOCUMENT).unwrap_or_default();
    assert!(checked_in == generated, "infra/openapi.json is stale: run `make openapi`");
}
