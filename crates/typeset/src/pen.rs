//! Drawing of text, bars and QR codes on an A4 page.

use crate::{font::Open, text::Scale};
use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Point, Rect},
    page::{Page, PageSettings},
    paint::{Fill, Stroke},
    surface::Surface,
};
use qrcode::QrCode;

/// Points per millimetre.
pub const MM: f32 = 72.0 / 25.4;
/// Width of a page in points.
pub const WIDTH: f32 = 210.0 * MM;
/// Height of a page in points.
pub const HEIGHT: f32 = 297.0 * MM;
/// Left end of text in points.
pub const LEFT: f32 = 20.0 * MM;
/// Right end of text in points.
pub const RIGHT: f32 = WIDTH - LEFT;
/// Top of the page's foot in points.
pub const FOOT: f32 = HEIGHT - 14.0 * MM;
/// Black as red, green and blue.
pub const BLACK: [u8; 3] = [0, 0, 0];

/// Starts a new A4 page.
///
/// # Errors
/// Returns a message if the size is refused, which does not happen for A4.
pub fn new_page(document: &mut Document) -> Result<Page<'_>, String> {
    Ok(document.start_page_with(PageSettings::from_wh(WIDTH, HEIGHT).ok_or("no page")?))
}

/// Pen for one page. All positions and sizes are in points from the top left corner.
pub struct Pen<'a> {
    /// Font.
    pub open: &'a Open,
    /// Measures of the font.
    pub scale: &'a Scale<'a>,
    /// Surface of the page.
    pub surface: Surface<'a>,
}

impl Pen<'_> {
    fn colour(&mut self, [red, green, blue]: [u8; 3]) {
        let paint = rgb::Color::new(red, green, blue).into();
        self.surface.set_fill(Some(Fill { paint, ..Fill::default() }));
    }

    /// Draws one line of text. `y` is the baseline.
    pub fn text(&mut self, line: &str, (x, y): (f32, f32), size: f32, colour: [u8; 3]) {
        self.colour(colour);
        let glyphs = self.scale.glyphs(line);
        self.surface.draw_glyphs(Point::from_xy(x, y), &glyphs, self.open.font.clone(), line, size, false);
    }

    /// Draws one line in heavy type. The font has a single weight, and therefore its outlines are stroked
    /// too.
    pub fn heavy(&mut self, line: &str, place: (f32, f32), size: f32, colour: [u8; 3]) {
        let [red, green, blue] = colour;
        let paint = rgb::Color::new(red, green, blue).into();
        self.surface.set_stroke(Some(Stroke { paint, width: size * 0.045, ..Stroke::default() }));
        self.text(line, place, size, colour);
        self.surface.set_stroke(None);
    }

    /// Draws one line centred on the page.
    pub fn centred(&mut self, line: &str, y: f32, size: f32, colour: [u8; 3]) {
        let x = (WIDTH - self.scale.width(line, size)) / 2.0;
        self.text(line, (x, y), size, colour);
    }

    /// Draws wrapped text, and returns the baseline of the line after it.
    pub fn block(
        &mut self,
        text: &str,
        (x, mut y): (f32, f32),
        (size, width): (f32, f32),
        colour: [u8; 3],
    ) -> f32 {
        for line in self.scale.lines(text, size, width) {
            self.text(&line, (x, y), size, colour);
            y += size * 1.4;
        }
        y
    }

    /// Fills a rectangle.
    pub fn bar(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), colour: [u8; 3]) {
        let Some(rect) = Rect::from_xywh(x, y, width, height) else { return };
        let mut path = PathBuilder::new();
        path.push_rect(rect);
        self.colour(colour);
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }

    /// Draws a QR code with sides of `length` points. The caller leaves the quiet zone.
    pub fn qr(&mut self, qr: &QrCode, (left, top): (f32, f32), length: f32) {
        let side = u16::try_from(qr.width()).unwrap_or(1);
        let module = length / f32::from(side);
        let mut path = PathBuilder::new();
        for (place, colour) in qr.to_colors().into_iter().enumerate() {
            let place = u16::try_from(place).unwrap_or_default();
            let (column, line) = (f32::from(place % side), f32::from(place / side));
            let rect = Rect::from_xywh(left + column * module, top + line * module, module, module);
            if let Some(rect) = rect.filter(|_| colour == qrcode::Color::Dark) {
                path.push_rect(rect);
            }
        }
        self.colour(BLACK);
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }
}
