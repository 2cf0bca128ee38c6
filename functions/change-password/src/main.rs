//! The Lambda function of `change-password`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("change-password", change_password::change_password)
}
