//! See the library.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve_job(read_post::read_post)
}
