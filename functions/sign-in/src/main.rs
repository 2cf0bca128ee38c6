//! The Lambda function of `sign-in`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("sign-in", sign_in::sign_in)
}
