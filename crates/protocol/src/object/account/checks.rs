//! Calls that the Worker makes for itself, to check members and their tokens.

use hallpass_core::explain::Explanation;
use hallpass_core::freshness::Epochs;
use hallpass_core::{AccountId, PermissionName, ProjectId, RoleName, UserId};
use serde::{Deserialize, Serialize};

use crate::object::{ObjectCall, ObjectClass};

/// Reads the epochs that membership tokens are checked against.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadEpochs {
    /// The account.
    pub account: AccountId,
    /// Only this member's; when absent, those of all members who changed recently.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
}

impl ObjectCall for ReadEpochs {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "read-epochs";
    const IS_REPEATABLE: bool = true;
    /// `None` where there is no open account.
    type Response = Option<Epochs>;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Checks whether a user is a member, and which of these permissions they lack.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckMember {
    /// The account.
    pub account: AccountId,
    /// The user.
    pub user: UserId,
    /// The project that the check is about; `None` for the account as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectId>,
    /// The permissions.
    pub permissions: Vec<String>,
}

/// The response to [`CheckMember`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberStatus {
    /// The user's current role; `None` when they are not a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleName>,
    /// The permissions that the user holds now, in the project that the check is about or else in the account.
    #[serde(default)]
    pub permissions: Vec<PermissionName>,
    /// The account's epoch.
    pub epoch: u64,
    /// The account's own spend limit in US cents per hour, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_limit: Option<u64>,
    /// Why the user lacks a permission; `None` when they hold them all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

impl ObjectCall for CheckMember {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "check-member";
    const IS_REPEATABLE: bool = true;
    type Response = MemberStatus;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}
