//! The Lambda function of `list-records`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("list-records", list_records::list_records)
}
