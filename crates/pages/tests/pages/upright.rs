//! Orientation, colour and pictures of pages.

use super::*;

#[test]
fn a_page_is_turned_upright_from_any_direction() {
    let (drawn, _) = page(4);
    for turn in [0.0, 90.0, 180.0, -90.0, 2.0, 37.0, 178.0] {
        let wear = Wear { turn, ..Wear::roll(&mut Dice::new(1), "clean", 200.0) };
        let page = first(wear.apply(&mut Dice::new(2), &drawn).jpeg(80));
        assert!(turned_by(&page, -turn), "{turn}: {}", page.turned);
        let (width, height, gray) = pixels(&page.image);
        assert_eq!((width as u32, height as u32), (page.width, page.height));
        assert!(width.max(height) <= 2400);
        // The code is at the top right, where the upper part of the page is darkest.
        if turn % 90.0 == 0.0 {
            assert!(height > width);
            let dark = |from: usize| {
                (height * 5 / 100..height * 13 / 100)
                    .flat_map(|y| (from..from + width / 8).map(move |x| y * width + x))
                    .filter(|&at| gray[at] < 128)
                    .count()
            };
            assert!(dark(width * 81 / 100) > dark(width * 50 / 100), "{turn}");
        }
    }
}

#[test]
fn an_upright_picture_still_has_its_code_and_is_level() {
    // The encoded picture is the page itself: its code is still readable and level.
    let (drawn, text) = page(5);
    let wear = Wear { turn: 61.0, ..Wear::roll(&mut Dice::new(1), "clean", 300.0) };
    let again = first(first(wear.apply(&mut Dice::new(2), &drawn).jpeg(80)).image);
    assert_eq!(again.codes, [text]);
    assert_eq!(again.turned, 0.0);
}

#[test]
fn the_picture_and_the_thumbnail_have_no_metadata_and_are_small() {
    let (drawn, _) = page(6);
    let mut jpeg = drawn.jpeg(90);
    let exif = b"Exif\0\0II*\0\x08\0\0\0\0\0a secret place";
    let mut segment = vec![0xFF, 0xE1, 0, exif.len() as u8 + 2];
    segment.extend_from_slice(exif);
    jpeg.splice(2..2, segment);
    let page = first(jpeg);
    assert!(!page.image.windows(8).any(|part| part == b"a secret"));
    assert_eq!(pixels(&page.thumbnail).0, 240);
    assert!(page.thumbnail.len() < 20_000);
}

#[test]
fn colour_is_kept_where_it_matters() {
    let (drawn, text) = page(7);
    let components = |jpeg: &[u8]| {
        let at = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
        jpeg[at + 9]
    };
    let sealed = first(drawn.sealed_jpeg(80));
    assert_eq!((components(&sealed.image), sealed.codes), (3, vec![text]));
    // The warm tint of a lamp is not a colour of the page.
    assert_eq!(components(&first(drawn.rgb_jpeg(80, [1.0, 0.95, 0.88])).image), 1);
}

#[test]
fn a_page_without_a_code_is_turned_by_its_metadata_and_levelled() {
    let mut dice = Dice::new(8);
    let drawn = form(&mut dice, 150.0, &[]);
    for tilt in [-7.0, -2.5, 0.0, 1.0, 6.0] {
        let wear = Wear { turn: tilt, ..Wear::roll(&mut dice, "clean", 150.0) };
        let page = first(wear.apply(&mut dice, &drawn).jpeg(80));
        assert!(turned_by(&page, -tilt), "{tilt}: {}", page.turned);
        assert!(page.codes.is_empty());
    }
    let mut jpeg = drawn.jpeg(80);
    // EXIF orientation 6 asks for a quarter turn clockwise.
    let segment = [
        &[0xFF, 0xE1, 0, 34][..],
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
    ]
    .concat();
    jpeg.splice(2..2, segment);
    let page = first(jpeg);
    assert_eq!(page.turned, 90.0);
    assert!(page.width > page.height);
}

/// Share of dark pixels in the upper right corner, where the code is, and in the upper left one.
fn corners(page: &Page) -> [f32; 2] {
    let (width, height, gray) = pixels(&page.image);
    [width * 80 / 100..width * 94 / 100, width * 6 / 100..width * 8 / 100].map(|across| {
        let (top, bottom) = (height * 4 / 100, height * 14 / 100);
        let dark = |y: usize| across.clone().filter(|x| gray[y * width + x] < 110).count();
        (top..bottom).map(dark).sum::<usize>() as f32 / ((bottom - top) * across.len()) as f32
    })
}

#[test]
fn mirrored_pages_and_negatives_are_corrected() {
    for seed in 0..4 {
        let (drawn, text) = page(70 + seed);
        let mut behind = drawn.clone();
        behind.gray.chunks_exact_mut(drawn.width).for_each(<[u8]>::reverse);
        let mut negative = drawn.clone();
        negative.gray.iter_mut().for_each(|gray| *gray = 255 - *gray);
        let turn = [0.0, 90.0, 180.0, 3.0][seed as usize];
        let wear = Wear { turn, noise: 4.0, ..Wear::roll(&mut Dice::new(seed), "clean", 200.0) };
        for (name, picture) in [("behind", &behind), ("negative", &negative)] {
            if name == "negative" && turn == 3.0 {
                continue;
            }
            let page = first(wear.apply(&mut Dice::new(seed), picture).jpeg(80));
            assert_eq!((page.codes.clone(), page.unread), (vec![text.clone()], false), "{name} {turn}");
            assert!(page.height > page.width, "{name} {turn}");
            let [code, margin] = corners(&page);
            assert!(code > 0.18 && margin < 0.1, "{name} {turn}: {code} {margin}");
        }
    }
    let bare = form(&mut Dice::new(80), 150.0, &[]);
    let mut negative = bare.clone();
    negative.gray.iter_mut().for_each(|gray| *gray = 255 - *gray);
    let (_, _, gray) = pixels(&first(negative.jpeg(80)).image);
    assert!(gray.iter().filter(|gray| **gray > 128).count() * 2 > gray.len(), "without a code too");
}
