//! The Lambda function of `amend`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("amend", amend::amend)
}
