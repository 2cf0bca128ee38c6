//! The AWS clients. They have compiled-in root certificates and settings, so the start of a function reads neither the disk nor the
//! network.

use crate::settings::Settings;
use aws_sdk_dynamodb::config::{
    BehaviorVersion, Credentials, Region, SharedHttpClient, retry::RetryConfig, timeout::TimeoutConfig,
};
use std::{sync::Arc, time::Duration};

/// Time limit of one try of a call, from its first byte to the response.
const ATTEMPT: Duration = Duration::from_secs(3);
/// Time limit of all tries of a call together. A page waits at most eight seconds for a service that does not answer.
const OPERATION: Duration = Duration::from_millis(6_500);
const ATTEMPTS: u32 = 3;
/// Maximum wait before the second try. The maximum doubles with each further try. A service that refuses connections is noticed within
/// two seconds.
const BACKOFF: Duration = Duration::from_millis(100);
const LONGEST_BACKOFF: Duration = Duration::from_millis(300);

/// The store. A process opens it once, and its clones share the clients.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) db: aws_sdk_dynamodb::Client,
    pub(crate) http: SharedHttpClient,
    pub(crate) settings: Arc<Settings>,
}

impl Store {
    /// Opens the store without calling any service.
    ///
    /// # Errors
    /// [`crate::StoreError::Unavailable`] if the compiled-in root certificates cannot be read. A test excludes this case.
    pub fn open(settings: Settings) -> Result<Store, crate::StoreError> {
        let http = crate::http::client().map_err(|error| crate::StoreError::call("TLS", error))?;
        let mut config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http.clone())
            .region(Region::new(settings.region.clone()))
            .credentials_provider(credentials(&settings))
            .retry_config(tries())
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

    /// Returns the settings with which the store was opened.
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

/// Returns the number of tries and the waits between them. The client itself determines which calls may be repeated.
pub(crate) fn tries() -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(ATTEMPTS)
        .with_initial_backoff(BACKOFF)
        .with_max_backoff(LONGEST_BACKOFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::CONNECT;

    #[test]
    fn a_service_that_refuses_is_known_within_two_seconds_and_a_silent_one_within_eight() {
        let waits = (1..ATTEMPTS).map(|tried| (BACKOFF * 2_u32.pow(tried - 1)).min(LONGEST_BACKOFF));
        let unreachable = CONNECT * ATTEMPTS + waits.sum::<Duration>();
        assert!(unreachable < Duration::from_secs(2), "{unreachable:?}");
        assert!(OPERATION < Duration::from_secs(7), "a second is left for what comes before and after");
        assert!(ATTEMPT * 2 + BACKOFF < OPERATION, "a lost answer is asked for once more");
        let (tries, times) = (tries(), timeouts());
        assert_eq!((tries.max_attempts(), tries.initial_backoff()), (ATTEMPTS, BACKOFF));
        assert_eq!(tries.max_backoff(), LONGEST_BACKOFF);
        assert_eq!(times.operation_timeout(), Some(OPERATION));
        assert_eq!(times.operation_attempt_timeout(), Some(ATTEMPT));
    }
}
