//! E-mail addresses, in the one form in which they are compared.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use icu_normalizer::ComposingNormalizerBorrowed;
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::MaskedAddress;
use crate::id::as_text;
use crate::limits;
use crate::text::is_hidden;

/// A canonical e-mail address: ASCII local part in lower case, domain through UTS 46 to ASCII.
///
/// Nothing is guessed: dots and plus signs count. Two addresses are the same person's iff they are equal here.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    text: String,
    at: usize,
}

/// Text that is not an address that Hallpass accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressError {
    /// Longer than 254 bytes, or its local part longer than 64.
    TooLong,
    /// Not `local@domain`, or with characters that can be taken for others.
    Invalid,
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "address too long",
            Self::Invalid => "not an e-mail address",
        })
    }
}

impl Address {
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

impl FromStr for Address {
    type Err = AddressError;

    /// Normalises, then validates: a text that a compatibility mapping would change is refused rather than
    /// mapped, so no two spellings that look alike meet in one address.
    fn from_str(raw: &str) -> Result<Self, AddressError> {
        let raw = raw.trim_matches(' ');
        if raw.len() > limits::ADDRESS_BYTES.saturating_mul(2) {
            return Err(AddressError::TooLong);
        }
        if raw.chars().any(is_hidden) || !ComposingNormalizerBorrowed::new_nfkc().is_normalized(raw)
        {
            return Err(AddressError::Invalid);
        }
        let (local, domain) = raw.split_once('@').ok_or(AddressError::Invalid)?;
        if !is_dot_atom(local) {
            return Err(AddressError::Invalid);
        }
        let domain = Uts46::new()
            .to_ascii(
                domain.as_bytes(),
                AsciiDenyList::STD3,
                Hyphens::Check,
                DnsLength::Verify,
            )
            .map_err(|_| AddressError::Invalid)?;
        if !is_host(&domain) {
            return Err(AddressError::Invalid);
        }
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

/// A name of two labels or more whose last one is not a number: no bare host, no IP address.
fn is_host(domain: &str) -> bool {
    match domain.rsplit_once('.') {
        Some((_, last)) => !last.is_empty() && !last.bytes().all(|b| b.is_ascii_digit()),
        None => false,
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

as_text!(Address);

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    fn address(text: &str) -> Result<String, AddressError> {
        text.parse::<Address>().map(|a| a.to_string())
    }

    #[test]
    fn case_and_domain_spelling_do_not_matter_and_nothing_else_is_guessed() {
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
            assert_eq!(address(text), Err(AddressError::Invalid), "{text:?}");
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
    fn a_mask_keeps_the_first_letter_and_the_domain() {
        let masked = "dev@example.com".parse::<Address>().unwrap().masked();
        assert_eq!(masked.as_str(), "d***@example.com");
    }

    proptest! {
        #[test]
        fn a_canonical_address_is_its_own_canonical_form(text in "[A-Za-z0-9.+_-]{1,20}@[A-Za-z0-9äöü.-]{1,30}") {
            if let Ok(once) = text.parse::<Address>() {
                prop_assert_eq!(once.as_str().parse::<Address>(), Ok(once));
            }
        }
    }
}
