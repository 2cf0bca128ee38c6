//! Standard security handler of PDF with an empty user password (ISO 32000-2, 7.6). Such files are encrypted
//! only to declare permissions; everybody has the key.

use crate::Unreadable;
use aes::{
    Aes128, Aes256,
    cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit},
};
use hayro::hayro_syntax::object::{Dict, Name, String as Text};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};

/// Padding of passwords (ISO 32000-2, 7.6.4.3.2).
const PADDING: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E,
    0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];
/// Size of an AES block in bytes. The first block is the initialization vector.
const BLOCK: usize = 16;

/// Encryption method of strings or streams.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Cipher {
    /// No encryption.
    Plain,
    Rc4,
    Aes128,
    Aes256,
}

/// Encryption of a file, with its key.
pub(super) struct Lock {
    key: Vec<u8>,
    pub(super) streams: Cipher,
    pub(super) strings: Cipher,
    /// Whether the metadata stream is encrypted too.
    pub(super) metadata: bool,
}

impl Lock {
    /// Derives the key from an encryption dictionary and the file identifier, for an empty password.
    pub(super) fn of(dict: &Dict<'_>, id: &[u8]) -> Result<Self, Unreadable> {
        let text = |key: &str| dict.get::<Text<'_>>(key).map(|text| text.to_vec()).unwrap_or_default();
        let number = |key: &str| dict.get::<i64>(key);
        let (Some(version), Some(revision)) = (number("V"), number("R")) else {
            return Err(Unreadable::Encrypted);
        };
        if dict.get::<Name<'_>>("Filter").is_none_or(|filter| filter.as_ref() != b"Standard") {
            return Err(Unreadable::Encrypted);
        }
        let metadata = dict.get::<bool>("EncryptMetadata").unwrap_or(true);
        let (streams, strings) = match version {
            1 | 2 => (Cipher::Rc4, Cipher::Rc4),
            4 | 5 => (filter(dict, "StmF")?, filter(dict, "StrF")?),
            _ => return Err(Unreadable::Encrypted),
        };
        let bits = match version {
            1 => 40,
            4 => 128,
            _ => number("Length").unwrap_or(40),
        };
        let length = usize::try_from(bits / 8).unwrap_or(0).clamp(5, 16);
        let (owner, user) = (text("O"), text("U"));
        let key = match revision {
            2..=4 => {
                let permitted = number("P").ok_or(Unreadable::Encrypted)? as u32;
                let all = revision == 4 && !metadata;
                old_key(revision, length, &owner, &user, permitted, id, all)
            }
            5 | 6 => new_key(revision, &user, &text("UE")),
            _ => None,
        };
        Ok(Self { key: key.ok_or(Unreadable::Encrypted)?, streams, strings, metadata })
    }

    /// Decrypts a string or stream of an object, given by number and generation.
    pub(super) fn open(&self, cipher: Cipher, (number, generation): (u32, u32), data: &[u8]) -> Vec<u8> {
        let mut plain = match cipher {
            Cipher::Plain => return data.to_vec(),
            Cipher::Rc4 => return rc4(&self.of_object(number, generation, cipher), data),
            Cipher::Aes128 => {
                let key = self.of_object(number, generation, cipher);
                Aes128::new_from_slice(&key).map(|aes| chained(&aes, data)).unwrap_or_default()
            }
            Cipher::Aes256 => {
                Aes256::new_from_slice(&self.key).map(|aes| chained(&aes, data)).unwrap_or_default()
            }
        };
        let fill = plain.last().map_or(0, |last| usize::from(*last));
        if (1..=BLOCK).contains(&fill) {
            plain.truncate(plain.len().saturating_sub(fill));
        }
        plain
    }

    /// Decrypted size in bytes, which the padding in the last block determines.
    pub(super) fn length(&self, cipher: Cipher, object: (u32, u32), data: &[u8]) -> usize {
        if !matches!(cipher, Cipher::Aes128 | Cipher::Aes256) {
            return data.len();
        }
        let whole = data.len() / BLOCK * BLOCK;
        if whole < 2 * BLOCK {
            return 0;
        }
        whole - 2 * BLOCK + self.open(cipher, object, &data[whole - 2 * BLOCK..whole]).len()
    }

    /// Key of one object for this cipher.
    fn of_object(&self, number: u32, generation: u32, cipher: Cipher) -> Vec<u8> {
        let aes = matches!(cipher, Cipher::Aes128 | Cipher::Aes256);
        let mut hash = Md5::new();
        hash.update(&self.key);
        hash.update(&number.to_le_bytes()[..3]);
        hash.update(&generation.to_le_bytes()[..2]);
        if aes {
            hash.update(b"sAlT");
        }
        let most = if aes { 16 } else { (self.key.len() + 5).min(16) };
        hash.finalize()[..most].to_vec()
    }
}

