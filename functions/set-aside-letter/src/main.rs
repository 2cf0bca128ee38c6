//! The Lambda function of `set-aside-letter`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("set-aside-letter", set_aside_letter::set_aside_letter)
}
