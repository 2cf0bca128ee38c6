//! The Lambda function of `reset-password`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("reset-password", reset_password::reset_password)
}
