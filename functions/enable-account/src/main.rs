//! The Lambda function of `enable-account`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("enable-account", enable_account::enable_account)
}
