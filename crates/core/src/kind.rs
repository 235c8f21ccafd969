//! The kinds of accounts.

use serde::{Deserialize, Serialize};

/// The kind of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An account of one person.
    Personal,
    /// An account of a team.
    Team,
}

impl Kind {
    /// The kind in JSON.
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
    fn the_text_is_that_of_the_json() {
        for (kind, word) in [(Kind::Personal, "personal"), (Kind::Team, "team")] {
            assert_eq!(kind.as_str(), word);
            assert_eq!(
                serde_json::to_string(&kind).unwrap(),
                alloc::format!("{word:?}")
            );
        }
    }
}
