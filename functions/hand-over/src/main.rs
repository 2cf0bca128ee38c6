//! The Lambda function of `hand-over`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("hand-over", hand_over::hand_over)
}
