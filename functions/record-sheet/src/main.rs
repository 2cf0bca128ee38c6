//! The Lambda function of `record-sheet`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("record-sheet", record_sheet::record_sheet)
}
