//! See the library.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("attach-scan", attach_scan::attach_scan)
}
