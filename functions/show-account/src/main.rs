//! The Lambda function of `show-account`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("show-account", show_account::show_account)
}
