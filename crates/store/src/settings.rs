//! The settings of the store. On AWS the environment contains them, as `template.yaml` sets it.

use std::env;

/// The settings for the table, the scans and the mail.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name of the DynamoDB table.
    pub table: String,
    /// Name of the S3 bucket for scans.
    pub bucket: String,
    /// AWS region of the table and the bucket.
    pub region: String,
    /// Two-digit code of the province (GB/T 2260), such as `36`.
    pub province: String,
    /// Address of DynamoDB, if it is not the one of AWS.
    pub dynamodb: Option<String>,
    /// Address of S3 for the application, if it is not the one of AWS.
    pub objects: Option<String>,
    /// Address of S3 for a browser, if it is not the one of AWS.
    pub objects_public: Option<String>,
    /// Address of SES, if it is not the one of AWS.
    pub mail: Option<String>,
    /// AWS region of SES, which may differ from the region of the table.
    pub mail_region: String,
    /// Address of an SMTP relay, for a bureau that runs on its own premises: `smtp://host:25` or `smtps://user:password@host:465`.
    pub smtp: Option<String>,
    /// Sender address of notices.
    pub mail_from: String,
    /// Address of the site, without a slash at the end. Links in notices begin with it.
    pub origin: String,
    /// Postal address of the bureau on printed forms; empty if the forms describe how to find the address.
    pub postal_address: String,
    /// Font file for certificates of filing and forms; empty if the process makes neither.
    pub font: String,
    /// Program that reads scanned post in a process of its own. Without it, the running program is started as the reader too.
    pub reader: Option<String>,
    /// True if uploaded post waits for a malware scanner's tag before it is read.
    pub guarded: bool,
    /// Header in which CloudFront passes the client's address; empty if API Gateway itself provides the address.
    pub address_header: String,
    /// Access key, secret and session token.
    pub credentials: Credentials,
}

/// An AWS access key. Its `Debug` output hides it.
#[derive(Clone)]
pub struct Credentials {
    /// Key identifier.
    pub id: String,
    /// Secret.
    pub secret: String,
    /// Session token, if the key is temporary.
    pub token: Option<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Credentials(…)")
    }
}

/// A setting is missing from the environment.
#[derive(Debug, thiserror::Error)]
#[error("the environment variable {0} is not set")]
pub struct MissingSetting(&'static str);

fn given(name: &'static str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn needed(name: &'static str) -> Result<String, MissingSetting> {
    given(name).ok_or(MissingSetting(name))
}

impl Settings {
    /// Reads the settings from the environment.
    ///
    /// # Errors
    /// [`MissingSetting`] with the name of the first missing variable.
    pub fn from_env() -> Result<Settings, MissingSetting> {
        let region = needed("AWS_REGION")?;
        let everywhere = given("AWS_ENDPOINT_URL");
        let endpoint = |name| given(name).or_else(|| everywhere.clone());
        let objects = endpoint("AWS_ENDPOINT_URL_S3");
        Ok(Settings {
            table: needed("BEIAN_TABLE")?,
            bucket: given("BEIAN_BUCKET").unwrap_or_default(),
            province: needed("BEIAN_PROVINCE")?,
            dynamodb: endpoint("AWS_ENDPOINT_URL_DYNAMODB"),
            objects_public: given("BEIAN_OBJECTS_PUBLIC").or_else(|| objects.clone()),
            objects,
            mail: endpoint("AWS_ENDPOINT_URL_SES"),
            mail_region: given("BEIAN_MAIL_REGION").unwrap_or_else(|| region.clone()),
            smtp: given("BEIAN_SMTP_URL"),
            mail_from: given("BEIAN_MAIL_FROM").unwrap_or_default(),
            origin: given("BEIAN_ORIGIN").unwrap_or_default(),
            postal_address: given("BEIAN_POSTAL_ADDRESS").unwrap_or_default(),
            // `infra/functions.sh` puts the font beside the program.
            font: given("BEIAN_FONT")
                .or_else(|| given("LAMBDA_TASK_ROOT").map(|root| format!("{root}/font.ttf")))
                .unwrap_or_default(),
            reader: given("BEIAN_READER"),
            guarded: given("BEIAN_GUARDED").is_some_and(|value| value == "true"),
            address_header: given("BEIAN_ADDRESS_HEADER").unwrap_or_default(),
            credentials: Credentials {
                id: needed("AWS_ACCESS_KEY_ID")?,
                secret: needed("AWS_SECRET_ACCESS_KEY")?,
                token: given("AWS_SESSION_TOKEN"),
            },
            region,
        })
    }
}
