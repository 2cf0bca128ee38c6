//! The Lambda function of `set-password`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("set-password", set_password::set_password)
}
