//! The Lambda function of `propose-calendar`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("propose-calendar", propose_calendar::propose_calendar)
}
