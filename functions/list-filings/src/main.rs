//! The Lambda function of `list-filings`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("list-filings", list_filings::list_filings)
}
