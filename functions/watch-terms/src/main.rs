//! The Lambda function of `watch-terms`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve_job(watch_terms::watch_terms)
}
