//! Tests of suggestions: an applied suggestion passes the check, for any text in any field.

use super::*;

/// Texts that people type into any field, and values of other fields of the form.
const TYPED: [&str; 44] = [
    "",
    "x",
    "1",
    "0791-86000001",
    "0791-8600000",
    "86000001",
    "13800000001",
    "13800000002",
    "1380000000",
    "17000000001",
    "+852 51234567",
    "0791-86000001转8001",
    "zs@例子.中国",
    "a@b",
    "leader@example.com",
    "古丽•艾",
    "张 三",
    "⾼某",
    "甲某某",
    "乙某某",
    "SMITH, JOHN",
    "O1",
    "36O00O19900101OOOX",
    "110105491231002",
    "9111O000600037341L",
    "60003734-1",
    "2020/1/1",
    "长期",
    "long_term",
    "1980-01-01",
    "2050-01-01",
    "https://www.example.cn/",
    "变体.中國",
    "еxample.cn",
    "192.0.2.1",
    "223.5.5.0/24",
    "223.5.5.5-223.5.5.9",
    "[2400:3200::1]",
    "2",
    "6",
    "83",
    "中央大街食客",
    "a\u{200b}b",
    "江⻄省南昌市⼀路1号",
];

/// Returns the findings of one field.
fn at_field<'f>(found: &'f [Finding], pointer: &str) -> Vec<&'f Finding> {
    found.iter().filter(|finding| finding.pointer == pointer).collect()
}

/// Two rules that contradict each other would send the user back and forth forever. (One rule once asked for another emergency phone or
/// none, and a second rule asked for a number.) For any two findings of a field, the suggestion of one never leads to the other and back.
#[test]
fn no_two_findings_of_a_field_exclude_each_other() {
    let base = full();
    let mut pointers = Vec::new();
    texts(&base, "", &mut pointers);
    let typed = |pointer: &str, value: &str| {
        let mut form = base.clone();
        *form.pointer_mut(pointer).unwrap() = value.into();
        findings(&serde_json::from_value::<Form>(form).unwrap())
    };
    let mut pairs = BTreeSet::new();
    for pointer in &pointers {
        for value in TYPED {
            let (mut value, mut passed) = (value.to_owned(), Vec::<(String, FindingCode)>::new());
            // The chain of suggestions ends at a value without a suggestion.
            loop {
                let found = typed(pointer, &value);
                let next =
                    at_field(&found, pointer).into_iter().find_map(|f| Some((f.code, f.suggestion.clone()?)));
                let Some((code, offered)) = next else { break };
                if let Some((_, before)) = passed.last() {
                    pairs.insert((pointer.clone(), *before, code));
                }
                assert!(
                    !passed.iter().any(|(gone, _)| *gone == offered),
                    "{pointer}: {value} and {offered} in a circle"
                );
                passed.push((value, code));
                value = offered;
            }
            // The rule that made the last suggestion accepts it, and no suggestion empties a required field.
            if let Some((_, code)) = passed.last() {
                let found = typed(pointer, &value);
                let codes: Vec<FindingCode> = at_field(&found, pointer)
                    .iter()
                    .filter(|f| f.level == Level::Error)
                    .map(|f| f.code)
                    .collect();
                assert!(
                    !codes.contains(code) && !codes.contains(&FindingCode::Required),
                    "{pointer}: {code:?} led to {codes:?}"
                );
            }
        }
    }
    // One rule suggests an empty field, and no other rule requires the field then.
    let pointer = "/organizer/legal_representative";
    let mut form = demo::unit();
    form.organizer.legal_representative = "丙某某".into();
    assert_eq!(suggestion(&form, FindingCode::LegalRepresentativeDiffers).as_deref(), Some(""));
    form.organizer.legal_representative = String::new();
    assert_eq!(at_field(&findings(&form), pointer), Vec::<&Finding>::new());
    assert!(pairs.len() < 60, "{pairs:?}");
}

