//! The Lambda function of `start-filing`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("start-filing", start_filing::start_filing)
}
