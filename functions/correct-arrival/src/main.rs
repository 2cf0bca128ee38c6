//! The Lambda function of `correct-arrival`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("correct-arrival", correct_arrival::correct_arrival)
}
