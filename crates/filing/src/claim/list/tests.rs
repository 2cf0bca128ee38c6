//! Tests of the lists of other provinces.

use super::*;
use crate::identifier::{OrganizerNumber, credit_code, resident_id};
use proptest::prelude::*;

const HEADER: &[u8] = b"subject,certificate_kind,value,province,number,change";

fn read(line: &str) -> Result<ListedClaim, Vec<SkipReason>> {
    ListParser::begin(HEADER, "36").unwrap().row(line.as_bytes())
}

#[test]
fn a_row_says_what_is_claimed_and_by_whom() {
    let listed = read("domain,,Shili-Wai.CN,44,粤ICP备2026000123号-1,").unwrap();
    assert_eq!(listed.claim, Claim::Domain("shili-wai.cn".to_owned()));
    assert_eq!(listed.change, ListChange::Add);
    let holder = Holder::Province { code: "44".to_owned(), number: "粤ICP备2026000123号-1".to_owned() };
    assert_eq!(listed.holder(), holder);
    let code = credit_code::demo("91", "MA000000");
    let listed = read(&format!("certificate,1,{code},33,浙ICP备2026000123号,remove")).unwrap();
    assert_eq!(listed.claim, Claim::certificate("13", &code).unwrap(), "whatever paper shows the code");
    assert_eq!((listed.province, listed.change), ("33", ListChange::Remove));
}

#[test]
fn a_row_is_read_as_people_write_it() {
    let listed = read("\"domain\",\"\" , 例子网.中国 ,51, 川 icp 备2026000123号－1 ,add\r").unwrap();
    let Claim::Domain(domain) = listed.claim else { panic!("{listed:?}") };
    assert!(domain.starts_with("xn--") && domain.ends_with(".xn--fiqs8s"), "{domain}");
    assert_eq!(listed.number.to_string(), "蜀ICP备2026000123号-1");
    let usual = read("domain,,shili-wai.cn,44,粤ICP备2026000123号-1,add").unwrap();
    for line in [
        "Domain,,http://shili-wai.cn/,４４,粤ICP備2026000123號-1,ADD",
        "DOMAIN,,shili-wai.cn.,44,粵ICP备2026000123号-1, Add",
    ] {
        assert_eq!(read(line), Ok(usual.clone()), "{line}");
    }
    let listed = read("domain,,变体.网絡,１１,京icp證030173號,").unwrap();
    assert_eq!(listed.claim, Claim::domain(&Domain::parse("变体.网络").unwrap()));
    assert_eq!(listed.number.to_string(), "京ICP证030173号");
}

#[test]
fn licences_and_old_identity_numbers_are_taken_over() {
    for (province, number, kept) in [
        ("11", "京ICP证030173号-1", "京ICP证030173号-1"),
        ("44", "粤B2-20090059-5", "粤B2-20090059-5"),
        ("33", "浙b2－20080224", "浙B2-20080224"),
        ("11", "A2.B1.B2-20090001-3", "A2.B1.B2-20090001-3"),
        ("44", "粤B1、B2-20090059", "粤B1.B2-20090059"),
        ("44", "粤B2 20090059", "粤B2-20090059"),
        ("11", "京ICP証030173号", "京ICP证030173号"),
    ] {
        let listed = read(&format!("domain,,shili-wai.cn,{province},{number},add")).unwrap();
        assert_eq!(listed.holder(), Holder::Province { code: province.into(), number: kept.into() });
    }
    let wrong = read("domain,,shili-wai.cn,44,浙B2-20080224-1,");
    assert_eq!(wrong, Err(vec![SkipReason::NumberOfOtherProvince]));
    let old = read("certificate,2,110105491231002,11,京ICP备05001234号,").unwrap();
    assert_eq!(old.claim, Claim::certificate("2", "11010519491231002X").unwrap());
}

