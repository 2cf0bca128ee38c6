//! The subject of a public look-up 公共查询: a filing number, a domain or an organizer's name. Each is recognized in every field of the
//! search.

use crate::{
    finding::FindingCode,
    han,
    identifier::{
        domain::{Domain, DomainProblem},
        filing_number::{FilingNumber, FilingNumberProblem},
    },
    text,
};

/// The field of the search that the user filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchField {
    /// The field for a filing number 备案号.
    Number,
    /// The field for a domain 域名.
    Domain,
    /// The field for an organizer's name 主办单位名称.
    Organizer,
}

/// The subject of a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchSubject {
    /// A filing number.
    Number(FilingNumber),
    /// A domain, in every reading of the text. The search tries the readings in order until one has a result.
    Domain(Vec<Domain>),
    /// An organizer's name, in every reading of the text. The search tries the readings in order until one has a result.
    Organizer(Vec<String>),
}

/// The rule that the text of a search field breaks, and the suggested correction, if one was found.
pub type SearchProblem = (FindingCode, Option<String>);

/// The labels before a pasted name. A sign or a space follows a label.
const LABELS: [&str; 25] = [
    "主办单位名称",
    "主办单位全称",
    "主办单位",
    "主办者名称",
    "主办者",
    "主办",
    "ICP备案主体",
    "备案主体",
    "主体名称",
    "运营单位",
    "运营主体",
    "技术支持",
    "组织",
    "公司",
    "ICP",
    "开办单位",
    "单位名称",
    "单位全称",
    "企业名称",
    "公司名称",
    "单位",
    "名称",
    "主体",
    "版权所有",
    "Copyright",
];

/// Reads the text of a search field. `province` is the abbreviation of this province, which completes a number that lacks one.
///
/// # Errors
/// The error is the rule that the text breaks, with a suggested correction, if the text names nothing that can be looked up.
pub fn read_search(by: SearchField, text: &str, province: char) -> Result<SearchSubject, SearchProblem> {
    // Neither a domain nor an organizer has the form of a filing number.
    let problem = match FilingNumber::parse_in_text(text, province) {
        Ok(number) => return Ok(SearchSubject::Number(number)),
        Err(problem) => problem,
    };
    let elsewhere = matches!(problem, FilingNumberProblem::Licence | FilingNumberProblem::PublicSecurity);
    match (by, domains(text)) {
        (SearchField::Number, Ok(domains)) if problem == FilingNumberProblem::Form => {
            Ok(SearchSubject::Domain(domains))
        }
        (SearchField::Domain, Ok(domains)) => Ok(SearchSubject::Domain(domains)),
        // No organizer has a name in the form of a domain or of the address of a page.
        (SearchField::Organizer, Ok(domains)) if text.is_ascii() || text.contains("://") => {
            Ok(SearchSubject::Domain(domains))
        }
        _ if elsewhere => Err((problem.into(), None)),
        (SearchField::Number, _) => {
            Err((problem.into(), number_meant(text, province).or_else(|| domain_meant(text))))
        }
        (SearchField::Domain, Err(problem)) => {
            Err(((&problem).into(), domain_meant(text).or_else(|| number_meant(text, province))))
        }
        (SearchField::Organizer, Err(DomainProblem::Empty)) => Err((FindingCode::Required, None)),
        (SearchField::Organizer, _) => Ok(SearchSubject::Organizer(names(text))),
    }
}

/// Returns a correction for a text that was read but has no result. The result is `None` if the text shows no sign of an error.
pub fn suggest_for_no_result(sought: &SearchSubject, text: &str, province: char) -> Option<SearchProblem> {
    match sought {
        SearchSubject::Number(_) => None,
        SearchSubject::Domain(domains) => {
            let latin = domains.iter().find_map(Domain::latin_look_alike)??;
            Some((FindingCode::DomainLookAlike, Some(latin.unicode())))
        }
        SearchSubject::Organizer(_) => match domain_meant(text) {
            Some(domain) => Some((FindingCode::DomainForm, Some(domain))),
            None => Some((FindingCode::FilingNumberForm, Some(number_meant(text, province)?))),
        },
    }
}

fn number_meant(text: &str, province: char) -> Option<String> {
    FilingNumber::suggest_correction(text, province).map(|number| number.to_string())
}

fn domain_meant(text: &str) -> Option<String> {
    Domain::suggest_correction(text).map(|domain| domain.unicode())
}

fn domains(text: &str) -> Result<Vec<Domain>, DomainProblem> {
    let pasted = Domain::parse_pasted(text);
    // A label such as 网站 may belong to the domain itself.
    match (Domain::parse(text), pasted) {
        (Ok(whole), Ok(pasted)) if whole == pasted => Ok(vec![whole]),
        (Ok(whole), pasted) => Ok(std::iter::once(whole).chain(pasted.ok()).collect()),
        (Err(_), pasted) => pasted.map(|domain| vec![domain]),
    }
}

