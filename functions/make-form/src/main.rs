//! The Lambda function of `make-form`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("make-form", make_form::make_form)
}