#[test]
fn every_reason_of_a_row_is_told_at_once() {
    use SkipReason::*;
    let mut code = credit_code::demo("91", "MA000000");
    let wrong = if code.ends_with('0') { '1' } else { '0' };
    code.replace_range(17.., wrong.encode_utf8(&mut [0]));
    for (line, reasons) in [
        ("domain,,,44,粤ICP备2026000123号,", vec![ValueMissing]),
        ("domain,,-,44,粤ICP备2026000123号,", vec![DomainForm]),
        ("domain,,10.0.0.1,44,粤ICP备2026000123号,", vec![DomainIsIpAddress]),
        ("domain,,cn,44,粤ICP备2026000123号,", vec![DomainSingleLabel]),
        ("domain,,com.cn,44,粤ICP备2026000123号,", vec![DomainPublicSuffix]),
        ("domain,,shili.nowhere,44,粤ICP备2026000123号,", vec![DomainUnknownSuffix]),
        ("domain,,www.shili.cn,44,粤ICP备2026000123号,", vec![DomainNotRegistrablePart]),
        ("domain,1,shili.cn,44,粤ICP备2026000123号,", vec![KindOfDomain]),
        ("certificate,1,,44,粤ICP备2026000123号,", vec![ValueMissing]),
        ("certificate,99,x,44,粤ICP备2026000123号,", vec![UnknownCertificateKind]),
        (&format!("certificate,1,{code},44,粤ICP备2026000123号,"), vec![CertificateNumber]),
        ("site,,shili.cn,44,粤ICP备2026000123号,", vec![UnknownSubject]),
        ("domain,,shili.cn,99,粤ICP备2026000123号,", vec![UnknownProvince]),
        ("domain,,shili.cn,36,赣ICP备2026000123号,", vec![OwnProvince]),
        ("domain,,shili.cn,44,赣ICP备2026000123号,", vec![NumberOfOtherProvince]),
        ("domain,,shili.cn,44,粤2026000123,", vec![FilingNumber]),
        ("domain,,shili.cn,44,粤ICP备2026000123号,gone", vec![UnknownChange]),
        ("domain,,shili.cn,44,粤ICP备2026000123号", vec![ColumnCount]),
        ("domain,,shili.cn,44,粤ICP备2026000123号,,,,,,,,,,,,,,,,", vec![ColumnCount]),
        ("domain,,\"shili.cn,44,粤ICP备2026000123号,", vec![QuoteNotClosed]),
        (&format!("domain,,{},44,粤ICP备2026000123号,", "x".repeat(LONGEST_LINE)), vec![LineTooLong]),
        (
            "domain,1,10.0.0.1,0,x,y",
            vec![KindOfDomain, DomainIsIpAddress, UnknownProvince, FilingNumber, UnknownChange],
        ),
    ] {
        assert_eq!(read(line), Err(reasons), "{line}");
    }
    let mut list = ListParser::begin(HEADER, "36").unwrap();
    assert_eq!(list.row(b"domain,,shili.cn,44,\xd4\xc1ICP,"), Err(vec![NotUtf8]));
    assert!(
        list.row("domain,,shili.cn,44,粤ICP备2026000123号,".as_bytes()).is_ok(),
        "a bad line spoils no other"
    );
}

#[test]
fn columns_come_in_any_order_and_the_change_may_be_left_out() {
    let header = "\u{feff}Number,value,province, subject ,certificate_kind\r";
    let mut list = ListParser::begin(header.as_bytes(), "36").unwrap();
    let listed = list.row("粤ICP备2026000123号,shili.cn,44,domain,".as_bytes()).unwrap();
    assert_eq!((listed.province, listed.change), ("44", ListChange::Add));
}

#[test]
fn a_file_that_is_no_list_says_why() {
    use HeaderProblem::*;
    let begin = |first: &[u8]| ListParser::begin(first, "36").unwrap_err();
    assert_eq!(begin(b""), Empty);
    assert_eq!(begin(b" , "), Empty);
    assert_eq!(begin(b"subject\xff\xfe"), NotUtf8);
    assert_eq!(begin(b"\"subject,value"), NotText);
    assert_eq!(begin(b"subject;value"), Unknown("subject;value".to_owned()));
    assert_eq!(begin(b"subject,value,certificate_kind,province"), Missing("number"));
    assert_eq!(begin(b"subject,value,subject"), Twice("subject"));
    assert!(begin(b"subject,value,name").to_string().contains("subject,certificate_kind,value"));
}

