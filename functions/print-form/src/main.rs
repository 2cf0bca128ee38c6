//! The Lambda function of `print-form`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("print-form", print_form::print_form)
}
