//! The Lambda function of `recover-staff`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("recover-staff", recover_staff::recover_staff)
}
