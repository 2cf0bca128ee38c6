//! The Lambda function of `check-sheet`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("check-sheet", check_sheet::check_sheet)
}
