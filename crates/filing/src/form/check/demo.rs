//! Sample forms without errors, with invented data.

use crate::{
    form::{Access, Form, IpRange, Organizer, Person, Site},
    identifier::{credit_code, resident_id},
};

/// The form of a unit in Nanchang with its legal representative as leader.
pub(crate) fn unit() -> Form {
    Form {
        further: Vec::new(),
        organizer: Organizer {
            division: "360102".into(),
            unit_kind: "4".into(),
            certificate_kind: "1".into(),
            certificate_number: credit_code::demo("91", "MA000000"),
            name: "赣江示例有限公司".into(),
            certificate_address: "江西省南昌市东湖区示例路1号".into(),
            mailing_address: "江西省南昌市东湖区示例路1号2栋301室".into(),
            investor: "甲某某".into(),
            leader: leader(),
            leader_is_legal_representative: true,
            ..Organizer::default()
        },
        site: Site {
            name: "赣江示例官网".into(),
            domain: "example.cn".into(),
            domain_valid_to: "2035-12-31".into(),
            home_url: "www.example.cn".into(),
            service_kind: "1".into(),
            contents: vec!["unit-portal".into()],
            languages: vec!["zh-Hans".into()],
            no_pre_approval: true,
            same_leader: true,
            remarks: "介绍本单位的业务、产品和联系方式，供客户查询，不提供其他服务。".into(),
            ..Site::default()
        },
        access: Access {
            provider: "demo".into(),
            method: "virtual-hosting".into(),
            location: "36".into(),
            ip_ranges: vec![IpRange { from: "223.5.5.5".into(), to: String::new() }],
        },
    }
}

/// The form of an individual in Nanchang.
pub(crate) fn individual() -> Form {
    let mut form = unit();
    let organizer = &mut form.organizer;
    organizer.unit_kind = "5".into();
    organizer.certificate_kind = "2".into();
    organizer.certificate_number = organizer.leader.certificate_number.clone();
    organizer.name = organizer.leader.name.clone();
    organizer.investor = String::new();
    organizer.leader_is_legal_representative = false;
    form.site.name = "甲的读书笔记".into();
    form.site.contents = vec!["blog".into()];
    form.site.remarks = "记录个人读过的书和学习心得，不对外提供任何服务，也不收费。".into();
    form
}

/// A leader with complete contact data.
pub(crate) fn leader() -> Person {
    Person {
        name: "甲某某".into(),
        certificate_kind: "2".into(),
        certificate_number: resident_id::demo("36", "19900101"),
        valid_from: "2020-01-01".into(),
        valid_to: "long_term".into(),
        mobile: "13800000001".into(),
        landline: "0791-86000001".into(),
        emergency_phone: "13800000002".into(),
        email: "leader@example.com".into(),
    }
}

/// Another leader with complete contact data.
pub(crate) fn site_leader() -> Person {
    Person {
        name: "乙某某".into(),
        certificate_kind: "2".into(),
        certificate_number: resident_id::demo("36", "19910101"),
        valid_from: "2021-01-01".into(),
        valid_to: "2041-01-01".into(),
        mobile: "13800000003".into(),
        landline: "0791-86000003".into(),
        emergency_phone: "13800000004".into(),
        email: "site@example.com".into(),
    }
}
