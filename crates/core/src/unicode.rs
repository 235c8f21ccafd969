//! The Unicode tables that the rules for text need. They can be compiled in, or come from the platform.
//!
//! They are only used for text that is not ASCII, and their results are checked again, so that a lax implementation cannot
//! give one address two forms.

use alloc::string::String;
use core::fmt;

/// Unicode's tables.
pub trait Unicode: fmt::Debug {
    /// The text in Normalization Form C (UAX #15).
    fn nfc(&self, text: &str) -> String;

    /// Whether the text is in Normalization Form KC (UAX #15).
    fn is_nfkc(&self, text: &str) -> bool;

    /// The domain in ASCII (UTS #46, nontransitional); `None` when it is invalid. The implementation need not check
    /// lengths, hyphens and ASCII characters.
    fn domain_to_ascii(&self, domain: &str) -> Option<String>;
}

/// The compiled-in tables: `idna` and `icu_normalizer`.
#[cfg(feature = "unicode-tables")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tables;

#[cfg(feature = "unicode-tables")]
impl Unicode for Tables {
    fn nfc(&self, text: &str) -> String {
        let nfc = icu_normalizer::ComposingNormalizerBorrowed::new_nfc();
        nfc.normalize(text).into_owned()
    }

    fn is_nfkc(&self, text: &str) -> bool {
        icu_normalizer::ComposingNormalizerBorrowed::new_nfkc().is_normalized(text)
    }

    fn domain_to_ascii(&self, domain: &str) -> Option<String> {
        use idna::AsciiDenyList;
        use idna::uts46::{DnsLength, Hyphens, Uts46};
        Uts46::new()
            .to_ascii(
                domain.as_bytes(),
                AsciiDenyList::STD3,
                Hyphens::Check,
                DnsLength::Verify,
            )
            .ok()
            .map(alloc::borrow::Cow::into_owned)
    }
}
