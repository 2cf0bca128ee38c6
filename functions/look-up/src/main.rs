//! See the library.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("look-up", look_up::look_up)
}
