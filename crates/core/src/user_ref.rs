//! References to users.

use serde::{Deserialize, Serialize};

use crate::{Name, UserId};

/// A user as other members see them: id and name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UserRef {
    /// The user.
    pub user: UserId,
    /// Their name when the reference was made.
    pub name: Name,
}
