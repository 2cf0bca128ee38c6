//! The Lambda function of `correct`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("correct", correct::correct)
}
