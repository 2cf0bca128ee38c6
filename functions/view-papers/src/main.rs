//! The Lambda function of `view-papers`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("view-papers", view_papers::view_papers)
}
