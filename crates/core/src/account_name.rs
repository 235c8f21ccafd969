//! References to accounts.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Name};

/// An account by id and name only.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AccountName {
    /// Its id.
    pub id: AccountId,
    /// Its name.
    pub name: Name,
}
