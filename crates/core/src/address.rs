//! E-mail addresses, in the one form in which they are compared.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::MaskedAddress;
use crate::domain;
use crate::limits;
use crate::text::is_hidden;
use crate::unicode;

/// A canonical e-mail address: the local part in lower-case ASCII, the domain in ASCII by UTS #46.
///
/// Dots and plus signs are significant. Two spellings are the same address exactly if they are equal in this form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    text: String,
    at: usize,
}

/// Why a text is not an address that Hallpass accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressError {
    /// Longer than 254 bytes, or its local part longer than 64.
    TooLong,
    /// It has a character that is invisible, or changes the direction of the text around it.
    Hidden(char),
    /// It has a character that a compatibility mapping would change, and that can be confused with another.
    Confusable,
    /// It has no `@`, or more than one.
    AtSign,
    /// What precedes the `@` is not a dot-atom in ASCII.
    LocalPart,
    /// What follows the `@` is not a domain.
    Domain,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "it is too long",
            Self::Hidden(c) => {
                let code = u32::from(*c);
                return write!(f, "U+{code:04X} cannot be seen in an address");
            }
            Self::Confusable => "a character has a plainer form, such as a full-width letter",
            Self::AtSign => "an address has one `@`",
            Self::LocalPart => {
                "before the `@` are ASCII letters, digits, single dots and !#$%&'*+-/=?^_`{|}~"
            }
            Self::Domain => "what follows the `@` is not a domain, such as `example.com`",
        })
    }
}

impl Address {
    /// Reads an address that a person typed. It is normalised, then validated. A text that a compatibility mapping would
    /// change is refused instead of mapped, so that spellings which look alike never become the same address.
    ///
    /// # Errors
    /// [`AddressError`] when it is too long, or not an address that Hallpass accepts.
    pub fn parse(written: &str) -> Result<Self, AddressError> {
        let written = written.trim_matches(' ');
        if written.len() > limits::ADDRESS_BYTES.saturating_mul(2) {
            return Err(AddressError::TooLong);
        }
        if let Some(hidden) = written.chars().find(|&c| is_hidden(c)) {
            return Err(AddressError::Hidden(hidden));
        }
        if !(written.is_ascii() || unicode::is_nfkc(written)) {
            return Err(AddressError::Confusable);
        }
        let (local, domain) = written.split_once('@').ok_or(AddressError::AtSign)?;
        if domain.contains('@') {
            return Err(AddressError::AtSign);
        }
        if !is_dot_atom(local) {
            return Err(AddressError::LocalPart);
        }
        let domain = domain::canonical(domain).ok_or(AddressError::Domain)?;
        if local.len() > limits::LOCAL_PART_BYTES {
            return Err(AddressError::TooLong);
        }
        let at = local.len();
        let mut text = local.to_ascii_lowercase();
        text.push('@');
        text.push_str(&domain);
        if text.len() > limits::ADDRESS_BYTES {
            return Err(AddressError::TooLong);
        }
        Ok(Self { text, at })
    }

    /// Reads an address that was stored in its canonical form. For input use [`Address::parse`].
    #[must_use]
    pub fn from_canonical(text: String) -> Option<Self> {
        let at = text.find('@').filter(|_| text.is_ascii())?;
        Some(Self { text, at })
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The domain, in its ASCII form.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.text
            .get(self.at.saturating_add(1)..)
            .unwrap_or_default()
    }

