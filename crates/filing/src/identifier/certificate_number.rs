//! Certificate numbers 证件号码: the form in which they are stored and compared. Labels, punctuation and copy marks around a number are
//! removed.

use crate::finding::FindingCode;
use crate::{
    han,
    identifier::{
        credit_code::{CreditCode, CreditCodeProblem},
        organization_code::{OrganizationCode, OrganizationCodeProblem},
        registration_number::{RegistrationNumber, RegistrationNumberProblem},
        resident_id::{ResidentId, ResidentIdProblem},
    },
    policy::{CertificateHolder, CertificateKind, NumberSystem, codes},
    text,
};
use jiff::civil::Date;

/// Returns a certificate number in the form in which it is stored and compared.
///
/// `kind` is a code of the list of certificate kinds 证件类型. `number` is the text as typed. The result is `None` if the kind is unknown or
/// the number cannot be valid. The checksum that the kind prescribes must agree. A birth date in an identity number 身份证号 is not compared
/// with today. An identity number of fifteen digits is returned in its present form of eighteen. A credit code 统一社会信用代码 with other
/// characters around it is returned alone, if the kind also accepts numbers without a checksum.
pub fn canonical_certificate(kind: &str, number: &str) -> Option<String> {
    let kind = codes::certificate_kinds().get(kind)?;
    match canonical(kind, number, Date::MAX) {
        Ok(number) => Some(number.text),
        Err((FindingCode::ResidentIdOldForm, today)) => today,
        Err((_, meant)) => {
            meant.filter(|_| matches!(kind.number, NumberSystem::CreditCodeOrOther | NumberSystem::Other))
        }
    }
}

/// Suggests a valid number in place of one that cannot be valid. The result is `None` if the number is valid or no correction is found.
pub fn suggest_certificate(kind: &str, number: &str) -> Option<String> {
    let kind = codes::certificate_kinds().get(kind)?;
    canonical(kind, number, Date::MAX).err().and_then(|(_, meant)| meant)
}

/// A certificate number that passed the checks of its kind.
pub(crate) struct Canonical {
    /// The number in its stored form.
    pub(crate) text: String,
    /// The same number as an identity number 身份证号, if it is one.
    pub(crate) id: Option<ResidentId>,
    /// Whether the number is a registration number 工商注册号, which a credit code has superseded.
    pub(crate) superseded: bool,
}

impl From<String> for Canonical {
    fn from(text: String) -> Canonical {
        Canonical { text, id: None, superseded: false }
    }
}

impl From<ResidentId> for Canonical {
    fn from(id: ResidentId) -> Canonical {
        Canonical { text: id.to_string(), id: Some(id), superseded: false }
    }
}

/// The rule that a number breaks and the suggested correction, if one was found.
type Wrong = (FindingCode, Option<String>);

fn is_of_units(kind: &CertificateKind) -> bool {
    kind.bearers.contains(&CertificateHolder::Unit)
}

/// Reads a number. If the number cannot be valid, the error carries a suggestion: the first reading that is valid once labels are removed
/// and look-alike characters are replaced.
pub(crate) fn canonical(kind: &CertificateKind, number: &str, today: Date) -> Result<Canonical, Wrong> {
    let wrong = match strictly(kind, number, today) {
        Err((code, None)) => code,
        read => return read,
    };
    let plain = text::number(number);
    let read = |meant: &str| {
        let meant = (meant != plain).then(|| strictly(kind, meant, today))?;
        match meant {
            Ok(number) => Some(number.text),
            // A reading may itself be wrong and yet carry a suggestion: the old form of fifteen digits, or a code with characters around
            // it.
            Err((_, meant)) => meant,
        }
    };
    let meant = readings(kind.number, &plain).iter().find_map(|meant| read(meant));
    Err((wrong, meant.filter(|meant| *meant != number.trim())))
}

