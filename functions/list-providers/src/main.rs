//! See the library.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("list-providers", list_providers::list_providers)
}