/// Texts as testers typed and pasted them into any field.
const PASTED: [&str; 108] = [
    "12360000MA00HP0166（1-1）",
    "统一社会信用代码12360000MA00HP0166",
    "9l360000MA00000079",
    "MAOOOOOO-7",
    "'360000900101000",
    "360000-900101-000",
    "身份证360000900101000",
    "ID 3600",
    "11010519491231002*",
    "36O10220141130000X",
    "36010220141130000X",
    "事证第136000000001号",
    "护照E12345678",
    "护照号：E12345678",
    "2035-12-3l",
    "2035-12-3O",
    "2035-12-3?",
    "2035-1l-12",
    "31/12/2035",
    "1/2/2035",
    "2020.1.1",
    "1950.1.1",
    "2099年1月1日",
    "永久",
    "长 期",
    "无期限",
    "LONG_TERM",
    "长期\u{200b}",
    "2035.12.31\u{200b}",
    "zs@qq.com 13800000001",
    "zs@qq.com zs",
    "zs@qq.com张三",
    "zs@qq.com、",
    "zs@qq.com》",
    "zs@exаmple.com",
    "zs@例子.中国\u{200b}",
    "zs@qq.com.",
    "mailto:zs@qq.com",
    "‹zs@qq.com>",
    "邮箱：zs@qq.com",
    "\"zs@qq.com\"",
    "zs@example,com",
    "zs﹫qq.com",
    "leader@ｅxample.com",
    "leader@example.com。",
    "site@ｅxample.com",
    "电话：13800000009",
    "Tel:13800000009",
    "'13800000009",
    "13800000009.0",
    "013800000009",
    "+13800000009",
    "13800000009/13800000010",
    "138OOOOOOO9",
    "电话：13800000001",
    "电话：13800000002",
    "电话：13800000003",
    "0791-86000001,8001",
    "0791-86000001;8001",
    "0791-86000001~8001",
    "【0791】86000001",
    "0791_86000003",
    "79186000001",
    "86079186000009",
    "86000001-801",
    "400-123-4567",
    "86000009",
    "8600009",
    "0797～8600000",
    "223.5.4.0/23",
    "2400:3200::/64",
    "223.5.5.5\n223.5.5.9",
    "223.5.5.9-223.5.5.5",
    "10.0.0.0/24",
    "223.5.5.0 / 24",
    "223.5.5.0/255.255.255.0",
    "223.5.5.5-9",
    "223.5.5.5 to 223.5.5.9",
    "223.5.5.5→223.5.5.9",
    "从223.5.5.5至223.5.5.9",
    "IP：223.5.5.5",
    "223.5.5.5.",
    "http://www.example.com",
    "http://",
    "https://www.example.cn/a?b=c://d",
    "https://www.example.cn/ a",
    "//www.example.cn",
    "www.example.cn\u{200b}",
    "http：//www．example．cn",
    "example.com\n",
    "赣江示例有限公 司",
    "赣江示例有限公司。",
    "“赣江示例”",
    "赣江\u{a0}示例\u{3000}网",
    "中國 示例",
    "赣江示例大 学",
    "赣江\u{e000}示例",
    "Cafe\u{301} 示例网站",
    "古丽﹒艾",
    "古丽··艾",
    "李·",
    "张\n三",
    "张\u{200b} 三",
    "“甲某某”",
    "⼯某",
    "ﬁnn",
    "O`Neil",
    "丙某某\u{feff}。",
];

/// An applied suggestion leads to no error of its rule, and to no other error that was not reported before.
#[test]
fn an_accepted_suggestion_leads_to_no_further_finding() {
    let individual = {
        let mut form = demo::individual();
        two_leaders(|_| {})(&mut form);
        serde_json::to_value(form).unwrap()
    };
    let mut offers = 0;
    for base in [full(), individual] {
        let mut pointers = Vec::new();
        texts(&base, "", &mut pointers);
        // Only the organizer's fields differ for an individual. Codes from lists have no suggestions.
        let kinds = ["/contents", "/languages", "kind", "/division", "/access/method", "/access/location"];
        pointers.retain(|pointer| {
            (offers == 0 || pointer.starts_with("/organizer/") && pointer.ends_with(['e', 'r']))
                && !kinds.iter().any(|kind| pointer.contains(kind))
        });
        for pointer in &pointers {
            for value in TYPED.iter().chain(&PASTED) {
                let with = |taken: &[(&str, &str)]| {
                    let mut form = base.clone();
                    for (pointer, value) in taken {
                        *form.pointer_mut(pointer).unwrap() = (*value).into();
                    }
                    findings(&serde_json::from_value::<Form>(form).unwrap())
                };
                let found = with(&[(pointer, value)]);
                let of_field = at_field(&found, pointer);
                for finding in of_field.iter().filter(|f| f.suggestion.is_some()) {
                    offers += 1;
                    let mut taken = vec![(pointer.as_str(), *value)];
                    let ends = ["/access/ip_ranges/0/from", "/access/ip_ranges/0/to"];
                    let both = ends.contains(&pointer.as_str());
                    let beside = found.iter().filter(|f| both && ends.contains(&f.pointer.as_str()));
                    let offered: Vec<&Finding> = if both { beside.collect() } else { vec![finding] };
                    for offer in offered {
                        let value = offer.suggestion.as_deref();
                        taken.extend(value.map(|value| (offer.pointer.as_str(), value)));
                    }
                    let after = with(&taken);
                    for after in at_field(&after, pointer).iter().filter(|f| f.level == Level::Error) {
                        let told = of_field.iter().any(|f| f.code == after.code);
                        assert!(
                            told && after.code != finding.code,
                            "{pointer}: {value:?}, {:?} offers {:?}: {:?}",
                            finding.code,
                            finding.suggestion,
                            after.code
                        );
                    }
                }
            }
        }
    }
    assert!(offers > 500, "{offers}");
}
