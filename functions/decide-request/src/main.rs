//! The Lambda function of `decide-request`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("decide-request", decide_request::decide_request)
}
