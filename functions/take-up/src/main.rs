//! See the library.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("take-up", take_up::take_up)
}
