//! The Lambda function of `issue-certificate`.
fn main() -> Result<(), beian_kit::Error> {
    beian_kit::serve("issue-certificate", issue_certificate::issue_certificate)
}
