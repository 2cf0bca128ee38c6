//! The Lambda function of `receive-request`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("receive-request", receive_request::receive_request)
}
