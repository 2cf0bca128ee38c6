//! Address ranges 起始IP–终止IP: public addresses of one family, IPv4 or IPv6, in ascending order.

use crate::text;
use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};
use thiserror::Error;

/// A range of public addresses. The first and the last address belong to the range; they are equal in a range of one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicIpRange {
    first: IpAddr,
    last: IpAddr,
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeEnd {
    /// The first address.
    From,
    /// The last address.
    To,
}

/// The reason for which two texts are not a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AddressRangeProblem {
    /// One end is not an IP address.
    #[error("not an IP address")]
    Address(RangeEnd),
    /// One end is IPv4, the other IPv6.
    #[error("one end is IPv4, the other IPv6")]
    Families,
    /// The last address comes before the first.
    #[error("the last address comes before the first")]
    Order,
    /// The range contains an address that is not public: private, shared, local, reserved, multicast or documentation. The variant carries
    /// the first end if that address is not public, and otherwise the last end.
    #[error("not only public addresses")]
    NotPublic(RangeEnd),
}

/// The IPv4 blocks that no public site uses, as address and prefix length in bits (IANA special-purpose address registry).
const RESERVED_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// The IPv6 blocks that no public site uses: first those outside the global unicast space `2000::/3`, then the reserved ones inside it.
const RESERVED_V6: [(Ipv6Addr, u32); 7] = [
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0, 0, 0), 3),
    (Ipv6Addr::new(0x4000, 0, 0, 0, 0, 0, 0, 0), 2),
    (Ipv6Addr::new(0x8000, 0, 0, 0, 0, 0, 0, 0), 1),
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

impl PublicIpRange {
    /// Parses the two ends of a range. An empty `to` means a range of one address. Spaces are ignored; full-width characters and 。 are
    /// accepted.
    ///
    /// # Errors
    /// The error is the first problem: an end that is no IP address, ends of two families, a last address before the first, or an
    /// address that is not public.
    pub fn parse(from: &str, to: &str) -> Result<PublicIpRange, AddressRangeProblem> {
        let first = address(from).ok_or(AddressRangeProblem::Address(RangeEnd::From))?;
        let last = if to.trim().is_empty() {
            first
        } else {
            address(to).ok_or(AddressRangeProblem::Address(RangeEnd::To))?
        };
        if first.is_ipv4() != last.is_ipv4() {
            return Err(AddressRangeProblem::Families);
        }
        if first > last {
            return Err(AddressRangeProblem::Order);
        }
        let range = PublicIpRange { first, last };
        match range.reserved() {
            None => Ok(range),
            Some((low, high)) if low <= value(first) && value(first) <= high => {
                Err(AddressRangeProblem::NotPublic(RangeEnd::From))
            }
            Some(_) => Err(AddressRangeProblem::NotPublic(RangeEnd::To)),
        }
    }

    /// Suggests a range for two texts that [`PublicIpRange::parse`] refuses. The result is `None` if the texts hold no range of public
    /// addresses.
    pub fn suggest_correction(from: &str, to: &str) -> Option<PublicIpRange> {
        let (first, last) = ends(from, to)?;
        PublicIpRange::parse(&first.to_string(), &last.to_string()).ok()
    }

    /// The first address.
    pub fn first(&self) -> IpAddr {
        self.first
    }

    /// The last address.
    pub fn last(&self) -> IpAddr {
        self.last
    }

    /// The number of addresses in the range, both ends included.
    pub fn addresses(&self) -> u128 {
        (value(self.last) - value(self.first)).saturating_add(1)
    }

    /// Tells whether two ranges share an address.
    pub fn overlaps(&self, other: &PublicIpRange) -> bool {
        self.first.is_ipv4() == other.first.is_ipv4() && self.first <= other.last && other.first <= self.last
    }

    /// Returns the first and the last value of a block in the range that is not public.
    fn reserved(&self) -> Option<(u128, u128)> {
        let (first, last) = (value(self.first), value(self.last));
        let touches = |&(low, high): &(u128, u128)| first <= high && low <= last;
        match self.first {
            IpAddr::V4(_) => RESERVED_V4
                .iter()
                .map(|(block, length)| {
                    let low = u128::from(block.to_bits());
                    (low, low + (1 << (32 - length)) - 1)
                })
                .find(touches),
            IpAddr::V6(_) => RESERVED_V6
                .iter()
                .map(|(block, length)| (block.to_bits(), block.to_bits() + ((1 << (128 - length)) - 1)))
                .find(touches),
        }
    }
}

