//! Codes under every kind of wear.

use super::*;

/// Reads pages with different kinds of wear.
fn worn(seeds: std::ops::Range<u64>) {
    let (mut codes, mut read) = (0, 0);
    for seed in seeds {
        let mut dice = Dice::new(50_000 + seed);
        let kind = KINDS[seed as usize % KINDS.len()];
        let dpi = [200.0, 200.0, 200.0, 300.0][dice.below(4)];
        let text = text(&mut dice);
        let wear = Wear::roll(&mut dice, kind, dpi);
        let drawn = form(&mut dice, dpi, &[&text]);
        let page = first(wear.apply(&mut dice, &drawn).jpeg(wear.quality));
        assert!(page.codes.iter().all(|code| *code == text), "{wear:?}");
        assert_eq!(page.foreign, 0, "{wear:?}");
        codes += 1;
        read += page.codes.len();
        if wear.shear == 0.0 && wear.perspective == 0.0 && !page.codes.is_empty() {
            assert!(turned_by(&page, -wear.turn), "turned {} for {wear:?}", page.turned);
        }
    }
    // One missed code in so few would be more than one in two hundred.
    assert_eq!(read, codes);
}

// The pages are divided among three tests, which run in parallel.
#[test]
fn worn_pages_are_read_and_no_text_is_ever_wrong() {
    worn(0..54);
}

#[test]
fn more_worn_pages_are_read() {
    worn(54..108);
}

#[test]
fn yet_more_worn_pages_are_read() {
    worn(108..162);
}

#[test]
fn every_code_of_a_page_is_found_and_foreign_ones_are_counted() {
    for seed in 0..6 {
        let mut dice = Dice::new(seed);
        let mut texts = [text(&mut dice), text(&mut dice)];
        let mut drawn = form(&mut dice, 200.0, &[&texts[0], &texts[1]]);
        corpus::drawn::code(&mut drawn, "https://example.cn/pay?order=88", 200.0, 1800.0, 200.0);
        let wear = Wear::roll(&mut dice, "turned", 200.0);
        let mut page = first(wear.apply(&mut dice, &drawn).jpeg(70));
        texts.sort();
        page.codes.sort();
        assert_eq!(page.codes, texts);
        assert_eq!(page.foreign, 1);
    }
}

#[test]
fn two_codes_with_the_same_text_count_once() {
    let (mut drawn, text) = page(3);
    corpus::drawn::code(&mut drawn, &text, 200.0, 1800.0, 236.0);
    let page = first(drawn.jpeg(80));
    assert_eq!((page.codes, page.foreign), (vec![text], 0));
}

#[test]
fn the_codes_of_a_wide_page_are_listed_from_left_to_right() {
    for (seed, turn) in [(40, 0.0), (41, 90.0), (42, 180.0), (43, 2.0), (44, -91.5)] {
        let mut dice = Dice::new(seed);
        let texts = [text(&mut dice), text(&mut dice)];
        let pages = texts.each_ref().map(|text| form(&mut dice, 150.0, &[text]));
        // Two pages of A4 lie next to each other on one sheet of A3.
        let rows = pages[0].gray.chunks_exact(pages[0].width).zip(pages[1].gray.chunks_exact(pages[1].width));
        let gray = rows.flat_map(|(left, right)| [left, right].concat()).collect();
        let both = Picture { width: pages[0].width * 2, height: pages[0].height, gray };
        let wear = Wear { turn, ..Wear::roll(&mut dice, "clean", 150.0) };
        let page = first(wear.apply(&mut dice, &both).jpeg(80));
        assert_eq!((page.codes, page.unread), (texts.to_vec(), false), "{turn}");
    }
}

#[test]
fn a_code_that_is_found_but_cannot_be_decoded_is_reported() {
    for seed in 0..6 {
        let mut dice = Dice::new(60 + seed);
        let texts = [text(&mut dice), text(&mut dice)];
        let mut drawn = form(&mut dice, 200.0, &[&texts[0], &texts[1]]);
        // Ink covers the area between the finder patterns of the second code.
        let mm = 200.0 / 25.4;
        let (left, top) = corpus::drawn::PLACES[1];
        drawn.fill((left + 8.0) * mm, (top + 9.0) * mm, (left + 22.0) * mm, (top + 23.0) * mm, 20);
        let page = first(drawn.jpeg(80));
        assert_eq!((page.codes, page.unread), (vec![texts[0].clone()], true));
        // A page has no unread code if it has no code, or if all its codes were read.
        let bare = form(&mut dice, [150.0, 200.0, 300.0][seed as usize % 3], &[]);
        assert!(!first(bare.jpeg(70)).unread);
        let kind = KINDS[seed as usize % KINDS.len()];
        let wear = Wear::roll(&mut dice, kind, 200.0);
        let whole = form(&mut dice, 200.0, &[&texts[0], &texts[1]]);
        assert!(!first(wear.apply(&mut dice, &whole).jpeg(70)).unread, "{wear:?}");
    }
}

