//! Content of the printed application forms 申请书. A form and its facts become pages as data.
//!
//! Every sentence is printed in Chinese and English, because a reader of paper cannot choose a language.

use beian_contract::view::{
    PageRole, PrintedBlock, PrintedFact, PrintedForm, PrintedPage, Words, readable_domain,
};
use beian_filing::{
    calendar::{Due, local_date},
    form::ApplicantKind,
    identifier::Reference,
    paper::{Evidence, FormCode, PaperForm, PrintedFormKind},
    policy::{Province, codes},
};
use jiff::civil::Date;

/// Person or unit that signs a form. These facts are printed but not stored; an empty one leaves space for a
/// pen.
#[derive(Clone, Default)]
pub struct Signer {
    /// Full name.
    pub name: String,
    /// Kind of the signer's certificate (data/certificate-kinds.json).
    pub certificate_kind: String,
    /// Number of the signer's certificate.
    pub certificate_number: String,
    /// Name of the contact.
    pub contact_name: String,
    /// Telephone numbers.
    pub phone: String,
}

/// Additional facts on a verification sheet 核验单.
#[derive(Clone, Default)]
pub struct SheetFacts {
    /// Name and domain of each site.
    pub sites: Vec<(String, String)>,
    /// Name of the access provider.
    pub provider_name: String,
    /// Latest day of arrival, if it is known.
    pub due: Option<Due>,
    /// Number of working days for arrival, counted from the day when the access provider forwards the filing.
    pub days: u32,
}

/// All facts on a form.
#[derive(Clone)]
pub struct FormFacts {
    /// Stored part of the form: its kind, its applicant and the filing it concerns.
    pub form: PaperForm,
    /// Reference 受理号.
    pub reference: Reference,
    /// Signer of the form.
    pub signer: Signer,
    /// Additional facts, for a verification sheet only.
    pub sheet: Option<SheetFacts>,
    /// Province of the bureau that receives the form.
    pub province: Province,
    /// Address of the website where the applicant follows the progress, or an empty string.
    pub origin: String,
    /// Postal address of the bureau, or an empty string if it is not known.
    pub postal_address: String,
}

beian_filing::prints_its_name! { Signer SheetFacts FormFacts }

fn words(zh: impl Into<String>, en: impl Into<String>) -> Words {
    Words { zh: zh.into(), en: en.into() }
}

fn fact(zh: &str, en: &str, text: impl Into<String>) -> PrintedFact {
    PrintedFact { label: words(zh, en), text: text.into() }
}

/// Formats a date in both languages.
fn day(date: Date) -> Words {
    words(
        format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        date.strftime("%-d %B %Y").to_string(),
    )
}

/// Title of a form.
fn title(kind: PrintedFormKind) -> Words {
    match kind {
        PrintedFormKind::RecoverAccount => words("索回用户名密码申请书", "Application to recover an account"),
        PrintedFormKind::Deregister => words("注销备案申请书", "Application to deregister"),
        PrintedFormKind::DeleteSubmission => {
            words("删除报备阶段信息申请书", "Application to delete a submission")
        }
        PrintedFormKind::OrganizerConflict => words(
            "主体信息冲突说明及注销申请书",
            "Statement about an organizer's certificate, and application to deregister",
        ),
        PrintedFormKind::VerificationSheet => {
            words("网站备案真实性核验单", "Verification sheet for website filing")
        }
    }
}

/// Large words on the envelope, by which the mailroom sorts letters (§一.2, §二.4, §二.5).
fn heavy(kind: PrintedFormKind) -> Words {
    match kind {
        PrintedFormKind::RecoverAccount => words("找回密码", "Recover a password"),
        PrintedFormKind::Deregister
        | PrintedFormKind::DeleteSubmission
        | PrintedFormKind::OrganizerConflict => words("申请注销", "Apply to deregister"),
        PrintedFormKind::VerificationSheet => words("真实性核验单", "Verification sheet"),
    }
}