/// Lists the numbers that a text may mean, the most probable first.
fn readings(system: NumberSystem, plain: &str) -> Vec<String> {
    let label = if system == NumberSystem::Other { Label::Apart } else { Label::MayTouch };
    let unnamed = without_names(plain, label);
    let signs: String = unnamed.chars().map(latin).filter(char::is_ascii_alphanumeric).collect();
    let digits = |text: &str| text.chars().map(digit).collect::<String>();
    match system {
        NumberSystem::ResidentId => vec![digits(&signs), signs],
        NumberSystem::OrganizationCode => {
            let letters = signs.len() - signs.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
            let (head, tail) = signs.split_at(letters.min(2));
            vec![signs.clone(), format!("{head}{}", digits(tail)), digits(&signs)]
        }
        NumberSystem::CreditCode
        | NumberSystem::CreditCodeOrRegistrationNumber
        | NumberSystem::CreditCodeOrOther => {
            let mut readings = vec![signs.clone()];
            if system == NumberSystem::CreditCodeOrRegistrationNumber && signs.len() == 15 {
                readings.push(digits(&signs));
            }
            // A licence may show the number of its copy after its own number.
            let parts = unnamed.split(|c: char| !c.is_ascii_alphanumeric());
            readings.extend(parts.filter(|part| [15, 18].contains(&part.len())).map(str::to_owned));
            // Characters 2 to 8 of a credit code (unit category, division) are digits; only the first character may be a letter.
            for (kept, end) in [(0, 8), (1, 8), (0, 17)] {
                if let (Some(head), Some(middle), Some(tail)) =
                    (signs.get(..kept), signs.get(kept..end), signs.get(end..).filter(|_| signs.len() == 18))
                {
                    readings.push(format!("{head}{}{tail}", digits(middle)));
                }
            }
            // Other numbers have no known alphabet, so their characters stay as typed.
            if system == NumberSystem::CreditCodeOrOther && signs.len() != 18 {
                readings = vec![unnamed];
            }
            readings
        }
        NumberSystem::Other => vec![unnamed],
    }
}

/// Returns the Latin letter or digit that a character resembles, or the character itself.
fn latin(c: char) -> char {
    match c {
        'Ⅹ' | '×' | '✕' | '╳' | '✖' | '✗' | '✘' | '乂' | '叉' | '*' | 'Х' | 'Χ' => 'X',
        'О' | 'Ο' | '〇' | '○' | '◯' => '0',
        'І' | 'Ι' | '|' | '丨' => '1',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Р' | 'Ρ' => 'P',
        'Т' | 'Τ' => 'T',
        'С' => 'C',
        c => c,
    }
}

/// Returns the digit that a capital letter resembles, or the character itself.
fn digit(c: char) -> char {
    match c {
        'O' | 'D' | 'Q' => '0',
        'I' | 'L' => '1',
        'Z' => '2',
        'S' => '5',
        'B' => '8',
        c => c,
    }
}

/// The labels that people write before a number, the longer ones first.
const NAMES: [&str; 27] = [
    "统一社会信用代码证书",
    "统一社会信用代码",
    "社会信用代码",
    "信用代码",
    "组织机构代码证",
    "组织机构代码",
    "事业单位法人证书",
    "公民身份号码",
    "居民身份证",
    "身份证",
    "通行证",
    "护照",
    "证件",
    "证书",
    "执照",
    "登记",
    "注册",
    "事证",
    "号码",
    "编号",
    "代码",
    "证号",
    "证",
    "号",
    "USCC",
    "ID",
    "NO",
];

/// The last words in the names of papers and in the labels of their numbers.
const PAPERS: [&str; 10] =
    ["许可证", "执业证", "登记证", "证书", "证", "许可证号", "执业证号", "登记证号", "批准文号", "登记号"];

/// Removes the name of a paper before its number. The result is `None` if the text begins with no such name.
fn without_paper(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !text::is_han(c))?;
    let (name, rest) = text.split_at_checked(end)?;
    let number = rest.trim_start_matches([':', ' ']);
    let begins = number.starts_with(|c: char| c.is_ascii_alphanumeric() || "(〔[".contains(c));
    // A number may contain such words itself: 赣证字第 1 号.
    (begins && !name.contains('字') && PAPERS.iter().any(|paper| name.ends_with(paper))).then_some(rest)
}

