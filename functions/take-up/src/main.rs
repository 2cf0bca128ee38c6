//! The Lambda function of `take-up`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("take-up", take_up::take_up)
}
