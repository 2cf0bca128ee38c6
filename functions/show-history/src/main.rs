//! The Lambda function of `show-history`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("show-history", show_history::show_history)
}
