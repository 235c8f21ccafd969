//! The operations of a `UserObject`.

use hallpass_core::budget::Budget;
use hallpass_core::erasure::Erasure;
use hallpass_core::link::MailboxName;
use hallpass_core::{AccountId, UserId};
use serde::{Deserialize, Serialize};

use super::{ObjectCall, ObjectClass};
use crate::shape::AccountRow;

/// Reserves an id for the user's own account, or returns the one that is reserved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReserveOwnAccount {
    /// The user.
    pub user: UserId,
    /// The id to reserve if there is none yet.
    pub fresh: AccountId,
}

impl ObjectCall for ReserveOwnAccount {
    const OBJECT: ObjectClass = ObjectClass::User;
    const OPERATION: &'static str = "reserve-own-account";
    const IS_REPEATABLE: bool = true;
    /// The reserved id.
    type Response = AccountId;

    fn object_name(&self) -> String {
        self.user.to_string()
    }
}

/// Reserves another id for the user's own account, if it still is one that has another owner now. A repeat returns the
/// same id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReplaceOwnAccount {
    /// The user.
    pub user: UserId,
    /// The account that is not theirs any more.
    pub former: AccountId,
    /// The id to reserve in its place.
    pub fresh: AccountId,
}

impl ObjectCall for ReplaceOwnAccount {
    const OBJECT: ObjectClass = ObjectClass::User;
    const OPERATION: &'static str = "replace-own-account";
    const IS_REPEATABLE: bool = true;
    /// The id of the user's own account.
    type Response = AccountId;

    fn object_name(&self) -> String {
        self.user.to_string()
    }
}

/// Reserves an id for another account of the user's. A repeat with the same idempotency key returns the same id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReserveAccount {
    /// The user.
    pub user: UserId,
    /// The id to reserve if there is none yet.
    pub fresh: AccountId,
}

impl ObjectCall for ReserveAccount {
    const OBJECT: ObjectClass = ObjectClass::User;
    const OPERATION: &'static str = "reserve-account";
    /// The reserved id.
    type Response = AccountId;

    fn object_name(&self) -> String {
        self.user.to_string()
    }
}

/// Stores the state of one row of the user's index, unless the stored one is newer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PutAccountRow {
    /// The user.
    pub user: UserId,
    /// The account.
    pub account: AccountId,
    /// The account's sequence number: a larger one is newer.
    pub version: u64,
    /// The row; `None` when the user is not a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<AccountRow>,
}

impl ObjectCall for PutAccountRow {
    const OBJECT: ObjectClass = ObjectClass::User;
    const OPERATION: &'static str = "put-account-row";
    const IS_REPEATABLE: bool = true;
    type Response = ();

    fn object_name(&self) -> String {
        self.user.to_string()
    }
}

/// Finds the user's own account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FindOwnAccount {
    /// The user.
    pub user: UserId,
}

impl ObjectCall for FindOwnAccount {
    const OBJECT: ObjectClass = ObjectClass::User;
    const OPERATION: &'static str = "find-own-account";
    const IS_REPEATABLE: bool = true;
    /// `None` before an id was reserved.
    type Response = Option<AccountId>;

    fn object_name(&self) -> String {
        self.user.to_string()
    }
}

/// Lists the user's accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListAccounts {
    /// The user.
    pub user: UserId,
}

/// The response to [`ListAccounts`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccountList {
    /// The user's own account; `None` before an id was reserved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<AccountId>,
    /// All rows, the own account's among them, in the order in which they were opened or joined.
    pub rows: Vec<AccountRow>,
}

impl ObjectCall for ListAccounts {
    const OBJECT: ObjectClass = ObjectClass::User;
    const OPERATION: &'static str = "list-accounts";
    const IS_REPEATABLE: bool = true;
    type Response = AccountList;

    fn object_name(&self) -> String {
        self.user.to_string()
    }
}

/// Counts one event against a budget. Nothing is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SpendBudget {
    /// The counter: a user's id, or a network.
    pub counter: String,
    /// The budget.
    pub budget: Budget,
}

impl ObjectCall for SpendBudget {
    const OBJECT: ObjectClass = ObjectClass::User;
    const OPERATION: &'static str = "spend-budget";
    /// The seconds to wait, when the budget is exhausted.
    type Response = Option<u32>;

    fn object_name(&self) -> String {
        self.counter.clone()
    }
}

/// Erases the user. A repeat returns the first erasure and goes on with it.
///
/// The object becomes a tombstone at once; accounts and mailboxes follow.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EraseUser {
    /// The user.
    pub user: UserId,
    /// When the token was issued with which the user requests it, in seconds since 1970; `None` if a service does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_at_seconds: Option<i64>,
    /// The mailbox of the user's verified address, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<MailboxName>,
}

impl ObjectCall for EraseUser {
    const OBJECT: ObjectClass = ObjectClass::User;
    const OPERATION: &'static str = "erase-user";
    const IS_REPEATABLE: bool = true;
    type Response = Erasure;

    fn object_name(&self) -> String {
        self.user.to_string()
    }
}

/// Lists the accounts that the user left.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListFormerAccounts {
    /// The user.
    pub user: UserId,
}

impl ObjectCall for ListFormerAccounts {
    const OBJECT: ObjectClass = ObjectClass::User;
    const OPERATION: &'static str = "list-former-accounts";
    const IS_REPEATABLE: bool = true;
    type Response = Vec<AccountId>;

    fn object_name(&self) -> String {
        self.user.to_string()
    }
}

/// Finds out whether the user was erased.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FindErasure {
    /// The user.
    pub user: UserId,
}

impl ObjectCall for FindErasure {
    const OBJECT: ObjectClass = ObjectClass::User;
    const OPERATION: &'static str = "find-erasure";
    const IS_REPEATABLE: bool = true;
    /// `None` for a user who was not erased.
    type Response = Option<Erasure>;

    fn object_name(&self) -> String {
        self.user.to_string()
    }
}
