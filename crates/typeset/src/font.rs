//! Font of all printed documents. One file covers Chinese and Latin, and is opened once per process.

use krilla::text::Font;
use std::{fs, sync::OnceLock};

/// Open font.
pub struct Open {
    /// Font for the PDF writer, which embeds only the glyphs in use.
    pub font: Font,
    /// Bytes of the font file, for measuring text.
    pub bytes: Vec<u8>,
}

static FONT: OnceLock<Open> = OnceLock::new();

/// Opens the font file, or returns the one that is already open.
///
/// # Errors
/// Returns a message if the file cannot be read or is not a font.
pub fn open(path: &str) -> Result<&'static Open, String> {
    if let Some(open) = FONT.get() {
        return Ok(open);
    }
    let bytes = fs::read(path).map_err(|error| format!("no font to set in: {path}: {error}"))?;
    let font = Font::new(bytes.clone().into(), 0).ok_or_else(|| format!("no font: {path}"))?;
    Ok(FONT.get_or_init(|| Open { font, bytes }))
}
