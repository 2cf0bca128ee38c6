//! The Lambda function of `list-unmatched`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("list-unmatched", list_unmatched::list_unmatched)
}
