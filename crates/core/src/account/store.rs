//! What a command needs of storage.

use alloc::vec::Vec;

use super::{Account, Invite, Member, Presence, Recorded};
use crate::audit::{Action, Actor, Event};
use crate::freshness::Changed;
use crate::{Address, InviteId, Timestamp, UserId};

/// One account's storage, seen inside one transaction.
///
/// The caller of [`super::execute()`] upholds: nothing else reads or writes between the first read and the last
/// [`Store::apply`], and the whole is undone when a fault comes back.
pub trait Store {
    /// What storage fails with. A fault is never an answer.
    type Fault;

    /// The account's own row.
    ///
    /// # Errors
    /// A fault of storage, as everywhere below.
    fn presence(&self) -> Result<Presence, Self::Fault>;
    /// A member.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn member(&self, user: &UserId) -> Result<Option<Member>, Self::Fault>;
    /// A member last seen with this verified address.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn member_at(&self, address: &Address) -> Result<Option<Member>, Self::Fault>;
    /// An invite, whatever its state.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn invite(&self, id: &InviteId) -> Result<Option<Invite>, Self::Fault>;
    /// The invite to this address that is pending at `now`; there is one at most.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn pending_to(&self, address: &Address, now: Timestamp) -> Result<Option<Invite>, Self::Fault>;
    /// The invites pending at `now` that this user last created or resent.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn pending_by(&self, inviter: &UserId, now: Timestamp) -> Result<Vec<Invite>, Self::Fault>;
    /// All invites pending at `now`.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn pending(&self, now: Timestamp) -> Result<Vec<Invite>, Self::Fault>;
    /// How many invites are pending at `now`.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn pending_count(&self, now: Timestamp) -> Result<u32, Self::Fault>;
    /// How many refusals of this caller are in the audit log since `since`.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn refusals(&self, actor: &Actor, since: Timestamp) -> Result<u32, Self::Fault>;
    /// When the newest but so many of what was done of this kind was done; `None` when there are fewer. The newest is 1.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn done_at(&self, action: Action, place: u32) -> Result<Option<Timestamp>, Self::Fault>;
    /// The `at` of the last event in the audit log; `None` before the first.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn last_event_at(&self) -> Result<Option<Timestamp>, Self::Fault>;
    /// Everybody whose standing as a member changed since `since`, and how it is now: nobody left out, others may be
    /// among them. `None` when they are more than [`crate::limits::CHANGED_MEMBERS`].
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn changed(&self, since: Timestamp) -> Result<Option<Vec<Changed>>, Self::Fault>;
    /// What an idempotency key of this caller was used for.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn recorded(&self, actor: &Actor, key: &str) -> Result<Option<Recorded>, Self::Fault>;
    /// Takes the changes over, in order.
    #[expect(clippy::missing_errors_doc, reason = "said once, at `presence`")]
    fn apply(&mut self, changes: Vec<Change>) -> Result<(), Self::Fault>;
}

/// One write that a command decided on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// The account's own row is this now.
    PutAccount(Account),
    /// The account is closed; this row is its tombstone.
    CloseAccount(Account),
    /// This member is so now.
    PutMember(Member),
    /// This user is no member any more.
    DropMember(UserId),
    /// Nobody but this user is a member any more.
    DropMembersExcept(UserId),
    /// This invite is so now.
    PutInvite(Invite),
    /// Every pending invite is revoked, at this moment.
    RevokePending(Timestamp),
    /// This happened.
    Append(Event),
    /// An idempotency key was used.
    Record(Actor, Recorded),
    /// An index elsewhere shows an older state now, and is to be told the newer one.
    Announce(Announcement),
}

/// Whose index row is out of date. The message itself is the state at the time of sending.
///
/// Storage that takes over a list of changes meets announcements after the writes that they are about,
/// except those of [`Announcement::EveryMember`] and [`Announcement::EveryPending`], which come *before* a
/// write that removes those rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Announcement {
    /// A user's list of accounts.
    Member(UserId),
    /// The inbox that an invite lies in. Nothing to do for a link invite.
    Invite(InviteId),
    /// The lists of all who are members now.
    EveryMember,
    /// The inboxes of all invites that are pending now.
    EveryPending,
}
