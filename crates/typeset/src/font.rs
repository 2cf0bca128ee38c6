//! The font that everything is set in: one file for the whole of Chinese, opened once.

use krilla::text::Font;
use std::{fs, sync::OnceLock};

/// A font that is open.
pub struct Open {
    /// As the PDF embeds it, in part.
    pub font: Font,
    /// Its bytes, to measure by.
    pub bytes: Vec<u8>,
}

static FONT: OnceLock<Open> = OnceLock::new();

/// Opens the font.
///
/// # Errors
/// Why there is none.
pub fn open(path: &str) -> Result<&'static Open, String> {
    if let Some(open) = FONT.get() {
        return Ok(open);
    }
    let bytes = fs::read(path).map_err(|error| format!("no font to set in: {path}: {error}"))?;
    let font = Font::new(bytes.clone().into(), 0).ok_or_else(|| format!("no font: {path}"))?;
    Ok(FONT.get_or_init(|| Open { font, bytes }))
}
