//! Resolution and flaws of pages.

use super::*;

fn flaws(picture: &Picture) -> Vec<Flaw> {
    first(picture.jpeg(85)).quality.flaws
}

#[test]
fn the_resolution_is_measured_on_the_code_or_taken_from_the_file() {
    for dpi in [150.0, 300.0] {
        let mut dice = Dice::new(17);
        let text = text(&mut dice);
        let drawn = form(&mut dice, dpi, &[&text]);
        let measured = f32::from(first(drawn.jpeg(80)).quality.dpi.unwrap());
        assert!((measured - dpi).abs() < dpi * 0.02, "{measured}");
    }
    let bare = form(&mut Dice::new(18), 150.0, &[]);
    assert_eq!(first(bare.jpeg(80)).quality.dpi, None);
    let pdf = pdf_of_jpegs(&[(bare.jpeg(80), bare.width, bare.height)], 150.0);
    assert_eq!(first(pdf).quality.dpi, Some(150));
}

#[test]
fn each_flaw_of_a_page_is_reported() {
    let (drawn, text) = page(19);
    assert_eq!(flaws(&drawn), []);

    let coarse = form(&mut Dice::new(20), 110.0, &[&text]);
    assert!(flaws(&coarse).contains(&Flaw::LowResolution));

    let mut blurred = drawn.clone();
    blurred.blur(40);
    assert!(flaws(&blurred).contains(&Flaw::Blurred));

    // A page with little and pale content is neither blurred nor blank.
    let mut pale = form(&mut Dice::new(19), 200.0, &[]);
    pale.gray.iter_mut().for_each(|gray| *gray = 170 + *gray / 3);
    let quality = first(pale.jpeg(85)).quality;
    assert_eq!((quality.flaws, quality.bare), (vec![], false));

    // A page is not blank, however blurred it is.
    let mut smear = form(&mut Dice::new(19), 200.0, &[]);
    smear.blur(90);
    let quality = first(smear.jpeg(85)).quality;
    assert_eq!((quality.flaws, quality.bare), (vec![Flaw::Blurred], false));

    let mut blank = Picture::paper(1654, 2339, 244);
    blank.noise(&mut Dice::new(21), 6.0);
    assert_eq!(flaws(&blank), [Flaw::Blank]);

    let mut dark = drawn.clone();
    dark.gray.iter_mut().for_each(|gray| *gray = (u16::from(*gray) * 35 / 100) as u8);
    assert!(flaws(&dark).contains(&Flaw::TooDark));

    // A folded corner shows the scanner's dark lid.
    let mut folded = drawn.clone();
    for y in 0..220 {
        for x in 0..220 - y {
            let at = (folded.height - 1 - y) * folded.width + x;
            folded.gray[at] = 40;
        }
    }
    assert_eq!(flaws(&folded), [Flaw::CornerCut]);

    // Half of the page lay outside the glass.
    let height = drawn.height * 3 / 5;
    let half = Picture { width: drawn.width, height, gray: drawn.gray[..drawn.width * height].to_vec() };
    assert_eq!(flaws(&half), [Flaw::CornerCut]);
}

#[test]
fn a_clean_page_has_no_flaws_at_any_turn() {
    for seed in 0..24u64 {
        let mut dice = Dice::new(22 + seed);
        let text = text(&mut dice);
        let codes: &[&str] = if seed % 3 == 0 { &[] } else { &[&text] };
        let drawn = form(&mut dice, 200.0, codes);
        let kind = ["clean", "turned", "sheared", "compressed"][seed as usize % 4];
        let wear = Wear::roll(&mut dice, kind, 200.0);
        assert_eq!(flaws(&wear.apply(&mut dice, &drawn)), [], "{wear:?}");
    }
}

#[test]
fn a_picture_of_few_pixels_is_too_small() {
    for (width, height) in [(1, 1), (1, 2), (2, 1), (3, 3), (7, 40), (40, 7), (31, 31), (200, 300)] {
        let small = Picture { width, height, gray: vec![200; width * height] };
        let page = first(small.jpeg(80));
        assert!(page.quality.flaws.contains(&Flaw::TooSmall), "{width} x {height}");
    }
    assert!(!flaws(&form(&mut Dice::new(95), 75.0, &[])).contains(&Flaw::TooSmall));
}

#[test]
fn names_are_stable() {
    assert_eq!(Unreadable::TooManyPages { most: 1 }.as_str(), "too_many_pages");
    assert_eq!(Oddity::ActiveContent.as_str(), "active_content");
    assert_eq!(Flaw::CornerCut.as_str(), "corner_cut");
}
