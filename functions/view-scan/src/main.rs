//! The Lambda function of `view-scan`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("view-scan", view_scan::view_scan)
}
