//! The Lambda function of `count-work`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve_job(count_work::count_work)
}
