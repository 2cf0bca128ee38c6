//! The Lambda function of `list-codes`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("list-codes", list_codes::list_codes)
}
