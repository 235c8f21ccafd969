//! A user by id and name.

use serde::{Deserialize, Serialize};

use crate::{Name, UserId};

/// A user as others see them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct UserRef {
    /// Who.
    pub user: UserId,
    /// The name at the time.
    pub name: Name,
}
