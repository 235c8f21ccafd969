//! Access reviews.

use hallpass_core::account;
use hallpass_core::{
    AccountId, Address, Day, Name, PermissionName, ReviewId, RoleName, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use super::Page;

/// An access review.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// The account.
    pub account: AccountId,
    /// The user or service who opened it.
    pub opened_by: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The number of the audit event that opened it.
    pub seq: u64,
    /// Whether decisions can be recorded.
    pub status: ReviewStatus,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// How many members it covers, and what was decided about them.
    pub counts: ReviewCounts,
}

/// Whether decisions can be recorded in a review.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewStatus {
    /// They can.
    Open,
    /// It is final.
    Closed,
}

/// How many members a review covers, and what was decided about them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReviewCounts {
    /// Those who were members when it was opened: the sum of the others.
    pub total: u32,
    /// Who keeps their access.
    pub kept: u32,
    /// Whose access is changed.
    pub changed: u32,
    /// Who is removed.
    pub removed: u32,
    /// Who left before anything was decided about them.
    pub gone: u32,
    /// About whom nothing is decided.
    pub undecided: u32,
}

impl Review {
    /// A review of this account.
    #[must_use]
    pub fn new(review: &account::Review, account: AccountId) -> Self {
        let counts = review.counts;
        Self {
            id: review.id,
            account,
            opened_by: review.opened_by.id().into(),
            opened_at: review.opened_at,
            seq: review.seq,
            status: match review.closed_at {
                None => ReviewStatus::Open,
                Some(_) => ReviewStatus::Closed,
            },
            closed_at: review.closed_at,
            counts: ReviewCounts {
                total: counts.total,
                kept: counts.kept,
                changed: counts.changed,
                removed: counts.removed,
                gone: counts.gone,
                undecided: counts.undecided(),
            },
        }
    }
}

/// A review with a page of whom it covers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReviewDetails {
    /// The review.
    #[serde(flatten)]
    pub review: Review,
    /// The members under review, the least recently seen first, then former members.
    pub items: Page<ReviewItem>,
}

/// A member under review, as they are now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewItem {
    /// Their id.
    pub user: UserId,
    /// Their name.
    pub name: Name,
    /// Their verified e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Address>,
    /// Their role. Absent for former members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleName>,
    /// Their permissions, where the role is `custom`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<PermissionName>>,
    /// The last day on which they requested a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_on: Option<Day>,
    /// `keep`, `changed`, `removed` or `gone`. Absent while nothing is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// The user or service who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// When it was decided, or when they left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
}

/// A closed review and its signed summary.
#[derive(Clone, Debug, Serialize)]
pub struct ClosedReview {
    /// The review.
    pub review: Review,
    /// Its outcomes, as a signed `review+jwt`.
    pub summary: String,
}
