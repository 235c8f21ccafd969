//! The explanation, and its reasons.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::question::Question;
use crate::UserRef;
use crate::permission::RoleName;

/// Why it is not allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody is signed in.
    NotSignedIn,
    /// The user is not a member of the account.
    NotAMember,
    /// The user is a member, but this tab shows another account.
    NotSwitched,
    /// The role lacks the permission.
    RoleLacks,
    /// The membership ended: the user was removed, or left.
    Ended,
    /// The user is suspended.
    Suspended,
    /// The membership is past its end.
    PastEnd,
    /// The token has expired.
    Expired,
    /// The budget does not cover it.
    SpendLimit,
    /// It is allowed, but there is nothing to see yet.
    NothingYet,
}

impl Reason {
    /// The reason in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSignedIn => "not_signed_in",
            Self::NotAMember => "not_a_member",
            Self::NotSwitched => "not_switched",
            Self::RoleLacks => "role_lacks",
            Self::Ended => "ended",
            Self::Suspended => "suspended",
            Self::PastEnd => "past_end",
            Self::Expired => "expired",
            Self::SpendLimit => "spend_limit",
            Self::NothingYet => "nothing_yet",
        }
    }
}

/// Why a member sees no project.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The account has no active project.
    NoProjects,
    /// It has some, and the member holds nothing in them. The same for a project that does not exist.
    NoProjectAccess,
}

/// Why it is not allowed, and what to do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Why it is not allowed.
    pub reason: Reason,
    /// Why there is nothing to see, where that is known more closely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The missing permissions, in the order of the question.
    pub missing: Vec<String>,
    /// The user's role; `custom` for a list of permissions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleName>,
    /// The roles that have all of the permissions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles_that_would: Option<Vec<RoleName>>,
    /// Up to five members who can give one of those roles. For members only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_who: Option<Vec<UserRef>>,
    /// One sentence in English for the user.
    pub what_to_do: String,
    /// The URL of the support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
}

impl Explanation {
    /// An explanation with nothing but a reason, what is missing, and what to do.
    pub(super) fn new(
        question: &Question<'_>,
        reason: Reason,
        missing: Vec<String>,
        what_to_do: &str,
    ) -> Self {
        Self {
            reason,
            cause: None,
            missing,
            role: None,
            roles_that_would: None,
            ask_who: None,
            what_to_do: what_to_do.into(),
            support_url: question.support_url.map(Into::into),
        }
    }
}
