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
