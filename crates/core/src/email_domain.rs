//! The domains of e-mail addresses.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::text::is_hidden;
use crate::{Address, MaskedAddress, domain, limits, unicode};

/// A canonical e-mail domain, in the form that [`Address::domain`] has: ASCII by UTS #46, in lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Domain(String);

/// Why a text is not a domain that Hallpass accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DomainError {
    /// Longer than 253 bytes.
    TooLong,
    /// It has a character that is invisible, or changes the direction of the text around it.
    Hidden(char),
    /// It has a character that a compatibility mapping would change, and that can be confused with another.
    Confusable,
    /// It is not the domain of an address.
    Invalid,
}

impl fmt::Display for DomainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "a domain is too long",
            Self::Hidden(c) => {
                let code = u32::from(*c);
                return write!(f, "U+{code:04X} cannot be seen in a domain");
            }
            Self::Confusable => "a character has a plainer form, such as a full-width letter",
            Self::Invalid => "a domain is written without the `@`, such as `example.com`",
        })
    }
}

impl Domain {
    /// Reads a domain that a person typed, as [`Address::parse`] reads what follows the `@`.
    ///
    /// # Errors
    /// [`DomainError`] when no address that Hallpass accepts could have this domain.
    pub fn parse(written: &str) -> Result<Self, DomainError> {
        let written = written.trim_matches(' ');
        if written.len() > limits::DOMAIN_BYTES.saturating_mul(2) {
            return Err(DomainError::TooLong);
        }
        if let Some(hidden) = written.chars().find(|&c| is_hidden(c)) {
            return Err(DomainError::Hidden(hidden));
        }
        if !(written.is_ascii() || unicode::is_nfkc(written)) {
            return Err(DomainError::Confusable);
        }
        domain::canonical(written)
            .map(Self)
            .ok_or(DomainError::Invalid)
    }

    /// Reads a domain that was stored in its canonical form. For input use [`Domain::parse`].
    #[must_use]
    pub fn from_canonical(text: String) -> Option<Self> {
        domain::is_host(&text).then_some(Self(text))
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an address has this domain. Subdomains are other domains.
    #[must_use]
    pub fn contains(&self, address: &Address) -> bool {
        address.domain() == self.0
    }

    /// The domain as a hint at the addresses that it contains, such as `@example.com`.
    #[must_use]
    pub fn hint(&self) -> MaskedAddress {
        MaskedAddress::at(&self.0)
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Domain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Domain {
    /// Reads the canonical form, see [`Domain::from_canonical`].
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_canonical(text).ok_or_else(|| de::Error::custom("not a domain"))
    }
}

#[cfg(all(test, feature = "unicode"))]
mod tests {
    use super::*;

    #[test]
    fn a_domain_has_the_form_of_an_addresss_domain() {
        for (written, canonical) in [
            ("example.com", "example.com"),
            (" Example.COM ", "example.com"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ] {
            let domain = Domain::parse(written).unwrap();
            assert_eq!(domain.as_str(), canonical);
            let address = Address::parse(&alloc::format!("kim@{}", written.trim())).unwrap();
            assert!(domain.contains(&address), "{written}");
            assert_eq!(domain.hint().as_str(), alloc::format!("@{canonical}"));
        }
    }

    #[test]
    fn a_domain_contains_no_other_domains_addresses() {
        let domain = Domain::parse("acme.example").unwrap();
        for other in [
            "kim@eu.acme.example",
            "kim@notacme.example",
            "kim@acme.example.com",
            "acme.example@example.com",
        ] {
            assert!(!domain.contains(&Address::parse(other).unwrap()), "{other}");
        }
    }

    #[test]
    fn what_no_address_could_have_is_not_a_domain() {
        let wrong = [
            ("", DomainError::Invalid),
            ("@acme.example", DomainError::Invalid),
            ("kim@acme.example", DomainError::Invalid),
            ("acme", DomainError::Invalid),
            ("*.acme.example", DomainError::Invalid),
            ("acme.example.", DomainError::Invalid),
            ("127.0.0.1", DomainError::Invalid),
            ("https://acme.example", DomainError::Invalid),
            ("acme\u{200B}.example", DomainError::Hidden('\u{200B}')),
            ("\u{FF41}cme.example", DomainError::Confusable),
        ];
        for (written, error) in wrong {
            assert_eq!(Domain::parse(written), Err(error), "{written:?}");
        }
        let long = "a".repeat(507);
        assert_eq!(Domain::parse(&long), Err(DomainError::TooLong));
    }

    #[test]
    fn a_stored_domain_is_read_back() {
        let domain = Domain::parse("Bücher.example").unwrap();
        let stored = serde_json::to_string(&domain).unwrap();
        assert_eq!(stored, r#""xn--bcher-kva.example""#);
        assert_eq!(serde_json::from_str::<Domain>(&stored).unwrap(), domain);
        for foreign in ["Acme.example", "acme", "bücher.example", "@acme.example"] {
            assert_eq!(Domain::from_canonical(foreign.into()), None, "{foreign}");
        }
    }
}
