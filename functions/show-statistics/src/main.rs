//! See the library.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("show-statistics", show_statistics::show_statistics)
}
