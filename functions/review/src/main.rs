//! The Lambda function of `review`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("review", review::review)
}
