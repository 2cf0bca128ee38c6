//! See the library.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("file-in-bulk", file_in_bulk::file_in_bulk)
}
