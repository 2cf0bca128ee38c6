//! The Lambda function of `file-in-bulk`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("file-in-bulk", file_in_bulk::file_in_bulk)
}
