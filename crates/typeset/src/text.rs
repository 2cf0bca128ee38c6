//! Measurement and line breaking of text.

use crate::font::Open;
use krilla::text::{GlyphId, KrillaGlyph};
use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};

/// Measures of a font.
pub struct Scale<'a> {
    charmap: Charmap<'a>,
    metrics: GlyphMetrics<'a>,
    /// Units of the font per em.
    em: f32,
}

/// Text that is drawn for a character: the character itself, or its code point if the font lacks it.
fn shown(scale: &Scale<'_>, sign: char) -> String {
    if scale.charmap.map(sign).is_some() {
        sign.to_string()
    } else {
        format!("〔U+{:04X}〕", u32::from(sign))
    }
}

impl<'a> Scale<'a> {
    /// Reads the measures of an open font.
    ///
    /// # Errors
    /// Returns a message if the file is not a font.
    pub fn of(open: &'a Open) -> Result<Scale<'a>, String> {
        let font = FontRef::new(&open.bytes).map_err(|error| error.to_string())?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        Ok(Scale { charmap: font.charmap(), metrics, em: open.font.units_per_em() })
    }

    /// Whether the font lacks any character of the text.
    pub fn lacks(&self, text: &str) -> bool {
        text.chars().any(|sign| self.charmap.map(sign).is_none())
    }

    /// Glyphs of a line. A missing character is drawn as its code point, but copying the text from the PDF
    /// yields the character.
    pub fn glyphs(&self, line: &str) -> Vec<KrillaGlyph> {
        let mut glyphs = Vec::with_capacity(line.len());
        for (start, sign) in line.char_indices() {
            let text_range = start..start + sign.len_utf8();
            for drawn in shown(self, sign).chars() {
                let glyph = self.charmap.map(drawn).unwrap_or_default();
                glyphs.push(KrillaGlyph {
                    glyph_id: GlyphId::new(glyph.to_u32()),
                    text_range: text_range.clone(),
                    x_advance: self.metrics.advance_width(glyph).unwrap_or_default() / self.em,
                    x_offset: 0.0,
                    y_offset: 0.0,
                    y_advance: 0.0,
                    location: None,
                });
            }
        }
        glyphs
    }

    /// Width of a line in points.
    pub fn width(&self, line: &str, size: f32) -> f32 {
        self.glyphs(line).iter().map(|glyph| glyph.x_advance * size).sum()
    }

    /// Breaks text into lines at most `most` points wide. Chinese may break between any two characters except
    /// before closing punctuation. Latin text breaks at spaces, and inside a word that is too long.
    pub fn lines(&self, text: &str, size: f32, most: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let (mut line, mut wide) = (String::new(), 0.0);
        for sign in text.chars() {
            let width = self.width(&sign.to_string(), size);
            if wide + width > most && !line.is_empty() && !"，。；：、）》〕,.;:)".contains(sign) {
                let word = line.rfind(' ').filter(|_| sign.is_ascii_graphic() && !line.ends_with(' '));
                let rest = word.map_or_else(String::new, |blank| line.split_off(blank + 1));
                lines.push(line.trim_end().to_owned());
                (wide, line) = (self.width(&rest, size), rest);
                if sign == ' ' && line.is_empty() {
                    continue;
                }
            }
            line.push(sign);
            wide += width;
        }
        lines.push(line);
        lines
    }
}
