//! Masking 脱敏: the form as staff see it before they state a reason to see all of it.
//!
//! Owners see their own forms unmasked. Staff see only the ends of a person's name, certificate number, telephone numbers and addresses.
//! A masked value that staff send back is restored, so staff can correct the name of a site without seeing a certificate number.

use crate::{
    finding::Finding,
    form::{Form, Person},
    private::{mask_address, mask_certificate, mask_email, mask_name, mask_name_of_person, mask_phone},
};

/// A private field: its accessor and its mask.
type Field<T> = (fn(&mut T) -> &mut String, fn(&str) -> String);

const PERSON: [Field<Person>; 6] = [
    (|person| &mut person.name, mask_name),
    (|person| &mut person.certificate_number, mask_certificate),
    (|person| &mut person.mobile, mask_phone),
    (|person| &mut person.landline, mask_phone),
    (|person| &mut person.emergency_phone, mask_phone),
    (|person| &mut person.email, mask_email),
];

/// The operation on a private field. Its arguments are the field, the known value of the same field and the mask.
type Act<'a> = dyn FnMut(&mut String, &str, fn(&str) -> String) + 'a;

/// The private fields of the organizer, if it is an individual.
const INDIVIDUAL: [Field<Form>; 4] = [
    (|form| &mut form.organizer.name, mask_name),
    (|form| &mut form.organizer.certificate_number, mask_certificate),
    (|form| &mut form.organizer.certificate_address, mask_address),
    (|form| &mut form.organizer.mailing_address, mask_address),
];

/// The names of people in the organizer's fields. An investor may be a unit, and its name stays visible.
const NAMED: [Field<Form>; 2] = [
    (|form| &mut form.organizer.legal_representative, mask_name),
    (|form| &mut form.organizer.investor, mask_name_of_person),
];

/// The names of all private fields. The JSON pointer of a private field ends with its name.
const NAMES: [&str; 10] = [
    "name",
    "legal_representative",
    "investor",
    "certificate_number",
    "certificate_address",
    "mailing_address",
    "mobile",
    "landline",
    "emergency_phone",
    "email",
];

/// Returns the form as staff see it.
pub fn masked(form: &Form) -> Form {
    let mut shown = form.clone();
    each(&mut shown, form, &mut |field, _, mask| *field = mask(field));
    shown
}

/// Returns the form that a member of staff intended. `sent` is the masked form of `current` with the edits of that member; a field that
/// still equals its mask gets its value from `current`.
pub fn restored(sent: Form, current: &Form) -> Form {
    let mut meant = sent;
    each(&mut meant, current, &mut |field, known, mask| {
        if !known.is_empty() && *field == mask(known) {
            known.clone_into(field);
        }
    });
    meant
}

/// Removes the suggestions for masked fields from the findings.
pub fn without_private(findings: Vec<Finding>) -> Vec<Finding> {
    let hides = |finding: &Finding| {
        finding.pointer.rsplit('/').next().is_some_and(|last| NAMES.contains(&last))
            && !finding.pointer.ends_with("/site/name")
    };
    findings
        .into_iter()
        .map(|finding| {
            let suggestion = finding.suggestion.clone().filter(|_| !hides(&finding));
            Finding { suggestion, ..finding }
        })
        .collect()
}

/// Applies `act` to each private field of `form`, with the value of the same field in `current` and its mask.
fn each(form: &mut Form, current: &Form, act: &mut Act<'_>) {
    let mut known = current.clone();
    // The known form decides: a correction that turns an individual into a unit must not reveal the number.
    if current.organizer.is_individual() {
        for (at, mask) in INDIVIDUAL {
            act(at(form), at(&mut known), mask);
        }
    }
    for (at, mask) in NAMED {
        act(at(form), at(&mut known), mask);
    }
    for (at, mask) in PERSON {
        act(at(&mut form.organizer.leader), at(&mut known.organizer.leader), mask);
        act(at(&mut form.site.leader), at(&mut known.site.leader), mask);
    }
    for (place, further) in form.further.iter_mut().enumerate() {
        // A removed site moves the sites after it, so the domain identifies a site first.
        let same = known.further.iter().position(|other| other.site.domain == further.site.domain);
        let Some(known) = known.further.get_mut(same.unwrap_or(place)) else { continue };
        for (at, mask) in PERSON {
            act(at(&mut further.site.leader), at(&mut known.site.leader), mask);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::check::demo;

    #[test]
    fn staff_see_the_ends_and_units_keep_their_names() {
        let form = demo::unit();
        let shown = masked(&form);
        assert_eq!(shown.organizer.name, form.organizer.name, "a unit is no person");
        assert_eq!(shown.organizer.certificate_number, form.organizer.certificate_number);
        for (whole, part) in [
            (&form.organizer.leader.name, &shown.organizer.leader.name),
            (&form.organizer.leader.mobile, &shown.organizer.leader.mobile),
            (&form.organizer.leader.certificate_number, &shown.organizer.leader.certificate_number),
        ] {
            assert!(part.contains("***") && whole != part, "{part}");
        }
    }

    #[test]
    fn an_individuals_own_name_and_number_are_masked() {
        let mut form = demo::unit();
        form.organizer.unit_kind = "5".into();
        form.organizer.name = "示例甲".into();
        let shown = masked(&form);
        assert_eq!(shown.organizer.name, "示***");
        assert_ne!(shown.organizer.certificate_number, form.organizer.certificate_number);
        assert!(shown.organizer.mailing_address.ends_with("***"), "{}", shown.organizer.mailing_address);
    }

    #[test]
    fn a_persons_name_is_masked_wherever_it_stands() {
        const NAME: &str = "王示例";
        let mut form = demo::unit();
        form.organizer.leader_is_legal_representative = false;
        form.site.same_leader = false;
        form.further = vec![crate::form::FurtherSite::default()];
        for name in [
            &mut form.organizer.legal_representative,
            &mut form.organizer.investor,
            &mut form.organizer.leader.name,
            &mut form.site.leader.name,
            &mut form.further[0].site.leader.name,
        ] {
            NAME.clone_into(name);
        }
        for individual in [false, true] {
            if individual {
                form.organizer.unit_kind = "5".into();
                form.organizer.name = NAME.into();
            }
            let shown = serde_json::to_string(&masked(&form)).unwrap();
            assert!(!shown.contains(NAME), "{shown}");
            assert_eq!(restored(masked(&form), &form), form);
        }
        form.organizer.investor = "江西省示例厅".into();
        assert_eq!(masked(&form).organizer.investor, "江西省示例厅", "a unit is no person");
        let offered = crate::form::check::check(
            &form,
            crate::policy::Rules::jiangxi(),
            jiff::civil::date(2026, 11, 23),
        );
        assert!(without_private(offered).iter().all(|finding| finding.suggestion.as_deref() != Some(NAME)));
    }

    #[test]
    fn a_masked_field_keeps_its_value_and_a_corrected_one_counts() {
        let form = demo::unit();
        let mut sent = masked(&form);
        sent.site.name = "改正后的名称".into();
        sent.organizer.leader.mobile = "13900000009".into();
        let meant = restored(sent, &form);
        assert_eq!(meant.organizer.leader.certificate_number, form.organizer.leader.certificate_number);
        assert_eq!(meant.organizer.leader.mobile, "13900000009");
        assert_eq!(restored(masked(&form), &form), form);
    }
}
