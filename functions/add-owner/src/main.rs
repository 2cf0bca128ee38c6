//! The Lambda function of `add-owner`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("add-owner", add_owner::add_owner)
}
