//! The Lambda function of `upload-post`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("upload-post", upload_post::upload_post)
}
