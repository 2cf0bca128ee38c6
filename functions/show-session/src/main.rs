//! The Lambda function of `show-session`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("show-session", show_session::show_session)
}
