//! The Lambda function of `begin-second-factor`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("begin-second-factor", begin_second_factor::begin_second_factor)
}
