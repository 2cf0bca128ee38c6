//! The Lambda function of `take-back-piece`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("take-back-piece", take_back_piece::take_back_piece)
}