fn value(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

/// Finds the two ends of a range in two texts, in either order and of any address space. Each text may hold a prefix length
/// `223.5.5.0/24`, a mask, both ends, an address in brackets, an address with a port, and words around them.
pub(crate) fn ends(from: &str, to: &str) -> Option<(IpAddr, IpAddr)> {
    let plain = |text: &str| text::half_width(&text::on_one_line(text)).replace(['。', '｡'], ".");
    let mut both = [plain(from).trim(), plain(to).trim()].join(" ").to_lowercase();
    for scheme in ["https://", "http://"] {
        both = both.replace(scheme, " ");
    }
    while both.contains(" /") || both.contains("/ ") {
        both = both.replace(" /", "/").replace("/ ", "/");
    }
    let aside = |c: char| {
        c.is_whitespace()
            || "-—–―~～至到从自起始终止结束地址网段范围是为,，、;；→➔➜⇒=>‹›<\"'“”‘’`()【】《》「」"
                .contains(c)
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in both.split(aside) {
        let named = ["ipv4:", "ipv6:", "ip:"].iter().find_map(|name| part.strip_prefix(name));
        let part = named.unwrap_or(part).trim_end_matches(['.', '/']);
        // Two colons may begin or end an IPv6 address. A single colon is punctuation.
        let part = part.strip_suffix(':').filter(|rest| !rest.ends_with(':')).unwrap_or(part);
        let part = part.strip_prefix(':').filter(|rest| !rest.starts_with(':')).unwrap_or(part);
        if !["", "ip", "ipv4", "ipv6", "from", "to", "address", "range"].contains(&part) {
            parts.push(part);
        }
    }
    match parts.as_slice() {
        [one] => match one.split_once('/') {
            Some((first, last)) if last.contains(':') || last.matches('.').count() == 3 => match mask(last) {
                Some(length) if !first.contains(':') => block(first, length),
                _ => Some((address(bare(first))?, address(bare(last))?)),
            },
            Some((first, length)) => block(first, length.parse().ok()?),
            None => address(bare(one)).map(|address| (address, address)),
        },
        [first, last] => {
            if let Some((address, length)) = first.split_once('/') {
                // The second text may repeat the last address of the block.
                let block = block(address, mask(length).or_else(|| length.parse().ok())?)?;
                return Some(block).filter(|(_, end)| self::address(bare(last)) == Some(*end));
            }
            let first = address(bare(first))?;
            // The second text may be the last octet alone: 223.5.5.5-9.
            let last = match (first, last.parse::<u8>()) {
                (IpAddr::V4(first), Ok(number)) => {
                    let [one, two, three, _] = first.octets();
                    IpAddr::V4(Ipv4Addr::new(one, two, three, number))
                }
                _ => address(bare(last))?,
            };
            Some((first, last))
        }
        _ => None,
    }
}

/// Returns the prefix length, in bits, of a mask such as 255.255.255.0.
fn mask(text: &str) -> Option<u32> {
    let bits = text.parse::<Ipv4Addr>().ok()?.to_bits();
    (bits.leading_ones() + bits.trailing_zeros() == 32 && bits != 0).then_some(bits.leading_ones())
}

/// Returns the address without the brackets or the port around it.
fn bare(text: &str) -> &str {
    let text = text.trim_end_matches('/');
    if let Some((inside, _)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return inside;
    }
    match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') && port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => text,
    }
}

/// Returns the first and the last address of a block. `length` is the prefix length in bits.
fn block(text: &str, length: u32) -> Option<(IpAddr, IpAddr)> {
    let address = address(bare(text))?;
    let bits: u32 = if address.is_ipv4() { 32 } else { 128 };
    let of = |value: u128| match address {
        IpAddr::V4(_) => u32::try_from(value).ok().map(|value| IpAddr::V4(Ipv4Addr::from_bits(value))),
        IpAddr::V6(_) => Some(IpAddr::V6(Ipv6Addr::from_bits(value))),
    };
    // The number of addresses in the block, minus one.
    let rest = match bits.checked_sub(length)? {
        128 => u128::MAX,
        free => (1u128 << free) - 1,
    };
    Some((of(value(address) & !rest)?, of(value(address) | rest)?))
}

fn address(text: &str) -> Option<IpAddr> {
    let text: String =
        text::half_width(text).replace('。', ".").chars().filter(|c| !c.is_whitespace()).collect();
    text.parse().ok()
}

impl fmt::Display for PublicIpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_address_is_a_range() {
        let range = PublicIpRange::parse(" 223.5.5.5 ", "").unwrap();
        assert_eq!((range.first(), range.addresses()), (range.last(), 1));
        assert_eq!(PublicIpRange::parse("２２３。５。５。５", "223.5.5.5"), Ok(range));
    }

    #[test]
    fn both_families_are_read() {
        assert_eq!(PublicIpRange::parse("223.5.5.0", "223.5.5.255").unwrap().addresses(), 256);
        assert_eq!(PublicIpRange::parse("2400:3200::", "2400:3200::ff").unwrap().addresses(), 256);
    }

    #[test]
    fn mistakes_are_told_apart() {
        use AddressRangeProblem::*;
        for (from, to, problem) in [
            ("", "", Address(RangeEnd::From)),
            ("223.5.5.256", "", Address(RangeEnd::From)),
            ("223.5.5.5", "x", Address(RangeEnd::To)),
            ("223.5.5.5", "2400:3200::1", Families),
            ("223.5.5.5", "223.5.5.4", Order),
        ] {
            assert_eq!(PublicIpRange::parse(from, to), Err(problem), "{from} {to}");
        }
    }

    #[test]
    fn ranges_that_are_written_otherwise_are_seen_through() {
        for (from, to, first, last) in [
            ("223.5.5.0/24", "", "223.5.5.0", "223.5.5.255"),
            ("223.5.5.77/30", "", "223.5.5.76", "223.5.5.79"),
            ("223.5.5.5/32", "", "223.5.5.5", "223.5.5.5"),
            ("2400:3200::/120", "", "2400:3200::", "2400:3200::ff"),
            ("223.5.5.5-223.5.5.9", "", "223.5.5.5", "223.5.5.9"),
            ("223.5.5.5 — 223.5.5.9", "", "223.5.5.5", "223.5.5.9"),
            ("223.5.5.5至223.5.5.9", "", "223.5.5.5", "223.5.5.9"),
            ("223.5.5.5~223.5.5.9", "", "223.5.5.5", "223.5.5.9"),
            ("[2400:3200::1]", "", "2400:3200::1", "2400:3200::1"),
            ("[2400:3200::1]:443", "", "2400:3200::1", "2400:3200::1"),
            ("223.5.5.5:8080", "", "223.5.5.5", "223.5.5.5"),
            ("http://223.5.5.5/", "", "223.5.5.5", "223.5.5.5"),
            ("223.5.5.5", "[223.5.5.9]", "223.5.5.5", "223.5.5.9"),
            ("223.5.5.0/24", "223.5.5.255", "223.5.5.0", "223.5.5.255"),
            ("223.5.5.0 / 24", "", "223.5.5.0", "223.5.5.255"),
            ("223.5.5.0/255.255.255.0", "", "223.5.5.0", "223.5.5.255"),
            ("223.5.5.5-9", "", "223.5.5.5", "223.5.5.9"),
            ("223.5.5.5 to 223.5.5.9", "", "223.5.5.5", "223.5.5.9"),
            ("223.5.5.5→223.5.5.9", "", "223.5.5.5", "223.5.5.9"),
            ("223.5.5.5/223.5.5.9", "", "223.5.5.5", "223.5.5.9"),
            ("从223.5.5.5至223.5.5.9", "", "223.5.5.5", "223.5.5.9"),
            ("223.5.5.5\n223.5.5.9", "", "223.5.5.5", "223.5.5.9"),
            ("IP：223.5.5.5", "", "223.5.5.5", "223.5.5.5"),
            ("IP地址：223.5.5.5", "", "223.5.5.5", "223.5.5.5"),
            ("\"223.5.5.5\"", "", "223.5.5.5", "223.5.5.5"),
            ("“223.5.5.5”", "", "223.5.5.5", "223.5.5.5"),
            ("223.5.5.5.", "", "223.5.5.5", "223.5.5.5"),
            ("ipv6: 2400:3200::1", "", "2400:3200::1", "2400:3200::1"),
        ] {
            assert!(PublicIpRange::parse(from, to).is_err(), "{from}");
            let meant = PublicIpRange::suggest_correction(from, to).unwrap_or_else(|| panic!("{from}"));
            assert_eq!(
                (meant.first().to_string().as_str(), meant.last().to_string().as_str()),
                (first, last)
            );
        }
        for (from, to) in [
            ("223.5.5.0/33", ""),
            ("223.5.5.9-223.5.5.5", ""),
            ("10.0.0.0/8", ""),
            ("a/b", ""),
            ("223.5.5.0/24", "223.5.5.9"),
            ("223.5.5.0/255.0.255.0", ""),
            ("223.5.5.5 or 223.5.5.9", ""),
            ("223.5.5.5-300", ""),
            ("1-2-3", ""),
            ("", ""),
        ] {
            assert_eq!(PublicIpRange::suggest_correction(from, to), None, "{from}");
        }
    }

    #[test]
    fn addresses_that_are_not_public_are_refused() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.1.1",
            "172.31.255.255",
            "192.0.2.1",
            "192.168.1.1",
            "198.19.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:223.5.5.5",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2002::1",
            "3fff::1",
            "64:ff9b::1",
        ] {
            assert_eq!(
                PublicIpRange::parse(text, ""),
                Err(AddressRangeProblem::NotPublic(RangeEnd::From)),
                "{text}"
            );
        }
        for text in
            ["1.2.4.8", "100.128.0.1", "172.32.0.1", "223.255.255.255", "240e::1", "2408::1", "2001:4860::1"]
        {
            assert!(PublicIpRange::parse(text, "").is_ok(), "{text}");
        }
    }

    #[test]
    fn a_private_block_in_the_middle_is_found() {
        assert_eq!(
            PublicIpRange::parse("9.255.255.0", "11.0.0.1"),
            Err(AddressRangeProblem::NotPublic(RangeEnd::To))
        );
    }

    #[test]
    fn ranges_overlap_when_they_share_an_address() {
        let range = |from: &str, to: &str| PublicIpRange::parse(from, to).unwrap();
        let one = range("223.5.5.0", "223.5.5.10");
        assert!(one.overlaps(&range("223.5.5.10", "223.5.5.20")) && one.overlaps(&one));
        assert!(!one.overlaps(&range("223.5.5.11", "")));
        assert!(!one.overlaps(&range("2400:3200::1", "")));
    }

    proptest! {
        #[test]
        fn an_accepted_range_is_ordered_and_of_one_family(from in any::<[u8; 4]>(), to in any::<[u8; 4]>()) {
            let (from, to) = (Ipv4Addr::from(from), Ipv4Addr::from(to));
            if let Ok(range) = PublicIpRange::parse(&from.to_string(), &to.to_string()) {
                prop_assert!(range.first() <= range.last() && range.addresses() >= 1);
                prop_assert!(!from.is_private() && !to.is_private() && !from.is_loopback() && !to.is_multicast());
            }
        }

        #[test]
        fn overlap_has_no_order(a in 1u8..200, b in 0u8..20, c in 1u8..200, d in 0u8..20) {
            let range = |start: u8, more: u8| PublicIpRange::parse(&format!("223.5.5.{start}"), &format!("223.5.5.{}", start + more)).unwrap();
            prop_assert_eq!(range(a, b).overlaps(&range(c, d)), range(c, d).overlaps(&range(a, b)));
        }

        #[test]
        fn reading_never_panics(from in "[0-9a-f:.。]{0,40}", to in "\\PC{0,20}") {
            let _ = (PublicIpRange::parse(&from, &to), PublicIpRange::suggest_correction(&from, &to), PublicIpRange::suggest_correction(&to, &from));
        }
    }
}
