//! The Lambda function of `show-progress`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("show-progress", show_progress::show_progress)
}
