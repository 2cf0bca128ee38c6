//! The Lambda function of `list-accounts`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("list-accounts", list_accounts::list_accounts)
}
