//! The Lambda function of `invite`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("invite", invite::invite)
}
