//! The Lambda function of `unmask`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("unmask", unmask::unmask)
}
