//! Domains as people read them.

use beian_filing::identifier::Domain;

/// A domain as people read it, from its A-label.
pub fn readable_domain(domain: &str) -> String {
    Domain::parse(domain).map_or_else(|_| domain.to_owned(), |domain| domain.unicode())
}
