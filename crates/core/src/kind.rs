//! Personal or team.

use serde::{Deserialize, Serialize};

/// Whether an account is one person's or a team's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One person's.
    Personal,
    /// A team's.
    Team,
}

impl Kind {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Team => "team",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_one_word_everywhere() {
        for (kind, word) in [(Kind::Personal, "personal"), (Kind::Team, "team")] {
            assert_eq!(kind.as_str(), word);
            assert_eq!(
                serde_json::to_string(&kind).unwrap(),
                alloc::format!("{word:?}")
            );
        }
    }
}