/// Lists the names that a text may hold: the text itself, the text without labels and punctuation, and both in simplified characters.
fn names(text: &str) -> Vec<String> {
    let mut names = vec![text.to_owned()];
    let mut add = |name: String| {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    };
    let plain = bare_name(text);
    let usual = |name: &str| name.chars().map(han::mainland_form).collect::<String>();
    add(plain.to_owned());
    add(usual(plain));
    let alone = bare_name(before_words(plain));
    add(alone.to_owned());
    add(usual(alone));
    names
}

/// The words after a pasted name that end it in every position.
const BEHIND: [&str; 4] = ["版权所有", "版權所有", "All Rights", "all rights"];
/// The words after a pasted name that end it only after a space or a bracket, because names such as 电话设备公司 contain them.
const APART: [&str; 4] = ["地址", "电话", "官网", "官方网站"];

/// Removes the text after a name: other words, the year of a copyright, or another name after a dash.
fn before_words(text: &str) -> &str {
    let signs = ["©", "(c)", " - ", "—", "|"];
    let ends = BEHIND.iter().chain(&signs).filter_map(|word| text.find(word));
    let is_apart = |at: &usize| text.get(..*at).is_some_and(|name| name.ends_with([' ', '（', '(']));
    let apart = APART.iter().filter_map(|word| text.find(word)).filter(is_apart);
    let end = ends.chain(apart).filter(|at| *at > 0).min();
    end.and_then(|at| text.get(..at)).map_or(text, |name| name.trim_end_matches(['（', '(']))
}

