//! The Lambda function of `end-session`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("end-session", end_session::end_session)
}
