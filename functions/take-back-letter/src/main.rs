//! The Lambda function of `take-back-letter`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("take-back-letter", take_back_letter::take_back_letter)
}
