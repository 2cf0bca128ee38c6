//! Recognition of file formats by content alone, and of files that are valid in a second format.

use crate::Media;

/// Recognizes the supported formats by their first bytes.
pub(crate) fn media(bytes: &[u8]) -> Option<Media> {
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some(Media::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1A\n") {
        Some(Media::Png)
    } else if [&b"II*\0"[..], b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|head| bytes.starts_with(head)) {
        Some(Media::Tiff)
    } else if pdf_head(bytes).is_some() {
        Some(Media::Pdf)
    } else {
        None
    }
}

/// Offset of the PDF header. Readers accept it anywhere in the first kilobyte (PDF Reference 1.7, Appendix H,
/// note 13).
pub(crate) fn pdf_head(bytes: &[u8]) -> Option<usize> {
    place(&bytes[..bytes.len().min(1024)], b"%PDF-")
}

/// Offset of the first occurrence of `needle`.
pub(crate) fn place(hay: &[u8], needle: &[u8]) -> Option<usize> {
    let (&first, rest) = needle.split_first()?;
    let mut from = 0;
    loop {
        let at = from + hay.get(from..)?.iter().position(|&byte| byte == first)?;
        if hay.get(at + 1..)?.starts_with(rest) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Offset of the last occurrence of `needle`.
pub(crate) fn last_place(hay: &[u8], needle: &[u8]) -> Option<usize> {
    (0..=hay.len().checked_sub(needle.len())?).rev().find(|&at| hay[at..].starts_with(needle))
}

/// Names another format that begins anywhere in `bytes`. Callers pass only short or suspicious parts, where a
/// chance match is unlikely.
pub(crate) fn other(bytes: &[u8]) -> Option<&'static str> {
    const SIGNS: [(&[u8], &str); 9] = [
        (b"PK\x03\x04", "zip"),
        (b"%PDF-", "pdf"),
        (b"Rar!\x1A\x07", "rar"),
        (b"7z\xBC\xAF\x27\x1C", "7z"),
        (b"\x7FELF", "elf"),
        (b"MZ\x90\0", "exe"),
        (b"\xCA\xFE\xBA\xBE\0\0", "class"),
        (b"GIF89a", "gif"),
        (b"GIF87a", "gif"),
    ];
    SIGNS.iter().find(|(sign, _)| place(bytes, sign).is_some()).map(|(_, name)| *name)
}

/// Whether a browser or an interpreter would find code to run.
pub(crate) fn markup(bytes: &[u8]) -> bool {
    const SIGNS: [&[u8]; 6] = [b"<html", b"<script", b"<!doctype html", b"<?php", b"<svg", b"<iframe"];
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| rest.iter().position(|&byte| byte == b'<')) {
        let here = &bytes[from + at..];
        if SIGNS.iter().any(|sign| here.get(..sign.len()).is_some_and(|head| head.eq_ignore_ascii_case(sign)))
        {
            return true;
        }
        from += at + 1;
    }
    false
}

/// Whether the file is also a ZIP. Unpackers read the directory at the end, which lets an archive begin
/// anywhere.
pub(crate) fn ends_as_zip(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(22 + 65_535)..];
    let mut rest = tail;
    while let Some(at) = place(rest, b"PK\x05\x06") {
        let record = &rest[at..];
        if let (Some(low), Some(high)) = (record.get(20), record.get(21))
            && record.len() == 22 + usize::from(u16::from_le_bytes([*low, *high]))
        {
            return true;
        }
        rest = &record[4..];
    }
    false
}
