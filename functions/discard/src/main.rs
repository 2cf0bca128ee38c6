//! The Lambda function of `discard`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("discard", discard::discard)
}
