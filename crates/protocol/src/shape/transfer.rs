//! An offer of ownership.

use hallpass_core::Timestamp;
use hallpass_core::account::{OpenTransfer, UserRef};
use serde::{Deserialize, Serialize};

/// An open offer of an account's ownership, as the owner and the member whom it is for see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transfer {
    /// The member whom it is for.
    pub to: UserRef,
    /// When it was made.
    pub offered_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl From<OpenTransfer> for Transfer {
    fn from(open: OpenTransfer) -> Self {
        Self {
            to: open.to,
            offered_at: open.offered_at,
            expires_at: open.expires_at,
        }
    }
}
