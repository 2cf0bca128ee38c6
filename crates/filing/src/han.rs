//! Variants of Han characters 汉字: traditional and other forms of the same character, and the radical signs that fonts of PDFs use in
//! place of a character.
//!
//! Both lists are data files with their sources: `data/han-variants.txt`, `data/radicals.txt`.

include!(concat!(env!("OUT_DIR"), "/han.rs"));

/// The mainland form 简体 of a character, by which texts are compared. Domain registries bundle all variants of a character in one
/// registration (RFC 4713). A character without variants stays as it is.
pub(crate) fn mainland_form(c: char) -> char {
    let find = |code| VARIANTS.binary_search_by_key(&code, |(form, _)| *form).ok();
    let usual = u16::try_from(u32::from(c)).ok().and_then(find).and_then(|at| VARIANTS.get(at));
    usual.and_then(|(_, usual)| char::from_u32((*usual).into())).unwrap_or(c)
}

/// The character that looks like this radical or stroke sign. Any other character stays as it is.
pub(crate) fn unradical(c: char) -> char {
    match RADICALS.binary_search_by_key(&c, |(sign, _)| *sign) {
        Ok(at) => RADICALS.get(at).map_or(c, |(_, usual)| *usual),
        Err(_) => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_leads_to_one_that_leads_nowhere_else() {
        assert!(VARIANTS.len() > 2_500);
        for (form, usual) in &VARIANTS {
            let (form, usual) =
                (char::from_u32(u32::from(*form)).unwrap(), char::from_u32(u32::from(*usual)).unwrap());
            assert_eq!((mainland_form(form), mainland_form(usual)), (usual, usual), "{form}");
        }
        for (sign, usual) in &RADICALS {
            assert_eq!((unradical(*sign), unradical(*usual)), (*usual, *usual), "{sign}");
        }
    }

    #[test]
    fn forms_of_one_character_meet_and_two_characters_do_not() {
        let same =
            |one: &str, other: &str| one.chars().map(mainland_form).eq(other.chars().map(mainland_form));
        for (one, other) in [
            ("變體", "变体"),
            ("萬里長城", "万里长城"),
            ("龍門客棧", "龙门客栈"),
            ("中國", "中国"),
            ("乾坤幹部", "干坤干部"),
            ("衞生", "衛生"),
            ("裡裏", "里里"),
            ("後髮", "后发"),
        ] {
            assert!(same(one, other), "{one} {other}");
        }
        for (one, other) in [("沈", "沉"), ("着", "著"), ("像", "象"), ("喆", "哲"), ("果", "菓"), ("a", "b")]
        {
            assert!(!same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn signs_of_radicals_are_read_as_characters() {
        let read: String = "江⻄⼯业⾊⻓".chars().map(unradical).collect();
        assert_eq!(read, "江西工业色长");
    }
}
