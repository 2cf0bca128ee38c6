//! See the library.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve_job(import_claims::import_claims)
}
