//! The Lambda function of `list-undelivered`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("list-undelivered", list_undelivered::list_undelivered)
}
