//! The Lambda function of `save-draft`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("save-draft", save_draft::save_draft)
}
