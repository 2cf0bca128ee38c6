//! Tokens of PDF syntax (ISO 32000-1, 7.2 and 7.3), found in raw bytes without a parser.

pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

const fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

/// Offset after white space and comments.
pub(super) fn after_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            at += bytes[at..].iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count();
        } else if is_space(byte) {
            at += 1;
        } else {
            break;
        }
    }
    at
}

/// Offset after one object or keyword.
pub(super) fn after_object(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut open: Vec<u8> = Vec::new();
    loop {
        at = after_space(bytes, at);
        match *bytes.get(at)? {
            b'(' => {
                let mut depth = 0usize;
                loop {
                    match bytes.get(at)? {
                        b'\\' => at += 1,
                        b'(' => depth += 1,
                        b')' => depth -= 1,
                        _ => {}
                    }
                    at += 1;
                    if depth == 0 {
                        break;
                    }
                }
            }
            b'<' if bytes.get(at + 1) == Some(&b'<') => {
                open.push(b'>');
                at += 2;
            }
            b'<' => at += 1 + bytes[at..].iter().position(|byte| *byte == b'>')?,
            b'>' if bytes.get(at + 1) == Some(&b'>') => {
                if open.pop()? != b'>' {
                    return None;
                }
                at += 2;
            }
            b'[' => {
                open.push(b']');
                at += 1;
            }
            b']' => {
                if open.pop()? != b']' {
                    return None;
                }
                at += 1;
            }
            byte => {
                at += 1;
                if byte == b'/' || !is_delimiter(byte) {
                    at += bytes[at..]
                        .iter()
                        .take_while(|byte| !is_space(**byte) && !is_delimiter(**byte))
                        .count();
                }
            }
        }
        if open.is_empty() {
            return Some(at);
        }
    }
}

/// Offset of a stream's bytes, if the keyword `stream` is here.
pub(super) fn stream_start(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?.strip_prefix(b"stream")?;
    let line = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return None,
    };
    Some(at + 6 + line)
}

/// Whether a PDF name begins here that equals `name`. Its characters may be literal or written as `#` and two
/// hex digits.
pub(super) fn is_name(mut bytes: &[u8], name: &[u8]) -> bool {
    for &wanted in name {
        let (sign, length) = match bytes {
            [b'#', high, low, ..] => {
                let digit = |byte: u8| (byte as char).to_digit(16);
                let (Some(high), Some(low)) = (digit(*high), digit(*low)) else { return false };
                ((high * 16 + low) as u8, 3)
            }
            [sign, ..] => (*sign, 1),
            [] => return false,
        };
        if sign != wanted {
            return false;
        }
        bytes = &bytes[length..];
    }
    bytes.first().is_none_or(|&next| !next.is_ascii_alphanumeric() && next != b'#')
}