#[test]
fn a_code_without_any_mark_is_noticed_by_its_place() {
    let mm = 200.0 / 25.4;
    let (left, top) = corpus::drawn::PLACES[0];
    for seed in 0..4 {
        let mut dice = Dice::new(160 + seed);
        let text = text(&mut dice);
        let drawn = form(&mut dice, 200.0, &[&text]);
        let covered = |parts: &[[f32; 4]], tone: u8| {
            let mut drawn = drawn.clone();
            for [x, y, right, bottom] in parts {
                drawn.fill((left + x) * mm, (top + y) * mm, (left + right) * mm, (top + bottom) * mm, tone);
            }
            drawn
        };
        let mut soft = drawn.clone();
        soft.blur(60);
        let cases = [
            ("blackened", covered(&[[0.0, 0.0, 30.0, 30.0]], 10)),
            ("a bar", covered(&[[-3.0, 9.0, 33.0, 21.0]], 10)),
            (
                "no corners",
                covered(&[[0.0, 0.0, 8.5, 8.5], [21.5, 0.0, 30.0, 8.5], [0.0, 21.5, 8.5, 30.0]], 250),
            ),
            ("blurred", soft),
        ];
        for (what, picture) in cases {
            for turn in [0.0, 90.0, 180.0, 270.0] {
                let wear = Wear { turn, ..Wear::roll(&mut dice, "clean", 200.0) };
                let page = first(wear.apply(&mut dice, &picture).jpeg(80));
                assert_eq!((page.codes.len(), page.unread), (0, true), "{what}, turned by {turn}");
            }
        }
        // A dark square in another place is not a code, and neither is a dark area that is not square.
        for [x, y, right, bottom] in [
            [90.0, 120.0, 120.0, 150.0],
            [15.0, 15.0, 45.0, 45.0],
            [165.0, 250.0, 195.0, 280.0],
            [150.0, 12.0, 198.0, 42.0],
        ] {
            let mut other = form(&mut dice, 200.0, &[]);
            other.fill(x * mm, y * mm, right * mm, bottom * mm, 30);
            assert!(!first(other.jpeg(80)).unread, "{x} {y}");
        }
    }
}

#[test]
fn a_code_that_shines_through_the_paper_does_not_belong_to_the_page() {
    let (front, _) = page(90);
    for share in [20u16, 30, 40] {
        let mut back = front.clone();
        back.gray.chunks_exact_mut(front.width).for_each(<[u8]>::reverse);
        back.gray
            .iter_mut()
            .for_each(|gray| *gray = (246 - (246 - u16::from((*gray).min(246))) * share / 100) as u8);
        let page = first(back.jpeg(85));
        assert_eq!((page.codes, page.unread), (Vec::<String>::new(), false), "{share} %");
        // The page has a code of its own on the front.
        let (own, text) = self::page(91);
        back.gray.iter_mut().zip(&own.gray).for_each(|(gray, own)| *gray = (*gray).min(*own));
        assert_eq!(first(back.jpeg(85)).codes, [text], "{share} %");
    }
}

#[test]
fn a_code_with_something_over_it_is_read() {
    // Seals, pen strokes, a fold, coffee and pale toner cover the codes. The forms name no real person.
    for name in [
        "files/seal-over-code.jpg",
        "files/seal-across-edge.jpg",
        "paper/0103-weak-150.jpg",
        "paper/0126-seal-150.jpg",
        "paper/0144-seal-grey-150.jpg",
        "paper/0168-fold-200.jpg",
        "paper/0208-pen-200.jpg",
        "paper/0232-coffee-200.jpg",
        "paper/0449-pen-photo-3264.jpg",
        "paper/0460-seal-photo-2560.jpg",
    ] {
        let page = open(corpus::kept(name), &Bounds::default()).unwrap().read(0, &|_| true).unwrap();
        assert_eq!(page.codes.len(), 1, "{name}");
        assert!(page.codes[0].starts_with("BEIAN:"), "{name}: {:?}", page.codes);
    }
}

#[test]
fn codes_under_seals_folds_staples_pens_and_stains_are_read_and_no_text_is_ever_wrong() {
    for number in 0..16 {
        let worn = corpus::worn::page(number);
        let what = format!("{number}: {:?}", worn.kind);
        let page = opened(worn.bytes).read(0, &corpus::worn::wanted).unwrap();
        assert!(worn.texts.iter().all(|text| page.codes.contains(text)), "{what}: {:?}", page.codes);
        assert_eq!((page.codes.len(), page.foreign), (worn.texts.len(), 0), "{what}");
    }
}
