//! Why an object refused a call.

use hallpass_core::explain::Explanation;
use hallpass_core::{ClosedReason, Refusal};
use serde::{Deserialize, Serialize};

use crate::problem::AccountName;

/// A rule refused the call. Failures inside an object are never one of these: they are a response with status 500.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ObjectError {
    /// The caller is not a member of the account, or the object knows no members.
    Refused(Refusal),
    /// The caller is a member, or a service.
    RefusedToMember {
        /// The refusal.
        refusal: Refusal,
        /// Which permission is missing, and who can give it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        explanation: Option<Box<Explanation>>,
    },
    /// The previewed invite cannot be used.
    InviteClosed {
        /// Why, for the verified invitee alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<ClosedReason>,
        /// The account, if the caller joined it by this invite and is still a member.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        joined: Option<AccountName>,
    },
}

impl From<Refusal> for ObjectError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
