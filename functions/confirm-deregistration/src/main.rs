//! The Lambda function of `confirm-deregistration`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("confirm-deregistration", confirm_deregistration::confirm_deregistration)
}
