//! The wire matches its description.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::{env, fs};

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../infra/openapi.json");

/// `make openapi` writes it again, and this test does too with BEIAN_UPDATE set.
#[test]
fn the_checked_in_openapi_document_is_the_generated_one() {
    let generated =
        format!("{}\n", serde_json::to_string_pretty(&beian_contract::openapi::document()).unwrap());
    if env::var_os("BEIAN_UPDATE").is_some() {
        fs::write(DOCUMENT, &generated).unwrap();
    }
    let checked_in = fs::read_to_string(DOCUMENT).unwrap_or_default();
    assert!(checked_in == generated, "infra/openapi.json is stale: run `make openapi`");
}

#[test]
fn every_action_is_in_the_document() {
    let document = beian_contract::openapi::document();
    for route in beian_contract::route::ROUTES {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        assert_eq!(
            operation["operationId"], route.action,
            "add it to the shapes in crates/contract/src/openapi.rs"
        );
    }
}
