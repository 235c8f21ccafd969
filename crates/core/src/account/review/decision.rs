//! What can be decided about a member.

use serde::{Deserialize, Serialize};

/// The decision about a member. It is only recorded: the change itself is a separate command.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Their access stays as it is.
    Keep,
    /// Their role, their permissions or their end is changed.
    Changed,
    /// They are removed.
    Removed,
}

impl Decision {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Changed, Self::Removed];

    /// Parses the word of JSON.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|decision| decision.as_str() == word)
    }

    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decision;

    #[test]
    fn a_decision_is_parsed_from_its_word_alone() {
        for decision in Decision::ALL {
            assert_eq!(Decision::parse(decision.as_str()), Some(decision));
        }
        assert_eq!(Decision::parse("Keep"), None);
    }
}
