//! File types of a scan, and how the first bytes of a file show its type.

/// File type of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// A PDF document.
    Pdf,
    /// A JPEG image.
    Jpeg,
    /// A PNG image.
    Png,
    /// A TIFF image.
    Tiff,
}

impl Media {
    /// Every file type.
    pub const ALL: [Media; 4] = [Media::Pdf, Media::Jpeg, Media::Png, Media::Tiff];

    /// The media type (MIME).
    pub fn as_str(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::Tiff => "image/tiff",
        }
    }

    /// The file type with this media type.
    pub fn named(media_type: &str) -> Option<Media> {
        Media::ALL.into_iter().find(|media| media.as_str() == media_type)
    }

    /// The file type of a file that begins with these bytes. Eight bytes are enough.
    pub fn sniff(beginning: &[u8]) -> Option<Media> {
        let is = |magic: &[u8]| beginning.starts_with(magic);
        if is(b"%PDF-") {
            Some(Media::Pdf)
        } else if is(&[0xff, 0xd8, 0xff]) {
            Some(Media::Jpeg)
        } else if is(b"\x89PNG\r\n\x1a\n") {
            Some(Media::Png)
        } else if is(b"II*\0") || is(b"MM\0*") {
            Some(Media::Tiff)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_what_a_name_may_hide() {
        assert_eq!(Media::sniff(b"%PDF-1.7"), Some(Media::Pdf));
        assert_eq!(Media::sniff(b"\xff\xd8\xff\xe0"), Some(Media::Jpeg));
        assert_eq!(Media::sniff(b"<html>"), None);
        assert_eq!(Media::sniff(b""), None);
    }
}
