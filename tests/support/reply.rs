//! The answers of the API.

use super::*;

/// An answer of the API.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
    /// The session's cookie, if one came with it.
    pub cookie: Option<String>,
    /// The cookie by which the browser is known again, if one came with it.
    pub browser: Option<String>,
    /// Seconds that the header asks to wait.
    pub retry_after: Option<i64>,
    /// Every header, in order of its name.
    pub headers: Vec<(String, String)>,
}

impl Reply {
    /// The problem's stable code.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The pointers of the fields that are wrong.
    pub fn pointers(&self) -> Vec<&str> {
        self.body["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|error| error["pointer"].as_str())
            .collect()
    }

    /// The code of one field's problem.
    pub fn field_code(&self, pointer: &str) -> &str {
        let mut errors = self.body["errors"].as_array().into_iter().flatten();
        errors
            .find(|error| error["pointer"] == pointer)
            .and_then(|error| error["code"].as_str())
            .unwrap_or_default()
    }

    /// The body, if it went well.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {:#}", self.status, self.body);
        self.body
    }

    /// The answer by its type, if it went well.
    #[track_caller]
    pub fn view<T: DeserializeOwned>(self) -> T {
        let body = self.ok();
        T::deserialize(&body).unwrap_or_else(|error| panic!("{error}: {body:#}"))
    }

    /// Insists that it was refused so.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Reply {
        assert_eq!((self.status, self.code()), (status, code), "{:#}", self.body);
        self
    }
}