/// Whether a label in Latin letters may touch the digits after it, as in `ID3600…`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    /// The label stands apart from the number, because the letters may belong to the number.
    Apart,
    /// The label may touch the number; for kinds of numbers with a known alphabet.
    MayTouch,
}

/// Removes the labels before a number.
fn without_names(plain: &str, label: Label) -> String {
    let aside = |c: char| "\"'“”‘’`:.,。;、#_=/-".contains(c);
    let mut text = plain.trim_matches(aside);
    while let Some(rest) =
        NAMES.iter().find_map(|name| text.strip_prefix(name)).or_else(|| without_paper(text))
    {
        // The letters of the number itself may begin like a label.
        let apart =
            text.starts_with(|c: char| !c.is_ascii()) || rest.starts_with(|c| aside(c) || !c.is_ascii());
        let is_joined = label == Label::MayTouch && rest.starts_with(|c: char| c.is_ascii_digit());
        if !apart && !is_joined {
            break;
        }
        let rest = rest.trim_start_matches(aside);
        text = rest;
    }
    text.to_owned()
}

/// Returns the compared form of a number without a known checksum: labels, 第, 号 and the mark of the copy (正本, 副本) are removed, every
/// bracket is a parenthesis, and characters are simplified.
fn bare(plain: &str) -> String {
    let mut text: String = plain
        .chars()
        .map(|c| match c {
            '〔' | '[' | '【' | '{' | '﹝' | '「' => '(',
            '〕' | ']' | '】' | '}' | '﹞' | '」' => ')',
            c => han::mainland_form(c),
        })
        .collect();
    loop {
        let mut next = without_names(&text, Label::Apart).replace(['第', '号'], "");
        for copy in ["(正本)", "(副本)", "正本", "副本"] {
            next = next.strip_suffix(copy).unwrap_or(&next).to_owned();
        }
        // The mark (1-1) means copy 1 of 1.
        if let Some((number, copy)) = next.strip_suffix(')').and_then(|next| next.rsplit_once('('))
            && copy.split_once('-').is_some_and(|(one, of)| is_small(one) && is_small(of))
            && !number.is_empty()
        {
            next = number.to_owned();
        }
        if next == text {
            return text;
        }
        text = next;
    }
}

