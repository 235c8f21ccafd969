//! Handlers for access reviews.

use hallpass_core::account::{
    Command, Done, Member as StoredMember, Review as StoredReview, ReviewOutcome, Store as _,
};
use hallpass_core::token::review::ReviewedUsers;
use hallpass_core::{AccountId, Day, Name, Refusal, ReviewId, UserId, required};
use hallpass_protocol::object::account::{
    CloseReview, DecideReview, ListReviews, OpenReview, ReadReview, ReadReviewOutcomes,
    ReviewOutcomes,
};
use hallpass_protocol::object::{ObjectError, Paging};
use hallpass_protocol::shape::{Page, Review, ReviewDetails, ReviewItem};

use super::operation::Operation;
use super::storage::CoveredUser;
use crate::error::InternalError;
use crate::objects::cursor::{self, NEVER, Position};
use crate::objects::server::OperationResult;

/// Where former members begin in the list of a review: after every day.
const FORMER_MEMBERS: i64 = i64::MAX;

/// Opens a review of all current members.
///
/// Returns it. Safe to retry with an idempotency key; without one, a repeat is refused because a review is open.
pub(super) fn open_review(
    operation: &mut Operation<'_>,
    call: &OpenReview,
) -> OperationResult<Review> {
    let done = operation.execute(call.account, &Command::OpenReview)?;
    show_review(operation, call.account, &id_of(&done)?)
}

/// Lists reviews, newest first.
///
/// Takes a page; returns the reviews. Safe to retry.
pub(super) fn list_reviews(
    operation: &Operation<'_>,
    call: ListReviews,
) -> OperationResult<Page<Review>> {
    let view = operation.require(required::MEMBERS_MANAGE)?;
    let start = cursor::start(&call.page, Position::newest()).map_err(ObjectError::Refused)?;
    let limit = cursor::read_limit(&call.page);
    let found = operation.store.list_reviews(&start, limit)?;
    let reviews = found
        .iter()
        .map(|review| Review::new(review, view.account.id))
        .collect();
    Ok(cursor::page(reviews, &call.page, |review| Position {
        number: i64::try_from(review.seq).unwrap_or(i64::MAX),
        id: String::new(),
    }))
}

/// Reads a review.
///
/// Takes a page; returns the review with that page of whom it covers, with their names and roles of now. Safe to retry.
pub(super) fn read_review(
    operation: &Operation<'_>,
    call: ReadReview,
) -> OperationResult<ReviewDetails> {
    operation.require(required::MEMBERS_MANAGE)?;
    let review = find_review(operation, &call.review)?;
    let first = Position {
        number: i64::MIN,
        id: String::new(),
    };
    let start = cursor::start(&call.page, first).map_err(ObjectError::Refused)?;
    Ok(ReviewDetails {
        items: covered(operation, &review, &start, &call.page)?,
        review: Review::new(&review, call.account),
    })
}

/// Records a decision about a member.
///
/// Takes the member and the decision; returns the review. Safe to retry: it records the same decision again.
pub(super) fn decide_review(
    operation: &mut Operation<'_>,
    call: &DecideReview,
) -> OperationResult<Review> {
    let command = Command::DecideReview {
        review: call.review,
        user: call.user.clone(),
        decision: call.decision,
    };
    operation.execute(call.account, &command)?;
    show_review(operation, call.account, &call.review)
}

/// Closes a review.
///
/// Returns its outcomes. Safe to retry with an idempotency key; without one, a repeat is refused because it is closed.
pub(super) fn close_review(
    operation: &mut Operation<'_>,
    call: &CloseReview,
) -> OperationResult<ReviewOutcomes> {
    let command = Command::CloseReview {
        review: call.review,
    };
    operation.execute(call.account, &command)?;
    outcomes(operation, call.account, &call.review)
}

/// Reads the outcomes of a closed review.
///
/// Returns them; an open review is `conflict`. Safe to retry.
pub(super) fn read_review_outcomes(
    operation: &Operation<'_>,
    call: ReadReviewOutcomes,
) -> OperationResult<ReviewOutcomes> {
    operation.require(required::MEMBERS_MANAGE)?;
    let review = find_review(operation, &call.review)?;
    if review.closed_at.is_none() {
        return Err(operation.refuse(Refusal::Conflict));
    }
    outcomes(operation, call.account, &call.review)
}