    /// The address with its domain in the form that people write.
    #[must_use]
    pub fn to_unicode(&self) -> String {
        let ascii = self.domain();
        let domain = domain::to_unicode(ascii).unwrap_or_else(|| ascii.into());
        alloc::format!("{}@{domain}", self.local_part())
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// The address as a stranger may see it.
    #[must_use]
    pub fn masked(&self) -> MaskedAddress {
        MaskedAddress::of(self.local_part(), self.domain())
    }
}

/// RFC 5322 dot-atom in ASCII: no quoting, no empty part.
fn is_dot_atom(local: &str) -> bool {
    let atom = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    local.split('.').all(atom)
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Address {
    /// Reads the canonical form, see [`Address::from_canonical`].
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_canonical(text).ok_or_else(|| de::Error::custom("not an address"))
    }
}

#[cfg(all(test, feature = "unicode"))]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    fn address(text: &str) -> Result<String, AddressError> {
        Address::parse(text).map(|a| a.to_string())
    }

    #[test]
    fn only_case_and_the_spelling_of_the_domain_are_normalised() {
        assert_eq!(address("Dev@Example.COM").unwrap(), "dev@example.com");
        assert_eq!(
            address("a@BÜCHER.example").unwrap(),
            "a@xn--bcher-kva.example"
        );
        assert_ne!(address("d.ev@example.com"), address("dev@example.com"));
        assert_ne!(address("dev+x@example.com"), address("dev@example.com"));
    }

    #[test]
    fn look_alikes_are_refused() {
        let refused = [
            "dev\u{212A}@example.com",
            "\u{131}@example.com",
            "a@\u{212A}elvin.com",
            "a@\u{FB01}x.com",
            "a\u{FF20}b@example.com",
            "a@exa\u{200B}mple.com",
            "a@@example.com",
            "a@b@example.com",
            "\u{17F}@example.com",
            "a@example",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "\"a b\"@example.com",
            ".a@example.com",
            "a..b@example.com",
            "@example.com",
            "a@",
            "a@-x.com",
            "a\n@example.com",
            "a@example.com\u{0}",
        ];
        for text in refused {
            let found = address(text);
            assert!(
                !matches!(found, Ok(_) | Err(AddressError::TooLong)),
                "{text:?}: {found:?}"
            );
        }
    }

    #[test]
    fn an_error_says_what_is_wrong() {
        let wrong = [
            ("kim.example.com", AddressError::AtSign),
            ("kim@@example.com", AddressError::AtSign),
            ("kim@lee@example.com", AddressError::AtSign),
            ("", AddressError::AtSign),
            ("kim lee@example.com", AddressError::LocalPart),
            ("kim.@example.com", AddressError::LocalPart),
            ("kïm@example.com", AddressError::LocalPart),
            ("kim@example", AddressError::Domain),
            ("kim@example.com.", AddressError::Domain),
            ("kim@exa mple.com", AddressError::Domain),
            ("kim@\u{200B}example.com", AddressError::Hidden('\u{200B}')),
            ("kim@example.com\u{A0}", AddressError::Confusable),
            ("\u{FF4B}im@example.com", AddressError::Confusable),
        ];
        for (text, error) in wrong {
            assert_eq!(address(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn length_is_bounded() {
        let local = "l".repeat(65);
        assert_eq!(
            address(&alloc::format!("{local}@example.com")),
            Err(AddressError::TooLong)
        );
    }

    #[test]
    fn the_maximum_lengths_fit_and_one_more_does_not() {
        // What was written is bounded before anything in it is looked at.
        let hidden = |length: usize| "x".repeat(length - 1) + "\u{0}";
        assert_eq!(address(&hidden(508)), Err(AddressError::Hidden('\u{0}')));
        assert_eq!(address(&hidden(509)), Err(AddressError::TooLong));
        let local = "l".repeat(64);
        assert!(address(&alloc::format!("{local}@example.com")).is_ok());
        let label = "d".repeat(63);
        let whole = |last: usize| alloc::format!("{local}@{label}.{label}.{}", "d".repeat(last));
        assert_eq!(address(&whole(61)).unwrap().len(), limits::ADDRESS_BYTES);
        assert_eq!(address(&whole(62)), Err(AddressError::TooLong));
    }

    #[test]
    fn a_stored_address_is_read_back() {
        let address = Address::parse("Dev@Example.com").unwrap();
        let kept = serde_json::to_string(&address).unwrap();
        assert_eq!(kept, r#""dev@example.com""#);
        assert_eq!(serde_json::from_str::<Address>(&kept).unwrap(), address);
        let canonical = Address::from_canonical("dev@example.com".into());
        assert_eq!(canonical, Some(address));
        for foreign in ["dev.example.com", "d\u{e9}v@example.com"] {
            assert_eq!(Address::from_canonical(foreign.into()), None);
        }
    }

    #[test]
    fn a_mask_keeps_the_first_letter_and_the_domain() {
        let masked = Address::parse("dev@example.com").unwrap().masked();
        assert_eq!(masked.as_str(), "d***@example.com");
    }

    proptest! {
        #[test]
        fn a_canonical_address_is_its_own_canonical_form(text in "[A-Za-z0-9.+_-]{1,20}@[A-Za-z0-9äöü.-]{1,30}") {
            if let Ok(once) = Address::parse(&text) {
                prop_assert_eq!(Address::parse(once.as_str()), Ok(once));
            }
        }
    }
}
