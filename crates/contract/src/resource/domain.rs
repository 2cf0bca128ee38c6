//! Domains in the spelling that people read.

use beian_filing::identifier::Domain;

/// Converts a domain from its A-label into Unicode. Returns any other text unchanged.
pub fn readable_domain(domain: &str) -> String {
    Domain::parse(domain).map_or_else(|_| domain.to_owned(), |domain| domain.unicode())
}