/// Description of one enclosed document.
fn enclosure(evidence: Evidence, kind: PrintedFormKind, applicant: ApplicantKind) -> Words {
    match (evidence, applicant) {
        (Evidence::Form, _) if kind == PrintedFormKind::VerificationSheet => {
            words("本核验单原件，双方已签名盖章", "This sheet, signed and sealed by both sides")
        }
        (Evidence::Form, ApplicantKind::Unit) => {
            words("本申请书，已加盖公章", "This form, with the unit's seal")
        }
        (Evidence::Form, ApplicantKind::Individual) => words("本申请书，已签名", "This form, signed"),
        (Evidence::Licence, _) => words(
            "营业执照（或组织机构代码证）复印件，已加盖公章",
            "Copy of the business licence (or organization code certificate), with the unit's seal",
        ),
        (Evidence::IdentityCard, _) => words(
            "身份证复印件，正反两面印在同一张纸上",
            "Copy of the identity card, both sides on one sheet",
        ),
        (Evidence::DomainCertificate, _) => {
            words("域名注册证书", "Domain registration certificate, from the registrar")
        }
    }
}

/// Text of the application, with the declaration that everything stated is true.
fn statement(form: &PaperForm) -> Words {
    let we = match form.applicant {
        ApplicantKind::Unit => "我单位",
        ApplicantKind::Individual => "我",
    };
    let (zh, en) = match form.kind {
        PrintedFormKind::RecoverAccount => (
            format!(
                "{we}忘记了用户名、联系人姓名或电子邮箱，不能在网上找回密码。请为这个用户重置密码，结果请发到上面的电子邮箱。"
            ),
            "The applicant no longer has what is needed to recover the password online. Please reset the password of this account and send the answer to the email address above.",
        ),
        PrintedFormKind::Deregister if form.named.domain.is_some() => (
            format!("请注销上面的备案，也包括这个域名较早的备案。域名由{we}注册，证明见随附的域名注册证书。"),
            "Please deregister what is named above, including an older filing of this domain. The domain is the applicant's, as the enclosed registration certificate shows.",
        ),
        PrintedFormKind::Deregister => {
            ("请注销上面的备案。".to_owned(), "Please deregister what is named above.")
        }
        PrintedFormKind::DeleteSubmission => (
            format!("{we}提交的上述备案信息还没有通过审核。请删除这次提交的信息。"),
            "What was submitted has not been approved. Please delete this submission.",
        ),
        PrintedFormKind::OrganizerConflict => (
            format!(
                "{we}填写的证件号码没有错误，以前也没有用它备过案，但是系统提示这个证件已有备案。请核实，并注销冲突的备案。"
            ),
            "The certificate number above is right and was never filed by the applicant, yet it is on file already. Please check, and deregister the filing that conflicts with it.",
        ),
        PrintedFormKind::VerificationSheet => (
            "接入服务商已经核对主办者的证件、负责人、联系方式、网站和接入信息，与提交的备案信息一致。"
                .to_owned(),
            "The access provider has checked the organizer's certificate, the people in charge, their contact details, the site and its access, and found them as filed.",
        ),
    };
    match form.kind {
        PrintedFormKind::VerificationSheet => {
            words(format!("{zh}以上内容真实。"), format!("{en} All that is stated is true."))
        }
        _ => words(
            format!("{zh}以上内容和随附材料真实有效。"),
            format!("{en} All that is stated and enclosed is true."),
        ),
    }
}

/// Builds the pages of a form from its facts: the form, a separator before each enclosed document, and the
/// cover slip.
pub fn form(facts: &FormFacts) -> PrintedForm {
    let FormFacts { form, reference, .. } = facts;
    let kind = form.kind;
    let title = title(kind);
    let mut pages = Vec::new();
    for (place, evidence) in kind.pages(form.applicant).iter().enumerate() {
        let number = place + 1;
        let code = FormCode::of(kind, *reference, u8::try_from(number).unwrap_or(u8::MAX));
        let (role, blocks) = match evidence {
            Evidence::Form if kind == PrintedFormKind::VerificationSheet => {
                (PageRole::Form, sheet(facts, &title))
            }
            Evidence::Form => (PageRole::Form, application(facts, &title)),
            evidence => (PageRole::Separator, separator(facts, number, *evidence)),
        };
        let (code, short) = (Some(code.to_string()), Some(code.short()));
        pages.push(PrintedPage { role, number, code, short, blocks });
    }
    let number = pages.len() + 1;
    pages.push(PrintedPage { role: PageRole::Cover, number, code: None, short: None, blocks: cover(facts) });
    PrintedForm {
        kind,
        version: kind.version(),
        reference: *reference,
        title,
        printed_on: local_date(form.printed_at),
        pages,
    }
}

