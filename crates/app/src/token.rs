//! Random tokens and digests.

use beian_store::hex::{decode, sha256};

pub use beian_store::hex::encode as hex;

/// Returns random bytes of the operating system.
///
/// # Errors
/// The error of the operating system, which does not occur on a running machine.
pub fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Decodes a hex text in either case. The answer is empty if the text is not hex.
pub fn from_hex(text: &str) -> Vec<u8> {
    decode(&text.to_ascii_lowercase()).unwrap_or_default()
}

/// Computes the digest under which a token is stored: SHA-256 in hex.
pub fn digest(token: &str) -> String {
    hex(&sha256(token.as_bytes()))
}

/// Derives 128 bits of an identifier and 64 bits of a reference from a text, from different parts of its digest.
pub fn case(text: &str) -> (u128, [u8; 8]) {
    let digest = sha256(text.as_bytes());
    let number = |bytes: &[u8]| bytes.iter().fold(0, |bits, byte| bits << 8 | u128::from(*byte));
    let (identifier, rest) = digest.split_at(16);
    let mut reference = [0; 8];
    reference.copy_from_slice(&rest[..8]);
    (number(identifier), reference)
}

/// Characters that readers do not confuse in either case: neither 0 and o, nor 1, i and l.
const SIGNS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// Encodes random bytes as a text that people can read aloud and type, in groups of `group` characters.
pub fn readable(bytes: &[u8], group: usize) -> String {
    // The bytes are converted as one number in base 31, because a conversion byte by byte would lose bits.
    let mut digits: Vec<u8> = Vec::new();
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            let value = u32::from(*digit) * 256 + carry;
            *digit = u8::try_from(value % 31).unwrap_or_default();
            carry = value / 31;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 31).unwrap_or_default());
            carry /= 31;
        }
    }
    // The length depends on the number of bytes alone. One of 31 characters carries 4.954 bits.
    digits.resize((bytes.len() * 8 * 1000).div_ceil(4954), 0);
    let mut text = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.iter().enumerate() {
        if place > 0 && place % group == 0 {
            text.push('-');
        }
        text.push(char::from(SIGNS[usize::from(*digit)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readable_text_has_one_length_and_keeps_every_bit() {
        assert_eq!(readable(&[0; 16], 5).len(), readable(&[255; 16], 5).len());
        assert_eq!(readable(&[255; 16], 5).chars().filter(|sign| *sign != '-').count(), 26);
        let mut seen = std::collections::HashSet::new();
        for bit in 0..128 {
            let number = 1u128 << bit;
            assert!(seen.insert(readable(&number.to_be_bytes(), 5)), "bit {bit}");
        }
    }

    #[test]
    fn every_character_of_a_reference_takes_each_of_its_32_values() {
        let mut seen = [0u32; 8];
        for name in 0..2_000 {
            for (values, byte) in seen.iter_mut().zip(case(&name.to_string()).1) {
                *values |= 1 << (byte & 31);
            }
        }
        assert_eq!(seen, [u32::MAX; 8]);
    }
}
