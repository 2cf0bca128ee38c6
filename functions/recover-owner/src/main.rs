//! The Lambda function of `recover-owner`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("recover-owner", recover_owner::recover_owner)
}
