//! The Lambda function of `conflict-check`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("conflict-check", conflict_check::conflict_check)
}
