//! The Lambda function of `list-requests`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("list-requests", list_requests::list_requests)
}
