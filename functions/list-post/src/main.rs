//! The Lambda function of `list-post`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("list-post", list_post::list_post)
}
