//! Passwords and second factors.

#[cfg(feature = "password")]
pub mod password;
#[cfg(feature = "second-factor")]
pub mod second_factor;
