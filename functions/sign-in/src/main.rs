//! See the library.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("sign-in", sign_in::sign_in)
}
