//! The Lambda function of `return-filing`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("return-filing", return_filing::return_filing)
}
