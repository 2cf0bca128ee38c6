//! Typesetting of printed documents 纸质材料: content of forms, font, text measurement, and drawing to PDF.
//!
//! A PDF depends on no clock and no randomness: the same facts give the same bytes. Permissions and storage
//! of the documents belong to other crates.

pub mod font;
mod form;
mod layout;
mod pdf;
mod pen;
mod text;

pub use form::{FormFacts, SheetFacts, Signer, form};
pub use pdf::set;
pub use pen::{BLACK, FOOT, HEIGHT, LEFT, MM, Pen, RIGHT, WIDTH, new_page};
pub use text::Scale;
