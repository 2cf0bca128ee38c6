//! The Lambda function of `list-providers`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("list-providers", list_providers::list_providers)
}
