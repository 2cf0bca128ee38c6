//! The Lambda function of `forward`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("forward", forward::forward)
}
