//! The Lambda function of `sign-calendar`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("sign-calendar", sign_calendar::sign_calendar)
}
