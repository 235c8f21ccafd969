//! The offer of ownership.

use crate::account::{Account, Kind, Member, MembershipStatus, Transfer, TransferState};
use crate::{Timestamp, UserId, UserRef, limits};

/// An offer that can be accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenTransfer {
    /// The member whom it was offered to.
    pub to: UserRef,
    /// When it was offered.
    pub offered_at: Timestamp,
    /// When it ends: after seven days, or with that member's membership.
    pub expires_at: Timestamp,
}

impl Transfer {
    /// The offer, if this member can accept it at `now`.
    #[must_use]
    pub(super) fn open_for(&self, member: &Member, now: Timestamp) -> Option<OpenTransfer> {
        let is_active = member.status(now) == MembershipStatus::Active;
        (is_active && self.is_undecided_for(member, now)).then(|| OpenTransfer {
            to: UserRef {
                user: member.user.clone(),
                name: member.name.clone(),
            },
            offered_at: self.offered_at,
            expires_at: member
                .expires_at
                .map_or(self.expires_at(), |end| end.min(self.expires_at())),
        })
    }

    /// Whether the offer is this member's, who has not decided it in time yet. Whether they are active does not matter.
    pub(super) fn is_undecided_for(&self, member: &Member, now: Timestamp) -> bool {
        // Who left and joined again since is not who it was offered to.
        let is_theirs = self.to == member.user && member.joined_at <= self.offered_at;
        is_theirs && self.state == TransferState::Open && now < self.expires_at()
    }

    const fn expires_at(&self) -> Timestamp {
        self.offered_at.plus_seconds(limits::TRANSFER_SECONDS)
    }
}

impl Account {
    /// The offer that can be accepted now. `member` looks up a member.
    ///
    /// # Errors
    /// An error of `member`.
    pub fn open_transfer<E>(
        &self,
        now: Timestamp,
        member: impl FnOnce(&UserId) -> Result<Option<Member>, E>,
    ) -> Result<Option<OpenTransfer>, E> {
        let is_possible =
            |transfer: &&Transfer| self.kind == Kind::Team && transfer.state == TransferState::Open;
        let Some(transfer) = self.transfer.as_ref().filter(is_possible) else {
            return Ok(None);
        };
        let member = member(&transfer.to)?;
        Ok(member.and_then(|member| transfer.open_for(&member, now)))
    }

    /// Whether this user sees the account's offer of ownership: the owner, and the member whom it is for.
    #[must_use]
    pub fn shows_transfer_to(&self, user: &UserId) -> bool {
        let is_recipient = |transfer: &Transfer| transfer.to == *user;
        self.owner == *user || self.transfer.as_ref().is_some_and(is_recipient)
    }
}