#[test]
fn reasons_are_told_by_codes_that_are_all_different() {
    let codes: std::collections::BTreeSet<&str> =
        SkipReason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(codes.len(), SkipReason::ALL.len());
    for reason in SkipReason::ALL {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
    }
}

#[test]
fn lines_are_cut_where_they_end() {
    assert_eq!(next_line(b"a\nb", false), Some((&b"a"[..], 2)));
    assert_eq!(next_line(b"b", false), None);
    assert_eq!(next_line(b"b", true), Some((&b"b"[..], 1)));
    assert_eq!(next_line(b"", true), None);
    assert!(is_blank(b" \r") && !is_blank(b"x"));
}

fn any_told() -> impl Strategy<Value = ListedClaim> {
    let subject = prop_oneof![
        // Some short labels give public suffixes, such as `ah.cn` and `com.cn`, which nobody can file.
        "[a-z][a-z0-9]{0,20}".prop_filter_map("no domain", |label| {
            let domain = Domain::parse(&format!("{label}.cn")).ok()?;
            Some(Claim::Domain(domain.ascii().to_owned()))
        }),
        "[0-9A-Z]{8}".prop_filter_map("no organization", |organization| {
            let organization = organization.replace(['I', 'O', 'S', 'V', 'Z'], "A");
            Claim::certificate("1", &credit_code::demo("91", &organization))
        }),
        (1950i16..2005, 1i8..13, 1i8..28).prop_filter_map("no date", |(year, month, day)| {
            Claim::certificate("2", &resident_id::demo("36", &format!("{year}{month:02}{day:02}")))
        }),
    ];
    let provinces =
        codes::provinces().entries.iter().filter(|province| province.code != "36").collect::<Vec<_>>();
    let remove = any::<bool>();
    (subject, proptest::sample::select(provinces), 1u32..=999_999, remove).prop_map(
        |(claim, province, n, remove)| ListedClaim {
            claim,
            province: province.code,
            number: FilingOrLicenceNumber::Filing(
                OrganizerNumber::issue(province.abbreviation, 2026, n).site(1),
            ),
            change: if remove { ListChange::Remove } else { ListChange::Add },
        },
    )
}

fn written(listed: &ListedClaim, quoted: bool) -> String {
    let (subject, kind, value) = match &listed.claim {
        Claim::Domain(domain) => ("domain", "", domain),
        Claim::Certificate { system, number } => {
            ("certificate", if system == "resident-id" { "2" } else { "1" }, number)
        }
        Claim::FilingUnderWay(_) => unreachable!("no row claims one"),
    };
    let change = if listed.change == ListChange::Remove { "remove" } else { "add" };
    let number = listed.number.to_string();
    let fields = [subject, kind, value, listed.province, &number, change];
    if quoted { format!("\"{}\"", fields.join("\",\"")) } else { fields.join(",") }
}

proptest! {
    #[test]
    fn a_written_value_is_read_again(listed in any_told(), quoted: bool) {
        prop_assert_eq!(read(&written(&listed, quoted)), Ok(listed));
    }

    #[test]
    fn a_line_of_whatever_is_told_as_bad_or_read_and_spoils_no_other(
        line in proptest::collection::vec(any::<u8>(), 0..200), listed in any_told(),
    ) {
        let mut list = ListParser::begin(HEADER, "36").unwrap();
        if let Err(reasons) = list.row(&line) {
            prop_assert!(!reasons.is_empty());
        }
        prop_assert_eq!(list.row(written(&listed, false).as_bytes()), Ok(listed));
    }

    #[test]
    fn however_a_list_is_cut_into_blocks_its_lines_are_the_same(text in "[a\r\n\"]{0,60}", size in 1usize..20) {
        let whole: Vec<Vec<u8>> = text.as_bytes().split_inclusive(|byte| *byte == b'\n')
            .map(|line| line.strip_suffix(b"\n").unwrap_or(line).to_vec()).collect();
        let (mut found, mut block, mut rest) = (Vec::new(), Vec::new(), text.as_bytes());
        loop {
            let (more, left) = rest.split_at(size.min(rest.len()));
            block.extend_from_slice(more);
            rest = left;
            while let Some((line, taken)) = next_line(&block, rest.is_empty()) {
                found.push(line.to_vec());
                block.drain(..taken);
            }
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(found, whole);
    }
}
