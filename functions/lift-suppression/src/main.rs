//! See the library.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("lift-suppression", lift_suppression::lift_suppression)
}
