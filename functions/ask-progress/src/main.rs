//! The Lambda function of `ask-progress`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("ask-progress", ask_progress::ask_progress)
}
