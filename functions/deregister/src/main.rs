//! The Lambda function of `deregister`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("deregister", deregister::deregister)
}
