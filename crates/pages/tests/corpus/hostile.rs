//! Hostile files, combined from filters, places, parameters, lengths and sizes that the checks must handle.

mod encodings;
mod packed;
mod painted;
pub mod pictures;

use super::dice::Dice;
use packed::packed;
use painted::painted;
use pictures::other;

/// Builds the file with this number, and its name. The same number gives the same file.
pub fn file(number: u64) -> (String, Vec<u8>) {
    let mut dice = Dice::new(0x000F_11E5_u64.wrapping_add(number));
    match number % 10 {
        8 => painted(&mut dice, number),
        9 => other(&mut dice, number),
        _ => packed(&mut dice, number),
    }
}

fn pick<'a>(dice: &mut Dice, list: &[&'a str]) -> &'a str {
    list[dice.below(list.len())]
}
