//! The Lambda function of `keep-email`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("keep-email", keep_email::keep_email)
}
