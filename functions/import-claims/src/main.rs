//! The Lambda function of `import-claims`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve_job(import_claims::import_claims)
}
