//! The Lambda function of `authorize-provider`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("authorize-provider", authorize_provider::authorize_provider)
}
