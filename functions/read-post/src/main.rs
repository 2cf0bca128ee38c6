//! The Lambda function of `read-post`.
fn main() -> Result<(), beian_kit::Error> {
    if read_post::reads_pages() { Ok(()) } else { beian_kit::serve_job(read_post::read_post) }
}
