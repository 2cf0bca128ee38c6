//! The Lambda function of `match-letter`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("match-letter", match_letter::match_letter)
}
