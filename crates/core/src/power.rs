//! What an operator allows a service beside its permissions.

use serde::{Deserialize, Serialize};

/// A power of a service. No permission implies it: the operator gives it in `powers` of the service's provider.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Power {
    /// To make another member the owner of a team, without anybody's consent.
    Transfer,
    /// To erase a user.
    Erase,
}

impl Power {
    /// Every power.
    pub const ALL: [Self; 2] = [Self::Transfer, Self::Erase];

    /// The word in the settings and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Erase => "erase",
        }
    }

    /// Parses a power.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|power| power.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_power_parses_back() {
        for power in Power::ALL {
            assert_eq!(Power::parse(power.as_str()), Some(power));
            let json = serde_json::to_string(&power).unwrap();
            assert_eq!(json, alloc::format!("{:?}", power.as_str()));
        }
        assert_eq!(Power::parse("members:manage"), None);
    }
}
