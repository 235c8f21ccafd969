//! Names and notes that people type.

mod error;
#[cfg(feature = "unicode")]
mod visible;

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

pub use error::TextError;

#[cfg(feature = "unicode")]
use crate::{limits, unicode};

/// The name of an account or a person: 1–64 code points in NFC, in any script as people write it, emoji included. Something
/// in it can be seen, nothing is hidden, and it has no web address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

/// An inviter's note: up to 280 code points, with the rules of [`Name`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Note(String);

/// What is shown in place of the name of a user who is not a member any more, where it is not known.
pub const FORMER_MEMBER: &str = "former member";

impl Name {
    /// The name of a user who was erased.
    #[must_use]
    pub fn former_member() -> Self {
        Self(FORMER_MEMBER.into())
    }

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
        parse(text, limits::NAME_CHARACTERS).map(Self)
    }

    /// Reads a name from an identity provider's claim, which the user cannot correct here: hidden characters are dropped,
    /// and a long name is cut. `None` when nothing is left that can be seen.
    #[must_use]
    pub fn from_claim(text: &str) -> Option<Self> {
        let text = unicode::nfc(&text.replace("://", " "));
        let shown = visible::cleaned(&first(&text, longest_input(limits::NAME_CHARACTERS)));
        // The cut can leave half of an emoji.
        let cut = visible::cleaned(&first(shown.trim(), limits::NAME_CHARACTERS));
        Self::parse(&cut).ok()
    }

    /// Whether a typed text is this name, which may have been stored under older rules.
    #[must_use]
    pub fn is_typed_as(&self, typed: &str) -> bool {
        self.0 == normalized(typed)
    }
}

#[cfg(feature = "unicode")]
impl Note {
    /// Reads a note that a person typed. It is trimmed and normalised to NFC first.
    ///
    /// # Errors
    /// [`TextError`] when it is empty, too long, or has a character that may not be shown.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        parse(text, limits::NOTE_CHARACTERS).map(Self)
    }
}

#[cfg(feature = "unicode")]
fn parse(text: &str, most: usize) -> Result<String, TextError> {
    if text.chars().count() > longest_input(most) {
        return Err(TextError::TooLong);
    }
    let text = normalized(text);
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    if text.chars().count() > most {
        return Err(TextError::TooLong);
    }
    if text.contains("://") {
        return Err(TextError::WebAddress);
    }
    visible::check(&text)?;
    Ok(text)
}

/// How many code points of input are looked at: NFC never shortens a text to less than a third of its characters.
#[cfg(feature = "unicode")]
const fn longest_input(most: usize) -> usize {
    most.saturating_mul(4)
}

#[cfg(feature = "unicode")]
fn normalized(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() {
        text.into()
    } else {
        unicode::nfc(text)
    }
}

#[cfg(feature = "unicode")]
fn first(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

/// Whether an address must not have this character: it is invisible, or changes how the text around it is displayed. The list
/// is part of what an address is, so it stays when Unicode grows.
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
mod tests;
