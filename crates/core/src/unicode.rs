//! Unicode's tables, from `icu_normalizer` and `idna`. They are only used for text that is not ASCII.

use alloc::borrow::Cow;
use alloc::string::String;

use icu_normalizer::ComposingNormalizerBorrowed;
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

/// The text in Normalization Form C (UAX #15).
pub(crate) fn nfc(text: &str) -> String {
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    nfc.normalize(text).into_owned()
}

/// Whether the text is in Normalization Form KC (UAX #15).
pub(crate) fn is_nfkc(text: &str) -> bool {
    ComposingNormalizerBorrowed::new_nfkc().is_normalized(text)
}

/// The domain in ASCII (UTS #46, nontransitional); `None` when it is invalid.
pub(crate) fn domain_to_ascii(domain: &str) -> Option<String> {
    Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::Check,
            DnsLength::Verify,
        )
        .ok()
        .map(Cow::into_owned)
}
