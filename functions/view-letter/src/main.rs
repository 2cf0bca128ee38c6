//! The Lambda function of `view-letter`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("view-letter", view_letter::view_letter)
}
