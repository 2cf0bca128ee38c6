//! Passwords, second factors and tokens.

#[cfg(feature = "password")]
pub mod password;
#[cfg(feature = "second-factor")]
pub mod second_factor;
pub mod token;
