//! The Lambda function of `purge`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve_job(purge::purge)
}
