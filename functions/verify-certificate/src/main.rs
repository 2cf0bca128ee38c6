//! The Lambda function of `verify-certificate`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("verify-certificate", verify_certificate::verify_certificate)
}
