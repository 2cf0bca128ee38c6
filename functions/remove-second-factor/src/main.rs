//! The Lambda function of `remove-second-factor`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("remove-second-factor", remove_second_factor::remove_second_factor)
}
