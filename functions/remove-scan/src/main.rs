//! The Lambda function of `remove-scan`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("remove-scan", remove_scan::remove_scan)
}