fn id_of(done: &Done) -> Result<ReviewId, InternalError> {
    if let Done::Review { review } = done {
        Ok(*review)
    } else {
        Err(InternalError::new("a review was opened without an id"))
    }
}

fn find_review(operation: &Operation<'_>, id: &ReviewId) -> OperationResult<StoredReview> {
    let review = operation.store.review(id)?;
    review.ok_or_else(|| operation.refuse(Refusal::NotFound))
}

fn show_review(
    operation: &Operation<'_>,
    account: AccountId,
    id: &ReviewId,
) -> OperationResult<Review> {
    Ok(Review::new(&find_review(operation, id)?, account))
}

fn outcomes(
    operation: &Operation<'_>,
    account: AccountId,
    id: &ReviewId,
) -> OperationResult<ReviewOutcomes> {
    let users = |outcome| operation.store.users_with_outcome(id, outcome);
    Ok(ReviewOutcomes {
        review: show_review(operation, account, id)?,
        users: ReviewedUsers {
            kept: users("keep")?,
            changed: users("changed")?,
            removed: users("removed")?,
            gone: users("gone")?,
            undecided: users("undecided")?,
        },
    })
}

/// A page of the members under review: the least recently seen first, then former members.
fn covered(
    operation: &Operation<'_>,
    review: &StoredReview,
    start: &Position,
    page: &Paging,
) -> OperationResult<Page<ReviewItem>> {
    let store = &operation.store;
    let limit = cursor::read_limit(page);
    let mut found = Vec::new();
    let mut after_former = start.id.as_str();
    if start.number < FORMER_MEMBERS {
        found = store.covered_members(review, start, limit)?;
        after_former = "";
    }
    let rest = limit.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
    if rest > 0 {
        found.extend(store.covered_former_members(review, after_former, rest)?);
    }
    let Page { items, next } = cursor::page(found, page, position);
    let items: OperationResult<Vec<ReviewItem>> = items
        .into_iter()
        .map(|covered| show_item(operation, covered))
        .collect();
    Ok(Page {
        items: items?,
        next,
    })
}

fn position(covered: &CoveredUser) -> Position {
    let day = covered.member.as_ref().map(|member| member.last_seen_on);
    Position {
        number: match day {
            Some(day) => day.map_or(NEVER, Day::number),
            None => FORMER_MEMBERS,
        },
        id: covered.user.to_string(),
    }
}

fn show_item(operation: &Operation<'_>, covered: CoveredUser) -> OperationResult<ReviewItem> {
    let CoveredUser {
        user,
        member,
        entry,
    } = covered;
    let mut item = match member {
        Some(member) => show_member(operation, member)?,
        None => former_member(operation, user)?,
    };
    let Some(entry) = entry else {
        return Ok(item);
    };
    item.decided_at = Some(entry.at);
    match entry.outcome {
        ReviewOutcome::Decided(decision, actor) => {
            item.decision = Some(decision.as_str().into());
            item.decided_by = Some(actor.id().into());
        }
        ReviewOutcome::Gone => item.decision = Some(ReviewOutcome::Gone.as_str().into()),
        // Nothing was decided, and closing it is no decision.
        ReviewOutcome::Undecided => item.decided_at = None,
    }
    Ok(item)
}

fn show_member(operation: &Operation<'_>, member: StoredMember) -> OperationResult<ReviewItem> {
    let account = operation.open_account()?;
    let assignment = account.assignment_of(&member, &operation.config.policy);
    Ok(ReviewItem {
        role: Some(assignment.role_name()),
        permissions: assignment.permissions().map(<[_]>::to_vec),
        user: member.user,
        name: member.name,
        email: member.address,
        last_seen_on: member.last_seen_on,
        decision: None,
        decided_by: None,
        decided_at: None,
    })
}

/// A former member, with the name of their last action in the account.
fn former_member(operation: &Operation<'_>, user: UserId) -> OperationResult<ReviewItem> {
    let name = operation.store.actor_name(user.as_str())?;
    let name = Name::parse(&name).map_err(|_| InternalError::new("a stored name is none"))?;
    Ok(ReviewItem {
        user,
        name,
        email: None,
        role: None,
        permissions: None,
        last_seen_on: None,
        decision: None,
        decided_by: None,
        decided_at: None,
    })
}
