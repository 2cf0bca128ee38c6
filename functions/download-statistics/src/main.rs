//! The Lambda function of `download-statistics`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("download-statistics", download_statistics::download_statistics)
}
