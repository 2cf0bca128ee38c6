//! The Lambda function of `add-provider`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("add-provider", add_provider::add_provider)
}