/// Name of the bureau.
fn bureau(facts: &FormFacts) -> Words {
    let Province { bureau_zh, bureau_en, .. } = &facts.province;
    words(format!("{bureau_zh}（网站备案）"), format!("{bureau_en}, website filing"))
}

/// Line with the bureau and its address, or the website that names the address.
fn to_bureau(facts: &FormFacts) -> PrintedFact {
    let Words { zh, en } = bureau(facts);
    let place = match (facts.postal_address.as_str(), facts.province.bureau_site) {
        ("", Some(site)) => format!(" 地址见 Address: {site}"),
        ("", None) => String::new(),
        (address, _) => format!(" {address}"),
    };
    fact("寄往", "Post to", format!("{zh} {en}.{place}"))
}

/// Signer's certificate: its kind in both languages, and its number.
fn certificate(signer: &Signer) -> String {
    let kind = codes::certificate_kinds().get(&signer.certificate_kind);
    let kind = kind.map(|kind| format!("{} {}　", kind.name_zh, kind.name_en)).unwrap_or_default();
    if signer.certificate_number.is_empty() {
        String::new()
    } else {
        format!("{kind}{}", signer.certificate_number)
    }
}

/// Lines about the signer.
fn signer(facts: &FormFacts) -> Vec<PrintedFact> {
    let signer = &facts.signer;
    let name = match facts.form.applicant {
        ApplicantKind::Unit => fact("单位名称", "Name of the unit", &signer.name),
        ApplicantKind::Individual => fact("姓名", "Name", &signer.name),
    };
    let mut rows = vec![name, fact("证件及号码", "Certificate", certificate(signer))];
    if facts.form.applicant == ApplicantKind::Unit || signer.contact_name != signer.name {
        rows.push(fact("联系人", "Contact", &signer.contact_name));
    }
    rows.push(fact("联系电话", "Telephone", &signer.phone));
    rows.push(fact(
        "电子邮箱（收结果）",
        "Email, for the answer",
        facts.form.email.clone().unwrap_or_default(),
    ));
    rows
}

/// Lines about the account or filing concerned.
fn named(facts: &FormFacts) -> Vec<PrintedFact> {
    let named = &facts.form.named;
    let mut rows = Vec::new();
    if facts.form.kind == PrintedFormKind::RecoverAccount {
        rows.push(fact(
            "用户名",
            "User name",
            named.username.as_ref().map(ToString::to_string).unwrap_or_default(),
        ));
    }
    let about = [
        ("域名", "Domain", named.domain.as_deref().map(readable_domain)),
        ("备案申请的受理号", "Reference of the filing", named.reference.clone()),
        ("备案号", "Filing number", named.number.clone()),
    ];
    rows.extend(about.into_iter().filter_map(|(zh, en, text)| Some(fact(zh, en, text?))));
    rows
}

