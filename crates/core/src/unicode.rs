//! What Unicode's tables say, asked of whoever has them: rules are core's, tables may be a platform's.
//!
//! Only text that is not plain ASCII is asked about, and what is answered is checked again: an implementation
//! that is laxer than it should be must not make two addresses of one.

use alloc::string::String;
use core::fmt;

/// Unicode's tables.
pub trait Unicode: fmt::Debug {
    /// The text in Normalization Form C (UAX #15).
    fn nfc(&self, text: &str) -> String;

    /// Whether Normalization Form KC (UAX #15) leaves the text as it is.
    fn is_nfkc(&self, text: &str) -> bool;

    /// The domain in ASCII (UTS #46, nontransitional), and `None` where that refuses it. Lengths, hyphens and which
    /// ASCII characters stand in it are not the implementation's to check.
    fn domain_to_ascii(&self, domain: &str) -> Option<String>;
}

/// The tables that are compiled in: for hosts without any of their own.
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
