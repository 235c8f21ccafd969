//! Removing invites that expired long ago.
//!
//! Only those leave: an invite that was accepted, even once, is what keeps its user from joining by it twice, and one that was
//! declined or revoked records a decision.

use alloc::vec::Vec;

use super::{Change, Invite, Status, Store};
use crate::{Timestamp, limits};

/// The time at or before which an invite must have expired in order to be removed now.
#[must_use]
pub const fn expired_long_ago(now: Timestamp) -> Timestamp {
    now.plus_seconds(-limits::EXPIRED_INVITE_SECONDS)
}

/// When an invite that expires then can be removed.
#[must_use]
pub const fn removable_at(expires_at: Timestamp) -> Timestamp {
    expires_at.plus_seconds(limits::EXPIRED_INVITE_SECONDS)
}

impl Invite {
    /// Whether it expired long ago without having been used.
    #[must_use]
    pub fn is_removable(&self, now: Timestamp) -> bool {
        self.uses == 0
            && self.status(now) == Status::Expired
            && self
                .expires_at
                .is_some_and(|end| end <= expired_long_ago(now))
    }
}

/// Removes those of some invites that are removable, from the account and from their mailboxes. Returns how many there were.
///
/// It appends no event: an expired invite has been closed by time, and what was done about it is in the log.
///
/// # Errors
/// An error of storage, after which the caller must roll the transaction back.
pub fn remove_expired_invites<S: Store>(
    store: &mut S,
    invites: Vec<Invite>,
    now: Timestamp,
) -> Result<usize, S::Error> {
    let Some((mut account, put)) = store.presence()?.into_stored() else {
        return Ok(0);
    };
    let removable = invites.iter().filter(|invite| invite.is_removable(now));
    let mut changes: Vec<Change> = removable
        .map(|invite| Change::DropInvite(invite.id))
        .collect();
    let removed = changes.len();
    if removed > 0 {
        // Mailboxes ignore a delivery that is not newer than what they have.
        account.sequence = account.sequence.saturating_add(1);
        changes.push(put(account));
        store.apply(changes)?;
    }
    Ok(removed)
}
