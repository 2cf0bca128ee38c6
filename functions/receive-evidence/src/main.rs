//! The Lambda function of `receive-evidence`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("receive-evidence", receive_evidence::receive_evidence)
}
