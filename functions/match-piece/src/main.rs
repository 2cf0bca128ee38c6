//! The Lambda function of `match-piece`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("match-piece", match_piece::match_piece)
}
