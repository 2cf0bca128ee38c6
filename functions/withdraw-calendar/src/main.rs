//! The Lambda function of `withdraw-calendar`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("withdraw-calendar", withdraw_calendar::withdraw_calendar)
}