/// Instructions for printing, posting and following the form.
fn notices(facts: &FormFacts) -> Vec<PrintedBlock> {
    let form = &facts.form;
    let last = form.kind.pages(form.applicant).len() + 1;
    let mut notices = Vec::new();
    if last > 2 {
        notices.push(words(
            format!("请打印全部 {last} 页。每份材料前面放上写着它名称的那一页。第 {last} 页贴在信封上。"),
            format!("Print all {last} pages. Lay the page that names it before each paper. Glue page {last} on the envelope."),
        ));
    } else {
        notices.push(words(
            format!("请打印全部 {last} 页。第 {last} 页贴在信封上。"),
            format!("Print all {last} pages. Glue page {last} on the envelope."),
        ));
    }
    if form.kind == PrintedFormKind::OrganizerConflict {
        notices.push(words(
            "也可以传真：传真时不用第 ".to_owned() + &last.to_string() + " 页，其余各页按顺序发送。",
            format!("It may come by fax too: then without page {last}, the others in their order."),
        ));
    }
    if !facts.origin.is_empty() {
        let address = facts.origin.trim_start_matches("https://");
        let zh = match form.kind {
            PrintedFormKind::VerificationSheet => {
                format!("寄到以后可以查询进度：{address}/progress/，凭受理号。")
            }
            _ => format!("查询进度：{address}/progress/，凭受理号和上面的电子邮箱。"),
        };
        let en = match form.kind {
            PrintedFormKind::VerificationSheet => {
                format!("Where it stands: {address}/progress/, by its reference.")
            }
            _ => {
                format!("Where it stands: {address}/progress/, by its reference and the email address above.")
            }
        };
        notices.push(words(zh, en));
    }
    notices.into_iter().map(|words| PrintedBlock::Notice { words }).collect()
}

/// Check list of the documents for the envelope.
fn ticks(facts: &FormFacts) -> PrintedBlock {
    let form = &facts.form;
    let boxes = form.kind.pages(form.applicant).iter();
    PrintedBlock::Ticks {
        title: words(
            "信封里要放的材料（放好一份，勾一个）",
            "What goes into the envelope (tick what you have put in)",
        ),
        boxes: boxes.map(|evidence| enclosure(*evidence, form.kind, form.applicant)).collect(),
    }
}

/// Blocks of page 1 of an application.
fn application(facts: &FormFacts, title: &Words) -> Vec<PrintedBlock> {
    let form = &facts.form;
    let mut rows = vec![to_bureau(facts), fact("受理号", "Reference", facts.reference.to_string())];
    rows.extend(named(facts));
    rows.extend(signer(facts));
    let lead = match form.applicant {
        ApplicantKind::Unit => words(
            "请核对下面的内容，加盖单位公章，写上日期，和材料一起寄出。",
            "Check what is below, put the unit's seal and the date, and post it with the papers.",
        ),
        ApplicantKind::Individual => words(
            "请核对下面的内容，签名，写上日期，和材料一起寄出。",
            "Check what is below, sign and date it, and post it with the papers.",
        ),
    };
    let seal = match form.applicant {
        ApplicantKind::Unit => words("加盖单位公章", "Seal of the unit"),
        ApplicantKind::Individual => words("本人签名", "Signature"),
    };
    let mut blocks = vec![
        PrintedBlock::Title { words: title.clone() },
        PrintedBlock::Paragraph { words: lead },
        PrintedBlock::Facts { rows },
        PrintedBlock::Paragraph { words: statement(form) },
        ticks(facts),
        PrintedBlock::Seals { boxes: vec![seal, words("日期", "Date")] },
    ];
    blocks.extend(notices(facts));
    blocks
}

