//! Opening, reading and changing an account itself.

use hallpass_core::account::{Kind, OnBehalf, Plan, Run};
use hallpass_core::{AccountId, Name};
use serde::{Deserialize, Serialize};

use crate::object::{ObjectCall, ObjectClass};
use crate::shape::Account;

/// Opens the account with the caller, or the user that a service acts for, as its owner. Opening it again changes
/// nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenAccount {
    /// The account.
    pub account: AccountId,
    /// Personal or team.
    pub kind: Kind,
    /// Its name.
    pub name: Name,
    /// The owner, when a service opens it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<OnBehalf>,
}

impl ObjectCall for OpenAccount {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "open-account";
    const IS_REPEATABLE: bool = true;
    /// The account as its owner sees it.
    type Response = Account;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Reads the account as the caller sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadAccount {
    /// The account.
    pub account: AccountId,
}

impl ObjectCall for ReadAccount {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "read-account";
    const IS_REPEATABLE: bool = true;
    type Response = Account;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Changes the account's name or settings. Absent fields stay as they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateAccount {
    /// The account.
    pub account: AccountId,
    /// The new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The new spend limit, in US cents per hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_limit_cents_per_hour: Option<u64>,
}

impl ObjectCall for UpdateAccount {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "update-account";
    type Response = Account;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Converts a personal account to a team.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConvertAccount {
    /// The account.
    pub account: AccountId,
    /// The team's name; a dry run needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Whether to convert it or only to plan it.
    pub run: Run,
}

/// The response to [`ConvertAccount`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ConvertResponse {
    /// The account, which is a team now.
    Converted(Box<Account>),
    /// What converting it would change.
    Planned(Plan),
}

impl ObjectCall for ConvertAccount {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "convert-account";
    type Response = ConvertResponse;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Reverts a team to a personal account, or closes it for good if it never was one.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RevertAccount {
    /// The account.
    pub account: AccountId,
    /// The team's name as typed by the owner; a dry run needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm_name: Option<String>,
    /// Whether to revert it or only to plan it.
    pub run: Run,
}

/// The response to [`RevertAccount`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RevertResponse {
    /// The account: personal again, or as it was when it was closed.
    Reverted(Box<Account>),
    /// What reverting it would change.
    Planned(Plan),
}

impl ObjectCall for RevertAccount {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "revert-account";
    type Response = RevertResponse;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}
