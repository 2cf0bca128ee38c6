//! The Lambda function of `resume-review`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("resume-review", resume_review::resume_review)
}
