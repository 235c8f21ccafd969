//! The transfer of an account's ownership.

use hallpass_core::account::Person;
use hallpass_core::{AccountId, UserId};
use serde::{Deserialize, Serialize};

use crate::object::user::PutAccountRow;
use crate::object::{ObjectCall, ObjectClass};
use crate::shape::Account;

/// Offers a member the ownership, or, for a service with the power to do so, makes them the owner at once.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TransferOwnership {
    /// The account.
    pub account: AccountId,
    /// The member.
    pub user: UserId,
    /// The team's name as typed by the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_name: Option<String>,
}

impl ObjectCall for TransferOwnership {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "transfer-ownership";
    type Response = Transferred;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Accepts the ownership that the caller was offered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AcceptTransfer {
    /// The account.
    pub account: AccountId,
}

impl ObjectCall for AcceptTransfer {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "accept-transfer";
    const IS_REPEATABLE: bool = true;
    type Response = Transferred;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// The response to [`TransferOwnership`] and [`AcceptTransfer`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transferred {
    /// The account as the caller sees it.
    pub account: Account,
    /// The former owner, if the account has another owner now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_owner: Option<FormerOwner>,
}

/// What the Worker does for a former owner before it responds, so that their next list of accounts is up to date. The
/// account does the same by itself, however long it takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormerOwner {
    /// Their index row of this account.
    pub row: PutAccountRow,
    /// Who needs another personal account, because this one was theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_own_account: Option<Person>,
}

/// Declines the ownership that the caller was offered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeclineTransfer {
    /// The account.
    pub account: AccountId,
}

impl ObjectCall for DeclineTransfer {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "decline-transfer";
    const IS_REPEATABLE: bool = true;
    /// The account as the caller sees it.
    type Response = Account;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Withdraws the offer of ownership.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WithdrawTransfer {
    /// The account.
    pub account: AccountId,
}

impl ObjectCall for WithdrawTransfer {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "withdraw-transfer";
    const IS_REPEATABLE: bool = true;
    /// The account as the caller sees it.
    type Response = Account;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}
