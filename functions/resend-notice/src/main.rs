//! The Lambda function of `resend-notice`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("resend-notice", resend_notice::resend_notice)
}
