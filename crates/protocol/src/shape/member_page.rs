//! The list of members.

use serde::{Deserialize, Serialize};

use super::Member;

/// A page of an account's members.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MemberPage {
    /// The members.
    pub items: Vec<Member>,
    /// The cursor of the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many members the account has, whatever the filters.
    #[serde(default)]
    pub counts: MemberCounts,
}

/// How many members an account has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MemberCounts {
    /// All, including the owner.
    pub total: u32,
    /// Who was not seen for the days of the filter, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inactive: Option<u32>,
    /// Who is suspended.
    pub suspended: u32,
    /// Whose membership is past its end.
    pub ended: u32,
}
