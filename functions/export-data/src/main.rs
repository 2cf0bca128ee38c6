//! The Lambda function of `export-data`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("export-data", export_data::export_data)
}
