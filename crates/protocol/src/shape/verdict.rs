//! What a check answers.

use std::collections::BTreeMap;

use hallpass_core::AccountId;
use hallpass_core::check::{Budget, Decision};
use hallpass_core::explain::Explanation;
use serde::Serialize;

/// A decision about somebody in an account.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// Whether they may: every permission is held, and the budget covers it.
    pub allowed: bool,
    /// In which account.
    pub account: AccountId,
    /// Each permission that was asked about, and whether it is held.
    pub permissions: BTreeMap<String, bool>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
    /// The budget, where it was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spend: Option<Budget>,
    /// The account's epoch that it was decided at.
    pub epoch: u64,
}

impl Verdict {
    /// A decision as it is told.
    #[must_use]
    pub fn new(
        account: AccountId,
        decision: Decision<'_>,
        explanation: Option<Explanation>,
        epoch: u64,
    ) -> Self {
        let told = |(name, held): (&str, bool)| (name.to_owned(), held);
        Self {
            allowed: decision.allowed,
            account,
            permissions: decision.permissions.into_iter().map(told).collect(),
            explanation,
            spend: decision.budget,
            epoch,
        }
    }
}
