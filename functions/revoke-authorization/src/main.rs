//! The Lambda function of `revoke-authorization`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("revoke-authorization", revoke_authorization::revoke_authorization)
}
