//! The Lambda function of `set-aside-piece`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("set-aside-piece", set_aside_piece::set_aside_piece)
}
