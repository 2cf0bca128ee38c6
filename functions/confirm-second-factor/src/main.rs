//! The Lambda function of `confirm-second-factor`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("confirm-second-factor", confirm_second_factor::confirm_second_factor)
}
