//! The Lambda function of `upload-scan`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("upload-scan", upload_scan::upload_scan)
}
