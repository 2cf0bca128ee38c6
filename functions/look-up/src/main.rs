//! The Lambda function of `look-up`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("look-up", look_up::look_up)
}
