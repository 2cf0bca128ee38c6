//! See the library.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("hand-over", hand_over::hand_over)
}
