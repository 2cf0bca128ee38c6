//! The Lambda function of `lift-suppression`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("lift-suppression", lift_suppression::lift_suppression)
}
