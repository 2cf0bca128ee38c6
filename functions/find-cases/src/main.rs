//! The Lambda function of `find-cases`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("find-cases", find_cases::find_cases)
}
