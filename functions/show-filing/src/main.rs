//! The Lambda function of `show-filing`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("show-filing", show_filing::show_filing)
}
