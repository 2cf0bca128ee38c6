//! The Lambda function of `view-piece`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("view-piece", view_piece::view_piece)
}
