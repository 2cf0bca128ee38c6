//! What the office prints 纸质材料: the words of its forms, the font, measuring, and the pen that sets a PDF.
//!
//! Nothing in a PDF depends on chance or on the clock: the same facts give the same bytes. Who may print what, and what is kept
//! of it, is not here.

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