fn is_small(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// A sequence of letters and digits in a text. Hyphens and similar signs may divide it into parts.
struct Run {
    signs: String,
    /// The offsets in `signs`, in bytes, at which a part begins or ends.
    bounds: Vec<usize>,
}

fn runs(plain: &str) -> Vec<Run> {
    let whole = plain.split(|c: char| !c.is_ascii_alphanumeric() && !JOINTS.contains(c));
    let run = |text: &str| {
        let mut run = Run { signs: String::new(), bounds: vec![0] };
        for part in text.split(|c| JOINTS.contains(c)) {
            run.signs.push_str(part);
            run.bounds.push(run.signs.len());
        }
        run
    };
    whole.map(run).collect()
}

/// The signs that may appear inside a number.
const JOINTS: &str = "-._/";

/// Finds the only credit code inside a longer text. The flag is set if the code consists of whole parts of the text. The result is `None`
/// if the text holds several codes or none.
fn credit_code_in(plain: &str) -> Option<(CreditCode, bool)> {
    let mut found: Vec<(CreditCode, bool)> = Vec::new();
    for text in [plain, &without_names(plain, Label::MayTouch)] {
        for run in runs(text) {
            for start in 0..run.signs.len() {
                let code = run.signs.get(start..start + 18).and_then(|piece| CreditCode::parse(piece).ok());
                let whole = [start, start + 18].iter().all(|bound| run.bounds.contains(bound));
                found.extend(code.map(|code| (code, whole)));
            }
        }
    }
    // A code of whole parts takes precedence, because eighteen characters inside a longer number may agree by chance.
    if found.iter().any(|(_, whole)| *whole) {
        found.retain(|(_, whole)| *whole);
    }
    found.sort_unstable();
    found.dedup();
    found.pop().filter(|_| found.is_empty())
}

/// Finds the organization code 组织机构代码 that identifies a unit in the number of another certificate. The result is `None` if the number
/// holds no such code or the kind belongs to no unit that has one.
pub(crate) fn organization_code_in(kind: &CertificateKind, number: &str) -> Option<OrganizationCode> {
    let of_units = matches!(kind.number, NumberSystem::CreditCodeOrOther | NumberSystem::Other)
        && is_of_units(kind)
        // The designation of a military unit may look like an organization code.
        && kind.unit_kinds != ["1"];
    if !of_units {
        return None;
    }
    let plain = bare(&text::number(number));
    if let Ok(code) = OrganizationCode::parse(&plain) {
        return Some(code);
    }
    // WS 218: the registration number of a medical institution has 22 characters and begins with the institution's organization code. An
    // institution without an organization code has a number that begins with PDY.
    let medical = kind.unit_kinds == ["15"] && plain.len() == 22 && !plain.starts_with("PDY");
    if let Some(code) = plain.get(..9).filter(|_| medical).and_then(|code| OrganizationCode::parse(code).ok())
    {
        return Some(code);
    }
    // Only a part with a letter counts as an organization code here: parts of digits alone agree by chance too often.
    let parts = plain.split(|c: char| !c.is_ascii_alphanumeric());
    let codes = parts.filter(|part| part.bytes().any(|b| b.is_ascii_alphabetic()));
    let mut codes: Vec<_> = codes.filter_map(|part| OrganizationCode::parse(part).ok()).collect();
    codes.pop().filter(|_| codes.is_empty())
}

/// Checks a number by the rule of its kind as it was typed. The error is final: [`canonical`] tries the other readings of the text.
fn strictly(kind: &CertificateKind, number: &str, today: Date) -> Result<Canonical, Wrong> {
    let plain = text::number(number);
    let length = plain.chars().count();
    match kind.number {
        NumberSystem::ResidentId => match ResidentId::parse(&plain, today) {
            Ok(id) => Ok(id.into()),
            Err(problem) => Err(match problem {
                ResidentIdProblem::Length => (FindingCode::ResidentIdLength, None),
                ResidentIdProblem::Characters => (FindingCode::ResidentIdCharacters, None),
                ResidentIdProblem::Division => (FindingCode::ResidentIdDivision, None),
                ResidentIdProblem::BirthDate => (FindingCode::ResidentIdBirthDate, None),
                ResidentIdProblem::CheckDigit => (FindingCode::ResidentIdCheckDigit, None),
                ResidentIdProblem::OldForm(id) => (FindingCode::ResidentIdOldForm, Some(id.to_string())),
            }),
        },
        NumberSystem::CreditCodeOrRegistrationNumber if length == 15 => {
            match RegistrationNumber::parse(&plain) {
                Ok(number) => Ok(Canonical { text: number.to_string(), id: None, superseded: true }),
                Err(RegistrationNumberProblem::Form) => Err((FindingCode::CreditCodeLength, None)),
                Err(RegistrationNumberProblem::CheckDigit) => {
                    Err((FindingCode::RegistrationNumberCheckDigit, None))
                }
            }
        }
        NumberSystem::CreditCode | NumberSystem::CreditCodeOrRegistrationNumber => credit_code(&plain),
        NumberSystem::OrganizationCode => match OrganizationCode::parse(&plain) {
            Ok(code) => Ok(code.as_str().to_owned().into()),
            Err(problem) => {
                // Characters 9 to 17 of a credit code are the unit's organization code.
                let meant = credit_code_in(&plain).map(|(code, _)| code.organization_code().to_owned());
                Err(match problem {
                    OrganizationCodeProblem::Form => (FindingCode::OrganizationCodeForm, meant),
                    OrganizationCodeProblem::CheckCharacter => {
                        (FindingCode::OrganizationCodeCheckCharacter, meant)
                    }
                })
            }
        },
        NumberSystem::CreditCodeOrOther | NumberSystem::Other if is_of_units(kind) => {
            of_unit(kind.number, &plain)
        }
        NumberSystem::CreditCodeOrOther | NumberSystem::Other => of_person(&plain, today),
    }
}

/// Checks a unit's number that need not be a credit code. A credit code inside the number identifies the unit and must be written alone.
fn of_unit(system: NumberSystem, plain: &str) -> Result<Canonical, Wrong> {
    if let Ok(code) = CreditCode::parse(plain) {
        return Ok(code.to_string().into());
    }
    match credit_code_in(plain) {
        Some((code, true)) => return Err((FindingCode::CertificateNumberForm, Some(code.to_string()))),
        // The registration number of a medical institution has 22 characters, and about one in seventy holds a valid credit code by
        // chance, so the number is accepted.
        Some((code, false)) => return Ok(code.to_string().into()),
        None => {}
    }
    let bare = bare(plain);
    if system == NumberSystem::CreditCodeOrOther && bare.is_ascii() {
        let signs: String = bare.chars().filter(char::is_ascii_alphanumeric).collect();
        let mut parts = bare.split(|c: char| !c.is_ascii_alphanumeric());
        if let Some(code) = parts.find(|part| part.len() == 18).or((signs.len() == 18).then_some(&signs)) {
            return credit_code(code);
        }
    }
    other(plain)
}

/// Checks a person's number without a known checksum. An identity number in the text is read as one, even if another kind was chosen.
fn of_person(plain: &str, today: Date) -> Result<Canonical, Wrong> {
    let read = |run: &Run| {
        (0..run.signs.len()).find_map(|at| ResidentId::parse(run.signs.get(at..at + 18)?, today).ok())
    };
    if let Some(id) = runs(plain).iter().find_map(read) {
        return Ok(id.into());
    }
    let number = other(plain)?;
    let signs: String = number.text.chars().filter(char::is_ascii_alphanumeric).collect();
    match ResidentId::parse(&signs, today) {
        Err(ResidentIdProblem::OldForm(id)) => Ok(id.into()),
        _ if (4..=40).contains(&signs.len()) => Ok(signs.into()),
        _ => Ok(number),
    }
}

/// Checks a number without a checksum: its length and its characters.
fn other(plain: &str) -> Result<Canonical, Wrong> {
    let fits = |text: &str| {
        (4..=40).contains(&text.chars().count())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || text::is_han(c) || "-.()/〔〕[]".contains(c))
            && text.chars().any(|c| c.is_ascii_digit())
    };
    let bare = Some(bare(plain)).filter(|bare| fits(bare));
    if fits(plain) {
        Ok(bare.unwrap_or_else(|| plain.to_owned()).into())
    } else {
        Err((FindingCode::CertificateNumberForm, bare))
    }
}

/// Checks a number that must be a credit code. The suggestion is the only credit code inside the text.
fn credit_code(plain: &str) -> Result<Canonical, Wrong> {
    let problem = match CreditCode::parse(plain) {
        Ok(code) => return Ok(code.to_string().into()),
        Err(problem) => problem,
    };
    let within = credit_code_in(plain).map(|(code, _)| code.to_string());
    Err(match problem {
        CreditCodeProblem::Length => (FindingCode::CreditCodeLength, within),
        CreditCodeProblem::Characters(meant) => {
            (FindingCode::CreditCodeCharacters, meant.map(|code| code.to_string()).or(within))
        }
        CreditCodeProblem::OrganizationPart => (FindingCode::CreditCodeOrganizationPart, None),
        CreditCodeProblem::CheckCharacter => (FindingCode::CreditCodeCheckCharacter, None),
    })
}

#[cfg(test)]
mod tests;
