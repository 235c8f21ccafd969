//! The words that name actions and resource types.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::id::{IdError, as_text};
use crate::limits;

/// The name of an action or of a resource type, of Hallpass or of a host: `[a-z][a-z0-9_.-]{0,63}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Word(Cow<'static, str>);

impl Word {
    /// A word of Hallpass itself.
    pub(super) const fn own(word: &'static str) -> Self {
        Self(Cow::Borrowed(word))
    }

    /// The word as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the word is in a family that is reserved for Hallpass's own actions, which hosts may not write.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        let family = self.0.split('.').next().unwrap_or_default();
        ["account", "member", "invite", "hallpass"].contains(&family)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Word {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let later =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.-".contains(&byte);
        let begins = text
            .bytes()
            .next()
            .is_some_and(|first| first.is_ascii_lowercase());
        if begins && text.len() <= limits::WORD_CHARACTERS && text.bytes().all(later) {
            Ok(Self(Cow::Owned(String::from(text))))
        } else {
            Err(IdError)
        }
    }
}

as_text!(Word);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Action, ResourceType};

    #[test]
    fn words_have_one_spelling() {
        let longest = "a".repeat(64);
        for good in ["pod.create", "a", "x-1_y.z", longest.as_str()] {
            assert_eq!(good.parse::<Word>().unwrap().as_str(), good);
        }
        let too_long = "a".repeat(65);
        for bad in [
            "",
            "Pod.create",
            "1a",
            ".a",
            "a b",
            "a\n",
            "é",
            "a:b",
            too_long.as_str(),
        ] {
            assert_eq!(bad.parse::<Word>(), Err(IdError), "{bad:?}");
        }
    }

    #[test]
    fn every_own_action_is_a_reserved_word() {
        for action in Action::ALL {
            let word: Word = action.as_str().parse().unwrap();
            assert!(word.is_reserved(), "{word}");
            assert_eq!(word, *action);
        }
        for kind in ResourceType::ALL {
            assert!(kind.as_str().parse::<Word>().is_ok());
        }
        for forged in ["account.create", "member", "invite.x", "hallpass.key"] {
            assert!(forged.parse::<Word>().unwrap().is_reserved(), "{forged}");
        }
        for free in ["accounts.read", "pod.member", "membership.note"] {
            assert!(!free.parse::<Word>().unwrap().is_reserved(), "{free}");
        }
    }
}
