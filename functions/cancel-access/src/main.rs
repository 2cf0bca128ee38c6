//! The Lambda function of `cancel-access`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("cancel-access", cancel_access::cancel_access)
}
