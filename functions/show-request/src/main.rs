//! The Lambda function of `show-request`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("show-request", show_request::show_request)
}
