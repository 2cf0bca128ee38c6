//! Hashes as `beian_kit::password` does, and nothing else: prints the seconds that each took. What a sign-in costs besides is
//! told by comparing the two.

use argon2::{Algorithm, Argon2, Params, Version};
use std::time::Instant;

fn main() -> Result<(), argon2::Error> {
    let times = std::env::args().nth(1).and_then(|times| times.parse().ok()).unwrap_or(1);
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None)?);
    for _ in 0..times {
        let begun = Instant::now();
        let mut hash = [0; 32];
        argon2.hash_password_into(b"correct horse battery 9", b"sixteen bytes...", &mut hash)?;
        println!("{} {}", begun.elapsed().as_secs_f64(), hash[0]);
    }
    Ok(())
}
