//! The Lambda function of `save-preferences`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("save-preferences", save_preferences::save_preferences)
}
