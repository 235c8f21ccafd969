//! Access reviews of an account.

use hallpass_core::account::Decision;
use hallpass_core::token::review::ReviewedUsers;
use hallpass_core::{AccountId, ReviewId, UserId};
use serde::{Deserialize, Serialize};

use crate::object::{ObjectCall, ObjectClass, Paging};
use crate::shape::{Page, Review, ReviewDetails};

/// Opens a review of all current members.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpenReview {
    /// The account.
    pub account: AccountId,
}

impl ObjectCall for OpenReview {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "open-review";
    type Response = Review;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Lists reviews, newest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListReviews {
    /// The account.
    pub account: AccountId,
    /// The page.
    pub page: Paging,
}

impl ObjectCall for ListReviews {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "list-reviews";
    const IS_REPEATABLE: bool = true;
    type Response = Page<Review>;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Reads a review with a page of whom it covers, the least recently seen first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadReview {
    /// The account.
    pub account: AccountId,
    /// The review.
    pub review: ReviewId,
    /// The page.
    pub page: Paging,
}

impl ObjectCall for ReadReview {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "read-review";
    const IS_REPEATABLE: bool = true;
    type Response = ReviewDetails;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Records a decision about a member.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DecideReview {
    /// The account.
    pub account: AccountId,
    /// The review.
    pub review: ReviewId,
    /// The member.
    pub user: UserId,
    /// What was decided.
    pub decision: Decision,
}

impl ObjectCall for DecideReview {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "decide-review";
    const IS_REPEATABLE: bool = true;
    type Response = Review;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Closes a review.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CloseReview {
    /// The account.
    pub account: AccountId,
    /// The review.
    pub review: ReviewId,
}

impl ObjectCall for CloseReview {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "close-review";
    type Response = ReviewOutcomes;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}

/// Reads the outcomes of a closed review.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadReviewOutcomes {
    /// The account.
    pub account: AccountId,
    /// The review.
    pub review: ReviewId,
}

/// A closed review and the users whom it covers, for the Worker to sign.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReviewOutcomes {
    /// The review.
    pub review: Review,
    /// The users, by outcome.
    pub users: ReviewedUsers,
}

impl ObjectCall for ReadReviewOutcomes {
    const OBJECT: ObjectClass = ObjectClass::Account;
    const OPERATION: &'static str = "read-review-outcomes";
    const IS_REPEATABLE: bool = true;
    type Response = ReviewOutcomes;

    fn object_name(&self) -> String {
        self.account.to_string()
    }
}
