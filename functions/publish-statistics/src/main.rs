//! The Lambda function of `publish-statistics`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve_job(publish_statistics::publish_statistics)
}