/// Method of the named crypt filter.
fn filter(dict: &Dict<'_>, key: &str) -> Result<Cipher, Unreadable> {
    let Some(name) = dict.get::<Name<'_>>(key).filter(|name| name.as_ref() != b"Identity") else {
        return Ok(Cipher::Plain);
    };
    let method = dict
        .get::<Dict<'_>>("CF")
        .and_then(|filters| filters.get::<Dict<'_>>(name))
        .and_then(|filter| filter.get::<Name<'_>>("CFM"));
    match method.as_deref() {
        Some(b"V2") => Ok(Cipher::Rc4),
        Some(b"AESV2") => Ok(Cipher::Aes128),
        Some(b"AESV3") => Ok(Cipher::Aes256),
        Some(b"None") => Ok(Cipher::Plain),
        _ => Err(Unreadable::Encrypted),
    }
}

/// File key of revisions 2 to 4, if the empty password is right (algorithms 2 and 6).
fn old_key(
    revision: i64,
    length: usize,
    owner: &[u8],
    user: &[u8],
    permitted: u32,
    id: &[u8],
    plain_metadata: bool,
) -> Option<Vec<u8>> {
    let mut hash = Md5::new();
    hash.update(PADDING);
    hash.update(owner.get(..32)?);
    hash.update(permitted.to_le_bytes());
    hash.update(id);
    if plain_metadata {
        hash.update([0xFF; 4]);
    }
    let mut key = hash.finalize();
    if revision == 2 {
        let key = key[..5].to_vec();
        return (rc4(&key, &PADDING) == user.get(..32)?).then_some(key);
    }
    for _ in 0..50 {
        key = Md5::digest(&key[..length]);
    }
    let key = key[..length].to_vec();
    let mut hash = Md5::new();
    hash.update(PADDING);
    hash.update(id);
    let check = (0..20u8).fold(hash.finalize().to_vec(), |text, round| {
        rc4(&key.iter().map(|byte| byte ^ round).collect::<Vec<u8>>(), &text)
    });
    (check == user.get(..16)?).then_some(key)
}

/// File key of revisions 5 and 6, if the empty password is right (algorithm 2.A).
fn new_key(revision: i64, user: &[u8], wrapped: &[u8]) -> Option<Vec<u8>> {
    let (hash, salts) = user.get(..48)?.split_at(32);
    let (check, salt) = salts.split_at(8);
    if digest(revision, check)? != hash {
        return None;
    }
    let aes = Aes256::new_from_slice(&digest(revision, salt)?).ok()?;
    let first = [[0; BLOCK].as_slice(), wrapped.get(..32)?].concat();
    Some(chained(&aes, &first))
}

/// Hash of the empty password (algorithm 2.B).
fn digest(revision: i64, salt: &[u8]) -> Option<Vec<u8>> {
    let mut digest = Sha256::digest(salt).to_vec();
    if revision == 5 {
        return Some(digest);
    }
    for round in 0u32.. {
        let text = digest.repeat(64);
        let aes = Aes128::new_from_slice(digest.get(..16)?).ok()?;
        let mut before: [u8; BLOCK] = digest.get(16..32)?.try_into().ok()?;
        let mut coded = Vec::with_capacity(text.len());
        for block in text.as_chunks::<BLOCK>().0 {
            let mut mixed = Array::from(std::array::from_fn(|at| block[at] ^ before[at]));
            aes.encrypt_block(&mut mixed);
            before = mixed.into();
            coded.extend_from_slice(&before);
        }
        // The hash is chosen by a number of sixteen bytes modulo 3. Since 256 is 1 modulo 3, the sum of the
        // bytes gives the same.
        let rest = coded.get(..16)?.iter().map(|byte| u32::from(*byte)).sum::<u32>() % 3;
        digest = match rest {
            0 => Sha256::digest(&coded).to_vec(),
            1 => Sha384::digest(&coded).to_vec(),
            _ => Sha512::digest(&coded).to_vec(),
        };
        if round >= 63 && u32::from(*coded.last()?) <= round - 31 {
            break;
        }
    }
    digest.truncate(32);
    Some(digest)
}

fn rc4(key: &[u8], data: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|at| at as u8);
    let mut other = 0u8;
    for at in 0..256 {
        other =
            other.wrapping_add(state[at]).wrapping_add(key.get(at % key.len().max(1)).copied().unwrap_or(0));
        state.swap(at, other.into());
    }
    let (mut one, mut other) = (0u8, 0u8);
    data.iter()
        .map(|byte| {
            one = one.wrapping_add(1);
            other = other.wrapping_add(state[usize::from(one)]);
            state.swap(one.into(), other.into());
            byte ^ state[usize::from(state[usize::from(one)].wrapping_add(state[usize::from(other)]))]
        })
        .collect()
}

/// Decrypts cipher block chaining. The first block is the initialization vector.
fn chained(aes: &impl BlockCipherDecrypt<BlockSize = aes::cipher::consts::U16>, data: &[u8]) -> Vec<u8> {
    let blocks = data.as_chunks::<BLOCK>().0;
    let mut plain = Vec::with_capacity(data.len());
    for two in blocks.array_windows::<2>() {
        let mut block = Array::from(two[1]);
        aes.decrypt_block(&mut block);
        plain.extend(block.iter().zip(&two[0]).map(|(here, before)| here ^ before));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rc4_matches_its_published_examples() {
        assert_eq!(rc4(b"Key", b"Plaintext"), [0xBB, 0xF3, 0x16, 0xE8, 0xD9, 0x40, 0xAF, 0x0A, 0xD3]);
        assert_eq!(rc4(b"Wiki", b"pedia"), [0x10, 0x21, 0xBF, 0x04, 0x20]);
    }
}
