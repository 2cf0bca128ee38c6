//! The Lambda function of `pause-review`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("pause-review", pause_review::pause_review)
}
