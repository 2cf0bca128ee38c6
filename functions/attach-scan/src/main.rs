//! The Lambda function of `attach-scan`.
fn main() -> Result<(), beian_kit::Error> {
    if attach_scan::reads() { Ok(()) } else { beian_kit::serve("attach-scan", attach_scan::attach_scan) }
}
