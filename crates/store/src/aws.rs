//! The clients: built once, from compiled-in roots, without probing the machine.

use crate::settings::Settings;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, Region, SharedHttpClient, retry::RetryConfig, timeout::TimeoutConfig,
};
use std::{sync::Arc, time::Duration};

const ATTEMPT: Duration = Duration::from_secs(3);
const OPERATION: Duration = Duration::from_secs(8);
const ATTEMPTS: u32 = 3;

/// The store. Cheap to clone; build it once.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) db: aws_sdk_dynamodb::Client,
    pub(crate) http: SharedHttpClient,
    pub(crate) settings: Arc<Settings>,
}

impl Store {
    /// Opens the store. Nothing is called yet.
    ///
    /// # Errors
    /// When the compiled-in roots cannot be read, which a test rules out.
    pub fn open(settings: Settings) -> Result<Store, crate::StoreError> {
        let http = crate::http::client().map_err(|error| crate::StoreError::call("TLS", error))?;
        let mut config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http.clone())
            .region(Region::new(settings.region.clone()))
            .credentials_provider(credentials(&settings))
            .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
            .timeout_config(timeouts());
        if let Some(endpoint) = &settings.dynamodb {
            config = config.endpoint_url(endpoint);
        }
        Ok(Store {
            db: aws_sdk_dynamodb::Client::from_conf(config.build()),
            http,
            settings: Arc::new(settings),
        })
    }

    /// Where things are kept.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

pub(crate) fn credentials(settings: &Settings) -> Credentials {
    let given = &settings.credentials;
    Credentials::new(&given.id, &given.secret, given.token.clone(), None, "environment")
}

pub(crate) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(OPERATION).build()
}
