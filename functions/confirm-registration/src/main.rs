//! The Lambda function of `confirm-registration`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("confirm-registration", confirm_registration::confirm_registration)
}
