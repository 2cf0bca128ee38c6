//! The Lambda function of `show-calendar`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("show-calendar", show_calendar::show_calendar)
}
