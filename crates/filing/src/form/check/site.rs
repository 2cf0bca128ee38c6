//! The check of the site 网站 and of its access 接入.

use crate::{
    finding::FindingCode,
    form::check::{Inspection, Presence, organizer::looks_like_domain},
};
use crate::{
    form::IpRange,
    identifier::{AddressRangeProblem, Domain, PublicIpRange, RangeEnd, domain, ip_range},
    policy::codes,
    text,
};

/// The fewest different characters in remarks with real content.
const DIFFERENT_CHARACTERS: usize = 8;

impl Inspection<'_> {
    pub(super) fn site(&mut self) {
        let site = &self.form.site;
        let limits = self.rules.limits;
        let domain = self.domain();
        if let Some(name) = self.plain_text("/site/name", &site.name, Presence::Required, limits.site_name) {
            self.site_name(&name, domain.as_ref());
        }
        let until = "/site/domain_valid_to";
        if let Some(to) = self.date(until, &site.domain_valid_to) {
            self.still_valid(until, to, FindingCode::DomainExpired, FindingCode::DomainExpiresSoon);
        }
        self.home_url(domain.as_ref());
        let kind = self.code("/site/service_kind", &site.service_kind, codes::service_kinds());
        if kind.is_some_and(|kind| kind.not_yet) {
            self.error("/site/service_kind", FindingCode::ServiceKindNotYet, None);
        }
        self.codes("/site/contents", &site.contents, codes::service_contents(), limits.contents);
        if self.form.organizer.is_individual() {
            for (place, code) in site.contents.iter().take(limits.contents).enumerate() {
                if codes::service_contents().get(code).is_some_and(|content| !content.individuals) {
                    let pointer = format!("/site/contents/{place}");
                    self.error(&pointer, FindingCode::ContentsNotForIndividuals, Some("other".to_owned()));
                }
            }
        }
        self.codes("/site/languages", &site.languages, codes::languages(), limits.languages);
        self.pre_approvals();
        if let Some(remarks) =
            self.text("/site/remarks", &site.remarks, Presence::Required, limits.remarks_max)
        {
            let mut different: Vec<char> = remarks.chars().filter(|c| c.is_alphanumeric()).collect();
            different.sort_unstable();
            different.dedup();
            if remarks.chars().count() < limits.remarks_min {
                self.error("/site/remarks", FindingCode::TooShort, None);
            } else if different.len() < DIFFERENT_CHARACTERS {
                self.error("/site/remarks", FindingCode::RemarksWithoutContent, None);
            }
        }
    }

    fn domain(&mut self) -> Option<Domain> {
        let pointer = "/site/domain";
        let organizer = &self.form.organizer;
        let text =
            self.text(pointer, &self.form.site.domain, Presence::Required, self.rules.limits.domain)?;
        let (code, meant) = match Domain::parse(text) {
            Ok(domain) => {
                if let Some(meant) = domain.latin_look_alike() {
                    self.warn(pointer, FindingCode::DomainLookAlike, meant.as_ref().map(Domain::unicode));
                } else if let Some(meant) = domain.without_label() {
                    self.warn(pointer, FindingCode::DomainNotRegistrablePart, Some(meant.unicode()));
                }
                let public = self.rules.public_body_kinds.contains(&organizer.unit_kind);
                if domain.is_government() && !public {
                    self.error(pointer, FindingCode::DomainForPublicBodies, None);
                } else if !codes::top_level_domains().entries.contains(&domain.top_level().as_str()) {
                    self.warn(pointer, FindingCode::DomainSuffixUnlisted, None);
                }
                return Some(domain);
            }
            Err(problem) => (FindingCode::from(&problem), Domain::suggest_correction(text)),
        };
        self.error(pointer, code, meant.as_ref().map(Domain::unicode));
        meant
    }

    fn site_name(&mut self, name: &str, domain: Option<&Domain>) {
        let pointer = "/site/name";
        let plain = text::half_width(name).to_lowercase();
        let is_domain = domain.is_some_and(|domain| {
            plain == domain.ascii()
                || plain == domain.unicode()
                || domain.ascii().split('.').next() == Some(&plain)
        });
        if is_domain || looks_like_domain(&plain) {
            self.error(pointer, FindingCode::SiteNameIsDomain, None);
        } else if text::count_han(name) == 0 {
            self.error(pointer, FindingCode::SiteNameOnlyLetters, None);
        } else if text::count_han(name) < self.rules.limits.site_name_han {
            self.error(pointer, FindingCode::SiteNameTooFewHan, None);
        }
        // Such words occur inside others, 大学 in 大学生活 and 中央 in 中央大街. A list cannot tell them apart, so a person decides.
        let starts =
            |text: &str, word: &str| text::compared_words(text).starts_with(&text::compared_words(word));
        if let Some(prefix) = self.rules.site_name_prefixes.iter().find(|word| starts(name, word)) {
            // A public body, or a unit with such a name of its own, may use the prefix.
            let own = starts(&self.form.organizer.name, prefix);
            let public = self.rules.public_body_kinds.contains(&self.form.organizer.unit_kind);
            if !own && !public {
                self.warn(pointer, FindingCode::SiteNamePrefix, None);
            }
        }
        if self.form.organizer.is_individual() {
            let has = |words: &[String]| text::has_word(name, words);
            if has(&self.rules.individual_unit_words) {
                self.warn(pointer, FindingCode::SiteNameUnitWords, None);
            } else if has(&self.rules.individual_trade_words) {
                self.warn(pointer, FindingCode::SiteNameTradeWords, None);
            }
        }
    }

    fn home_url(&mut self, domain: Option<&Domain>) {
        let pointer = "/site/home_url";
        let suggestion = domain.map(|domain| format!("www.{}", domain.ascii()));
        let written = &self.form.site.home_url;
        if written.trim().is_empty() {
            return self.error(pointer, FindingCode::Required, suggestion);
        }
        let Some(url) = self.text(pointer, written, Presence::Required, self.rules.limits.home_url) else {
            return;
        };
        let plain = text::half_width(url);
        // Only a scheme at the beginning counts: the rest of the URL may contain another address.
        let scheme = |text: &str| text.bytes().all(|b| b.is_ascii_alphabetic()) && !text.is_empty();
        let without_scheme = plain
            .split_once("://")
            .filter(|(before, _)| scheme(before))
            .map_or(plain.as_str(), |(_, rest)| rest);
        let host = without_scheme.split(['/', '?', '#']).next().unwrap_or_default();
        if without_scheme.len() < plain.len() {
            let rest = Some(without_scheme.to_owned()).filter(|_| host.contains('.'));
            return self.error(pointer, FindingCode::HomeUrlForm, rest.or(suggestion));
        }
        let odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"'\\@".contains(c);
        if plain.contains(odd) || !host.contains('.') || !domain::is_host(host) {
            return self.error(pointer, FindingCode::HomeUrlForm, suggestion);
        }
        if domain.is_some_and(|domain| !domain.covers(host)) {
            self.error(pointer, FindingCode::HomeUrlOtherDomain, suggestion);
        } else if crate::identifier::domain::begins_with_label(host) {
            self.warn(pointer, FindingCode::HomeUrlForm, suggestion);
        }
    }

    fn pre_approvals(&mut self) {
        let site = &self.form.site;
        let (at, none) = ("/site/pre_approvals", "/site/no_pre_approval");
        match (site.no_pre_approval, site.pre_approvals.is_empty()) {
            (false, true) => self.error(none, FindingCode::PreApprovalChoiceMissing, None),
            (true, false) => self.error(none, FindingCode::PreApprovalChoiceBoth, Some("false".to_owned())),
            _ => {}
        }
        if site.pre_approvals.len() > self.rules.limits.pre_approvals {
            return self.error(at, FindingCode::TooMany, None);
        }
        for (place, approval) in site.pre_approvals.iter().enumerate() {
            let kind_at = format!("{at}/{place}/kind");
            let class = self.code(&kind_at, &approval.kind, codes::pre_approvals());
            if site.pre_approvals.iter().take(place).any(|before| before.kind == approval.kind) {
                self.error(&kind_at, FindingCode::Duplicate, None);
            }
            if class.is_some_and(|class| class.abolished) {
                self.warn(&kind_at, FindingCode::PreApprovalAbolished, None);
            }
            let number_at = format!("{at}/{place}/document_number");
            let longest = self.rules.limits.document_number;
            if approval.document_number.trim().is_empty() {
                self.warn(&number_at, FindingCode::PreApprovalNumberMissing, None);
            } else {
                self.text(&number_at, &approval.document_number, Presence::Required, longest);
            }
            // The last day is unknown until the document exists.
            if !approval.document_number.trim().is_empty() || !approval.valid_to.trim().is_empty() {
                let until = format!("{at}/{place}/valid_to");
                if let Some(to) = self.date_or_long_term(&until, &approval.valid_to) {
                    let (expired, soon) =
                        (FindingCode::PreApprovalExpired, FindingCode::PreApprovalExpiresSoon);
                    self.still_valid(&until, to, expired, soon);
                }
            }
        }
        for class in codes::pre_approvals().entries {
            let chosen = site.pre_approvals.iter().any(|approval| approval.kind == class.code);
            // A unit's name tells the trade of the unit and not of the site. It counts for finance alone.
            let finance = class.code == "13";
            let written = [site.name.as_str(), site.remarks.as_str()];
            let suspected = class.keywords.iter().any(|word| {
                written.iter().any(|text| text.contains(word))
                    || (finance && self.form.organizer.name.contains(word))
            });
            if suspected && !chosen && !class.abolished {
                self.warn(at, FindingCode::PreApprovalSuspected, Some(class.code.to_owned()));
            }
        }
    }

    pub(super) fn access(&mut self) {
        let access = &self.form.access;
        let limits = self.rules.limits;
        self.text("/access/provider", &access.provider, Presence::Required, limits.certificate_number);
        self.code("/access/method", &access.method, codes::access_methods());
        self.code("/access/location", &access.location, codes::provinces());
        if access.ip_ranges.is_empty() {
            return self.error("/access/ip_ranges", FindingCode::Required, None);
        }
        if access.ip_ranges.len() > limits.ip_ranges {
            return self.error("/access/ip_ranges", FindingCode::TooMany, None);
        }
        let mut read: Vec<PublicIpRange> = Vec::new();
        for (place, range) in access.ip_ranges.iter().enumerate() {
            let at = format!("/access/ip_ranges/{place}");
            let Some(range) = self.ip_range(&at, range) else { continue };
            let from_at = format!("{at}/from");
            if read.contains(&range) {
                self.error(&from_at, FindingCode::Duplicate, None);
            } else if read.iter().any(|before| before.overlaps(&range)) {
                self.error(&from_at, FindingCode::IpRangesOverlap, None);
            }
            read.push(range);
        }
    }
    /// Checks an address range. The range itself is checked before its spelling, so that no suggestion contains ends that the next check
    /// refuses.
    fn ip_range(&mut self, at: &str, written: &IpRange) -> Option<PublicIpRange> {
        let (from_at, to_at) = (format!("{at}/from"), format!("{at}/to"));
        let (from, to) = (written.from.trim(), written.to.trim());
        if from.is_empty() {
            self.error(&from_at, FindingCode::Required, None);
            return None;
        }
        // The end that holds the whole range, if the user typed it into one field.
        let end_at = |end| if end == RangeEnd::From || to.is_empty() { &from_at } else { &to_at };
        let ends = ip_range::ends(from, to);
        let hidden = [from, to].map(text::has_hidden);
        let read = match (ends, hidden) {
            (_, [false, false]) => PublicIpRange::parse(from, to).map_err(|problem| (problem, ends)),
            (ends, _) => Err((AddressRangeProblem::Address(RangeEnd::From), ends)),
        };
        let too_wide = |range: &PublicIpRange| range.addresses() > u128::from(self.rules.limits.ip_addresses);
        let (problem, ends) = match read {
            Ok(range) => {
                if too_wide(&range) {
                    self.error(end_at(RangeEnd::To), FindingCode::IpRangeTooWide, None);
                }
                return Some(range);
            }
            Err(problem) => problem,
        };
        let meant = ends.map(|(first, last)| {
            (PublicIpRange::parse(&first.to_string(), &last.to_string()), (first, last))
        });
        let (problem, ends) = match meant {
            None => (problem, None),
            Some((Ok(range), _)) if too_wide(&range) => {
                self.error(end_at(RangeEnd::To), FindingCode::IpRangeTooWide, None);
                return None;
            }
            Some((Ok(_), ends)) => (problem, Some(ends)),
            Some((Err(AddressRangeProblem::Order), (last, first))) => {
                let swapped = PublicIpRange::parse(&first.to_string(), &last.to_string());
                let fits = swapped.is_ok_and(|range| !too_wide(&range));
                (AddressRangeProblem::Order, fits.then_some((first, last)))
            }
            Some((Err(problem), _)) => (problem, None),
        };
        let code = match problem {
            AddressRangeProblem::Address(_) => FindingCode::IpAddressForm,
            AddressRangeProblem::NotPublic(_) => FindingCode::IpAddressNotPublic,
            AddressRangeProblem::Families => FindingCode::IpRangeFamilies,
            AddressRangeProblem::Order => FindingCode::IpRangeOrder,
        };
        let of = |is_hidden, code| if is_hidden { FindingCode::BadCharacters } else { code };
        let Some((first, last)) = ends else {
            match problem {
                AddressRangeProblem::Address(_) if hidden != [false, false] => {
                    for (pointer, end, is_hidden) in [(&from_at, from, hidden[0]), (&to_at, to, hidden[1])] {
                        if is_hidden {
                            let seen = Some(text::on_one_line(end)).filter(|seen| !seen.is_empty());
                            self.error(pointer, FindingCode::BadCharacters, seen);
                        }
                    }
                }
                AddressRangeProblem::Address(end) | AddressRangeProblem::NotPublic(end) => {
                    self.error(end_at(end), code, None);
                }
                AddressRangeProblem::Families | AddressRangeProblem::Order => {
                    self.error(end_at(RangeEnd::To), code, None);
                }
            }
            return None;
        };
        let single = first == last;
        let (first, last) = (first.to_string(), last.to_string());
        if first != from {
            self.error(&from_at, of(hidden[0], code), Some(first));
        }
        // The end of a single address may stay empty.
        if last != to && !(to.is_empty() && single) {
            self.error(&to_at, of(hidden[1], code), Some(last));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        form::check::{check, demo},
        policy::Rules,
    };

    /// Returns `code suggestion` for each finding of a form without errors but with this domain and home page.
    fn said(domain: &str, home_url: &str) -> Vec<String> {
        let mut form = demo::unit();
        (form.site.domain, form.site.home_url) = (domain.to_owned(), home_url.to_owned());
        let findings = check(&form, Rules::jiangxi(), jiff::civil::date(2026, 11, 23));
        let said = |finding: &crate::finding::Finding| {
            format!("{} {}", finding.code.as_str(), finding.suggestion.as_deref().unwrap_or("-"))
        };
        findings.iter().map(said).collect()
    }

    #[test]
    fn a_domain_that_no_registry_gives_is_told_with_the_one_that_was_meant() {
        for (domain, home_url, expected) in [
            ("例子、.cn", "www.例子.cn", "domain-form 例子.cn"),
            ("★.cn", "www.example.cn", "domain-form -"),
            ("域名：example.cn", "www.example.cn", "domain-form example.cn"),
            ("\"example.cn\"", "www.example.cn", "domain-form example.cn"),
            ("example,cn", "www.example.cn", "domain-form example.cn"),
            ("example.cn、example.com", "www.example.cn", "domain-form -"),
            ("赣江示例.網络.cn", "www.赣江示例.网络.cn", "domain-unknown-suffix 赣江示例.网络.cn"),
            ("网址是example.cn", "www.网址是example.cn", "domain-not-registrable-part example.cn"),
            ("example.cn", "www.example.cn、m.example.cn", "home-url-form www.example.cn"),
            ("example.cn", "请看.example.cn", "home-url-form www.example.cn"),
        ] {
            assert_eq!(said(domain, home_url), [expected], "{domain} {home_url}");
        }
        assert!(said("赣江example.cn", "www.赣江example.cn").is_empty());
        assert!(said("例子.中國", "例子.中國").is_empty());
    }
}
