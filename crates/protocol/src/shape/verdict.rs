//! The result of a check.

use std::collections::BTreeMap;

use hallpass_core::check::{Budget, Decision};
use hallpass_core::explain::Explanation;
use hallpass_core::{AccountId, ProjectId};
use serde::Serialize;

/// The result of a check.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// Whether every permission is held and the budget covers the request.
    pub allowed: bool,
    /// The account.
    pub account: AccountId,
    /// The project, if the check was about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectId>,
    /// Each checked permission, and whether it is held.
    pub permissions: BTreeMap<String, bool>,
    /// Why it is not allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
    /// The budget, if it was checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spend: Option<Budget>,
    /// The account's epoch of the decision.
    pub epoch: u64,
}

impl Verdict {
    /// The result of a decision.
    #[must_use]
    pub fn new(
        (account, project): (AccountId, Option<ProjectId>),
        decision: Decision<'_>,
        explanation: Option<Explanation>,
        epoch: u64,
    ) -> Self {
        let owned = |(name, held): (&str, bool)| (name.to_owned(), held);
        Self {
            allowed: decision.allowed,
            account,
            project,
            permissions: decision.permissions.into_iter().map(owned).collect(),
            explanation,
            spend: decision.budget,
            epoch,
        }
    }
}
