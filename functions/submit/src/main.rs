//! The Lambda function of `submit`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("submit", submit::submit)
}
