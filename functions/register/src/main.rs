//! The Lambda function of `register`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("register", register::register)
}
