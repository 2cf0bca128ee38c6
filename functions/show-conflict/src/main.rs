//! The Lambda function of `show-conflict`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("show-conflict", show_conflict::show_conflict)
}
