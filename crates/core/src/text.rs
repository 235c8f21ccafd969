//! Names and notes that people type.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

#[cfg(feature = "unicode")]
use crate::{limits, unicode};

/// Why a text is not a valid name or note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextError {
    /// It is empty or only white space.
    Empty,
    /// It has more characters than [`limits`] allows.
    TooLong,
    /// It has a control, bidirectional, zero-width or otherwise invisible character, or `://`.
    Invalid,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::TooLong => "too long",
            Self::Invalid => "contains a character that cannot be shown safely, or a web address",
        })
    }
}

/// The name of an account or a person: 1–64 visible characters in NFC, without a web address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

/// An inviter's note: up to 280 characters, with the rules of [`Name`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Note(String);

impl Name {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Note {
    /// The note as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(feature = "unicode")]
impl Name {
    /// Reads a name that a person typed. It is trimmed and normalised to NFC first.
    ///
    /// # Errors
    /// [`TextError`] when it is empty, too long, or has a character that may not be shown.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        visible(text, limits::NAME_CHARACTERS).map(Self)
    }

    /// Reads a name from an identity provider's claim, which nobody can be asked to correct: hidden characters are dropped,
    /// and a long name is cut. `None` when nothing is left.
    #[must_use]
    pub fn from_claim(text: &str) -> Option<Self> {
        let shown: String = text
            .replace("://", " ")
            .chars()
            .filter(|&c| !is_hidden(c))
            .take(limits::NAME_CHARACTERS)
            .collect();
        Self::parse(&shown).ok()
    }
}

#[cfg(feature = "unicode")]
impl Note {
    /// Reads a note that a person typed. It is trimmed and normalised to NFC first.
    ///
    /// # Errors
    /// [`TextError`] when it is empty, too long, or has a character that may not be shown.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        visible(text, limits::NOTE_CHARACTERS).map(Self)
    }
}

#[cfg(feature = "unicode")]
fn visible(text: &str, most: usize) -> Result<String, TextError> {
    // NFC never shortens a text to less than a third of its characters.
    if text.chars().count() > most.saturating_mul(4) {
        return Err(TextError::TooLong);
    }
    let text = text.trim();
    let text = if text.is_ascii() {
        text.into()
    } else {
        unicode::nfc(text)
    };
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > most {
        return Err(TextError::TooLong);
    }
    if text.contains("://") || text.chars().any(is_hidden) {
        return Err(TextError::Invalid);
    }
    Ok(text)
}

/// Whether a character is invisible, or changes how the text around it is displayed.
#[cfg(feature = "unicode")]
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(all(test, feature = "unicode"))]
mod tests {
    use super::*;

    fn name(text: &str) -> Result<Name, TextError> {
        Name::parse(text)
    }

    #[test]
    fn names_are_visible_text() {
        assert_eq!(
            name("  Test Production ").unwrap().as_str(),
            "Test Production"
        );
        assert_eq!(name("e\u{301}").unwrap().as_str(), "é");
        assert_eq!(name(" \t "), Err(TextError::Empty));
        assert_eq!(name(&"x".repeat(65)), Err(TextError::TooLong));
        for bad in [
            "a\u{202E}b",
            "a\u{200B}b",
            "a\nb",
            "see https://evil.example",
            "a\u{0}",
        ] {
            assert_eq!(name(bad), Err(TextError::Invalid), "{bad:?}");
        }
    }

    #[test]
    fn the_maximum_length_fits_and_one_more_does_not() {
        // Before trimming, four times as many characters are allowed, white space included.
        let padded = |spaces: usize| "x".repeat(64) + &" ".repeat(spaces);
        assert_eq!(name(&padded(0)).unwrap().as_str(), padded(0));
        assert_eq!(name(&padded(192)).unwrap().as_str(), padded(0));
        for spaces in [193, 194, 400] {
            assert_eq!(name(&padded(spaces)), Err(TextError::TooLong), "{spaces}");
        }
        let note = |length: usize| Note::parse(&"é".repeat(length));
        assert_eq!(note(280).unwrap().as_str(), "é".repeat(280));
        assert_eq!(note(281), Err(TextError::TooLong));
    }

    #[test]
    fn claims_are_cleaned_rather_than_refused() {
        assert_eq!(
            Name::from_claim("Eve\u{202E}\u{0} ").unwrap().as_str(),
            "Eve"
        );
        assert_eq!(
            Name::from_claim(&"y".repeat(90)).unwrap().as_str().len(),
            64
        );
        assert_eq!(Name::from_claim("\u{200B}"), None);
    }
}
