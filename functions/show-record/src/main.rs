//! The Lambda function of `show-record`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("show-record", show_record::show_record)
}
