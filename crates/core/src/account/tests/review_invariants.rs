//! Invariants of access reviews that hold after every command.

use alloc::format;
use alloc::string::{String, ToString};

use super::super::memory::Memory;
use super::super::{Decision, Review, ReviewCounts, ReviewOutcome};

pub(super) fn check(before: &Memory, after: &Memory) -> Result<(), String> {
    let open = after.reviews.values().filter(|review| is_open(review));
    if open.count() > 1 {
        return Err("reviews: two are open".to_string());
    }
    for review in after.reviews.values() {
        counts_agree(after, review)?;
        closed_is_final(before, after, review)?;
    }
    Ok(())
}

const fn is_open(review: &Review) -> bool {
    review.closed_at.is_none()
}

/// The counts are those of the entries, and who has no entry is a member whom the review covers.
fn counts_agree(after: &Memory, review: &Review) -> Result<(), String> {
    let mut counts = ReviewCounts {
        total: review.counts.total,
        ..ReviewCounts::default()
    };
    let mut undecided = 0;
    for entry in after.review_entries.values() {
        if entry.review != review.id {
            continue;
        }
        *match entry.outcome {
            ReviewOutcome::Decided(Decision::Keep, _) => &mut counts.kept,
            ReviewOutcome::Decided(Decision::Changed, _) => &mut counts.changed,
            ReviewOutcome::Decided(Decision::Removed, _) => &mut counts.removed,
            ReviewOutcome::Gone => &mut counts.gone,
            ReviewOutcome::Undecided => &mut undecided,
        } += 1;
    }
    if is_open(review) {
        let open = after.members.values().filter(|member| {
            let key = (review.id, member.user.clone());
            review.covers(member) && !after.review_entries.contains_key(&key)
        });
        undecided = u32::try_from(open.count()).unwrap_or(u32::MAX);
    }
    if counts == review.counts && undecided == counts.undecided() {
        Ok(())
    } else {
        Err(format!("reviews: {} is counted wrongly", review.id))
    }
}

fn closed_is_final(before: &Memory, after: &Memory, review: &Review) -> Result<(), String> {
    let was_closed = |review: &&Review| !is_open(review);
    let Some(old) = before.reviews.get(&review.id).filter(was_closed) else {
        return Ok(());
    };
    let entries_stay = before
        .review_entries
        .iter()
        .filter(|((id, _), _)| *id == review.id)
        .all(|(key, entry)| after.review_entries.get(key) == Some(entry));
    if old == review && entries_stay {
        Ok(())
    } else {
        Err(format!(
            "reviews: {} changed after it was closed",
            review.id
        ))
    }
}
