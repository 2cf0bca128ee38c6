//! The Lambda function of `disable-account`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("disable-account", disable_account::disable_account)
}
