//! The language of a mail.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limits;

/// A language tag, such as `de` or `pt-BR`, by the grammar of BCP 47 (RFC 5646 §2.1), as it was written.
///
/// Templates choose by it: a tag without a template has that of its language, and English else.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Locale(String);

/// Text that is not a language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocaleError;

impl fmt::Display for LocaleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is not a language tag, such as `de` or `pt-BR`")
    }
}

impl core::error::Error for LocaleError {}

impl Locale {
    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language of the tag, in lower case.
    #[must_use]
    pub fn language(&self) -> String {
        let language = self.0.split('-').next().unwrap_or_default();
        language.to_ascii_lowercase()
    }
}

impl FromStr for Locale {
    type Err = LocaleError;

    fn from_str(text: &str) -> Result<Self, LocaleError> {
        let mut subtags = text.split('-');
        let language = subtags.next().unwrap_or_default();
        let is_language = matches!(language.len(), 2..=8)
            && language.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_subtag = |subtag: &str| {
            matches!(subtag.len(), 1..=8) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let is_tag =
            is_language && subtags.all(is_subtag) && text.len() <= limits::LOCALE_CHARACTERS;
        is_tag.then(|| Self(text.into())).ok_or(LocaleError)
    }
}

impl TryFrom<String> for Locale {
    type Error = LocaleError;

    fn try_from(text: String) -> Result<Self, LocaleError> {
        text.parse()
    }
}

impl From<Locale> for String {
    fn from(locale: Locale) -> Self {
        locale.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_a_language_tag() {
        for (text, language) in [
            ("de", "de"),
            ("DE", "de"),
            ("pt-BR", "pt"),
            ("zh-Hant-TW", "zh"),
            ("sl-rozaj-biske-1994", "sl"),
        ] {
            let locale: Locale = text.parse().unwrap();
            assert_eq!((locale.as_str(), &*locale.language()), (text, language));
        }
        for text in [
            "",
            "d",
            "-",
            "de-",
            "de--AT",
            "de_AT",
            "de\r\nBcc: a@b.example",
            "d3",
            "deutschland",
            "de-toolongsubtag",
            "\u{FF44}e",
            "en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd",
        ] {
            assert_eq!(text.parse::<Locale>(), Err(LocaleError), "{text:?}");
        }
    }
}
