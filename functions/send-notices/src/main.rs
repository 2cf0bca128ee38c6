//! The Lambda function of `send-notices`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve_job(send_notices::send_notices)
}