/// Removes labels before a name and quotes and punctuation around it. A closing bracket belongs to the name.
fn bare_name(text: &str) -> &str {
    let aside = |c: char| {
        c.is_whitespace()
            || text::is_hidden(c)
            || "\"'“”‘’「」『』《》〈〉<>【】〔〕[]［］,，、。.;；:：=|#＃!！?？~～…©·".contains(c)
    };
    let mut name = text.trim_matches(aside);
    loop {
        let years = name.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '–'));
        if let Some(rest) = name.strip_prefix("版权归").and_then(|rest| rest.strip_suffix("所有")) {
            name = rest;
        }
        let after = LABELS
            .iter()
            .find_map(|label| name.strip_prefix(label))
            // The year of a copyright is no part of a name if a space follows it.
            .or_else(|| (years.len() < name.len()).then_some(years));
        match after.filter(|rest| rest.starts_with(aside)).map(|rest| rest.trim_start_matches(aside)) {
            Some(rest) if !rest.is_empty() => name = rest,
            _ => break,
        }
    }
    let whole = |open: char, close: char| {
        let inner = name.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.contains([open, close])).then_some(inner)
    };
    whole('(', ')').or_else(|| whole('（', '）')).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(by: SearchField, text: &str) -> (FindingCode, Option<String>) {
        read_search(by, text, '赣').unwrap_err()
    }

    #[test]
    fn a_number_is_found_in_every_field() {
        let number = SearchSubject::Number(FilingNumber::parse("赣ICP备2026000001号-1").unwrap());
        for by in [SearchField::Number, SearchField::Domain, SearchField::Organizer] {
            for text in [
                "赣ICP备2026000001号-1",
                "贛ICP備2026000001號-1",
                "2026000001号-1",
                "虚构示例一有限公司 赣ICP备2026000001号-1",
                "<a href=\"https://beian.miit.gov.cn/\">赣ICP备2026000001号-1</a>",
            ] {
                assert_eq!(read_search(by, text, '赣'), Ok(number.clone()), "{text}");
            }
        }
    }

    #[test]
    fn a_misplaced_value_is_named_in_every_field() {
        for by in [SearchField::Number, SearchField::Domain, SearchField::Organizer] {
            for text in ["粤B1、B2-20090059", "京icp證030173號", "增值电信业务经营许可证：粤B2-20090059"]
            {
                assert_eq!(code(by, text), (FindingCode::NumberIsLicence, None), "{text}");
            }
            for text in ["36010202000001", "公安备案号：36010202000001", "赣公网安备36010202000001号"]
            {
                assert_eq!(code(by, text), (FindingCode::NumberIsPublicSecurity, None), "{text}");
            }
        }
    }

    #[test]
    fn a_wrong_entry_gets_a_suggestion() {
        for (by, text, code_of, meant) in [
            (
                SearchField::Number,
                "赣IPC备2026000001号",
                FindingCode::FilingNumberForm,
                Some("赣ICP备2026000001号"),
            ),
            (
                SearchField::Number,
                "赣ICP备2O26OOOOO1号",
                FindingCode::FilingNumberForm,
                Some("赣ICP备2026000001号"),
            ),
            (SearchField::Number, "example,com", FindingCode::FilingNumberForm, Some("example.com")),
            (SearchField::Domain, "example,com", FindingCode::DomainForm, Some("example.com")),
            (SearchField::Domain, "example .com", FindingCode::DomainForm, Some("example.com")),
            (SearchField::Domain, "example·com", FindingCode::DomainForm, Some("example.com")),
            (
                SearchField::Domain,
                "赣IPC备2026000001号",
                FindingCode::DomainSingleLabel,
                Some("赣ICP备2026000001号"),
            ),
            (SearchField::Number, "赣ICP", FindingCode::FilingNumberForm, None),
            (SearchField::Organizer, " ", FindingCode::Required, None),
        ] {
            assert_eq!(code(by, text), (code_of, meant.map(str::to_owned)), "{text}");
        }
        for (by, text, code, meant) in [
            (SearchField::Domain, "exаmple.com", FindingCode::DomainLookAlike, "example.com"),
            (SearchField::Organizer, "example,com", FindingCode::DomainForm, "example.com"),
            (
                SearchField::Organizer,
                "赣IPC备2026000001号",
                FindingCode::FilingNumberForm,
                "赣ICP备2026000001号",
            ),
        ] {
            let read = read_search(by, text, '赣').unwrap();
            assert_eq!(
                suggest_for_no_result(&read, text, '赣'),
                Some((code, Some(meant.to_owned()))),
                "{text}"
            );
        }
        for (by, text) in [
            (SearchField::Domain, "example.com"),
            (SearchField::Number, "赣ICP备2026000001号"),
            (SearchField::Organizer, "虚构示例一有限公司"),
            (SearchField::Organizer, "古丽米热·艾比布力"),
        ] {
            assert_eq!(
                suggest_for_no_result(&read_search(by, text, '赣').unwrap(), text, '赣'),
                None,
                "{text}"
            );
        }
        let of = |text: &str| Domain::parse(text).unwrap();
        assert_eq!(
            read_search(SearchField::Domain, "网站是example.cn", '赣'),
            Ok(SearchSubject::Domain(vec![of("网站是example.cn"), of("example.cn")]))
        );
        assert_eq!(
            read_search(SearchField::Number, "www.example.cn", '赣'),
            Ok(SearchSubject::Domain(vec![of("example.cn")]))
        );
    }

    #[test]
    fn a_name_is_read_as_people_paste_it() {
        for text in [
            "虚构示例一有限公司",
            "虚构示例一有限公司。",
            "“虚构示例一有限公司”",
            "《虚构示例一有限公司》",
            "主办单位：虚构示例一有限公司",
            "主办单位名称: 虚构示例一有限公司",
            "名称：虚构示例一有限公司",
            "版权所有 虚构示例一有限公司",
            "版权所有 © 2026 虚构示例一有限公司",
            "Copyright © 2020-2026 虚构示例一有限公司",
            "（虚构示例一有限公司）",
            "虛構示例一有限公司",
            "© 2026 虚构示例一有限公司 版权所有",
            "©2020-2026 虚构示例一有限公司 All Rights Reserved.",
            "虚构示例一有限公司 © 2026",
            "版权归虚构示例一有限公司所有",
            "虚构示例一有限公司 地址：江西省南昌市",
            "虚构示例一有限公司（官网）",
            "虚构示例一有限公司 - 虚构示例官网",
            "ICP备案主体：虚构示例一有限公司",
            "技术支持：虛構示例一有限公司 版權所有",
        ] {
            let Ok(SearchSubject::Organizer(names)) = read_search(SearchField::Organizer, text, '赣') else {
                panic!("{text}")
            };
            assert_eq!(names.first().map(String::as_str), Some(text), "as it is, first");
            assert_eq!(names.last().map(String::as_str), Some("虚构示例一有限公司"), "{text}");
        }
        // A part of a name would be the name of another organizer.
        for text in [
            "单位示例有限公司",
            "2026示例有限公司",
            "虚构示例（江西）",
            "名称",
            "虚构示例研究所有限公司",
            "虚构示例电话设备有限公司",
        ] {
            assert_eq!(
                read_search(SearchField::Organizer, text, '赣'),
                Ok(SearchSubject::Organizer(vec![text.to_owned()]))
            );
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,40}", near in "[赣ICP备0-9号主办单位:。(（）) ©a.]{0,30}") {
            for by in [SearchField::Number, SearchField::Domain, SearchField::Organizer] {
                for text in [&text, &near] {
                    let _ = read_search(by, text, '赣').map(|read| suggest_for_no_result(&read, text, '赣'));
                }
            }
        }
    }
}