/// Blocks of the verification sheet.
fn sheet(facts: &FormFacts, title: &Words) -> Vec<PrintedBlock> {
    let form = &facts.form;
    let sheet = facts.sheet.clone().unwrap_or_default();
    let until = match sheet.due {
        Some(due) => {
            let date = day(due.date);
            let provisional = if due.provisional { "（暂定 provisional）" } else { "" };
            format!("{} {}{provisional}", date.zh, date.en)
        }
        None => format!(
            "接入服务商转交以后 {} 个工作日内 Within {} working days of the provider's forward",
            sheet.days, sheet.days
        ),
    };
    let sites = sheet.sites.iter().map(|(name, domain)| format!("{name} {}", readable_domain(domain)));
    let mut rows = vec![
        to_bureau(facts),
        fact("请在此日以前寄到", "It should arrive by", until),
        fact("受理号", "Reference", facts.reference.to_string()),
        fact("网站", "Site", sites.collect::<Vec<_>>().join("；")),
        fact("接入服务商", "Access provider", &sheet.provider_name),
    ];
    rows.extend(signer(facts));
    let by = match form.applicant {
        ApplicantKind::Unit => words("主办单位：签名并加盖公章", "Organizer: signature and seal"),
        ApplicantKind::Individual => words("主办者：签名并按手印", "Organizer: signature and fingerprint"),
    };
    let checked = [
        ("主办者证件与原件一致", "The organizer's certificate is as the original"),
        ("负责人身份与证件一致", "The people in charge are who their certificates say"),
        ("电话和电子邮箱可以联系到负责人", "Telephone and email reach the people in charge"),
        ("网站名称、域名和服务内容属实", "Name, domain and content of the site are as stated"),
        ("接入方式、服务器位置和网络地址属实", "Access, place of the server and addresses are as stated"),
    ];
    let mut blocks = vec![
        PrintedBlock::Title { words: title.clone() },
        PrintedBlock::Paragraph {
            words: words(
                "请核对下面的内容，由主办者和接入服务商签名盖章，日期留空，把原件寄到管局。核验单寄到以后才开始审核。",
                "Check what is below, have it signed and sealed by organizer and access provider, leave the date blank, and post the original to the bureau. The review begins once it has arrived.",
            ),
        },
        PrintedBlock::Facts { rows },
        PrintedBlock::Ticks {
            title: words(
                "接入服务商核验（核对一项，勾一个）",
                "Checked by the access provider (tick what was checked)",
            ),
            boxes: checked.into_iter().map(|(zh, en)| words(zh, en)).collect(),
        },
        PrintedBlock::Paragraph { words: statement(form) },
        PrintedBlock::Lines {
            label: words("接入服务商核验人姓名", "Name of who checked it for the provider"),
            count: 1,
        },
        PrintedBlock::Seals {
            boxes: vec![
                by,
                words("接入服务商：签名并盖章", "Access provider: signature and seal"),
                words("日期（请留空）", "Date (leave blank)"),
            ],
        },
    ];
    blocks.extend(notices(facts));
    blocks
}

/// Blocks of the separator sheet before an enclosed document.
fn separator(facts: &FormFacts, number: usize, evidence: Evidence) -> Vec<PrintedBlock> {
    let paper = match evidence {
        Evidence::Licence => words(
            "营业执照（或组织机构代码证）复印件",
            "the copy of the business licence (or organization code certificate)",
        ),
        Evidence::IdentityCard => words("身份证复印件", "the copy of the identity card"),
        Evidence::DomainCertificate => words("域名注册证书", "the domain registration certificate"),
        Evidence::Form => words("申请书", "the form"),
    };
    let behind = enclosure(evidence, facts.form.kind, facts.form.applicant);
    vec![
        PrintedBlock::Separator {
            page: number,
            words: words(
                format!("请把这一页放在{}前面", paper.zh),
                format!("Lay this sheet before {}", paper.en),
            ),
        },
        PrintedBlock::Notice {
            words: words(
                "这一页不用填写。收到以后，右上角的二维码让下一份材料自动归到您的申请。请不要折到或遮住它。",
                "Nothing is to be written here. The code at the top right files the paper behind it with your application. Please do not fold or cover it.",
            ),
        },
        PrintedBlock::Facts {
            rows: vec![
                fact("后面放", "Behind it", format!("{}。{}", behind.zh, behind.en)),
                fact("受理号", "Reference", facts.reference.to_string()),
                fact("申请人", "From", &facts.signer.name),
            ],
        },
    ]
}

/// Blocks of the cover slip for the envelope. A missing address leaves space for a pen.
fn cover(facts: &FormFacts) -> Vec<PrintedBlock> {
    vec![
        PrintedBlock::Paragraph {
            words: words(
                "沿边框剪下，贴在信封正面。不要放进信封。",
                "Cut out along the frame and glue it on the front of the envelope. Do not put it inside.",
            ),
        },
        PrintedBlock::Cover {
            heavy: heavy(facts.form.kind),
            to: bureau(facts),
            place: facts.postal_address.clone(),
            from: facts.signer.name.clone(),
            reference: facts.reference,
        },
    ]
}
