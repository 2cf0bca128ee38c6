//! The Lambda function of `sign-out`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("sign-out", sign_out::sign_out)
}
