//! The Lambda function of `show-statistics`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("show-statistics", show_statistics::show_statistics)
}
