//! The Lambda function of `reorder-post`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("reorder-post", reorder_post::reorder_post)
}
