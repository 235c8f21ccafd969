//! The storage that commands run against.

use alloc::vec::Vec;

use super::{
    Account, Grant, Invite, Member, Person, Presence, Project, Recorded, Redemption, Review,
    ReviewEntry,
};
use crate::audit::{Action, Actor, Details, Event};
use crate::freshness::Changed;
use crate::link::MailboxName;
use crate::mail::Mail;
use crate::{Address, InviteId, ProjectId, ReviewId, Timestamp, UserId};

/// One account's storage, within one transaction.
///
/// The caller of [`super::execute()`] guarantees that nothing else reads or writes between the first read and the last
/// [`Store::apply`], and rolls everything back when an error is returned.
pub trait Store {
    /// An error of the storage itself.
    type Error;

    /// The account's own row.
    ///
    /// # Errors
    /// An error of storage, as for all methods below.
    fn presence(&self) -> Result<Presence, Self::Error>;
    /// A member.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn member(&self, user: &UserId) -> Result<Option<Member>, Self::Error>;
    /// The member who was last seen with this verified address.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn member_at(&self, address: &Address) -> Result<Option<Member>, Self::Error>;
    /// An invite, whatever its state.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn invite(&self, id: &InviteId) -> Result<Option<Invite>, Self::Error>;
    /// The invites to this address that are pending at `now`. The rules allow one; clocks that differ may have let in a
    /// second.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn pending_to(&self, address: &Address, now: Timestamp) -> Result<Vec<Invite>, Self::Error>;
    /// The invites pending at `now` that this user last created or resent.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn pending_by(&self, inviter: &UserId, now: Timestamp) -> Result<Vec<Invite>, Self::Error>;
    /// All invites pending at `now`.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn pending(&self, now: Timestamp) -> Result<Vec<Invite>, Self::Error>;
    /// How many invites are pending at `now`.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn pending_count(&self, now: Timestamp) -> Result<u32, Self::Error>;
    /// The invites to these mailboxes, and those to an address that this user accepted or declined, whatever their state.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn invites_to(
        &self,
        mailboxes: &[MailboxName],
        decided_by: Option<&UserId>,
    ) -> Result<Vec<Invite>, Self::Error>;
    /// Whether the name of this user is stored, other than as a member: beside their events, or in invites that they created.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn is_named(&self, user: &UserId) -> Result<bool, Self::Error>;
    /// The use of a link invite by this user.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn redemption(
        &self,
        invite: &InviteId,
        user: &UserId,
    ) -> Result<Option<Redemption>, Self::Error>;
    /// The last use of a link invite.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn last_redemption(&self, invite: &InviteId) -> Result<Option<Redemption>, Self::Error>;
    /// An access review, open or closed.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn review(&self, id: &ReviewId) -> Result<Option<Review>, Self::Error>;
    /// The access review that is open.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn open_review(&self) -> Result<Option<Review>, Self::Error>;
    /// How many access reviews there are, open and closed.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn review_count(&self) -> Result<u32, Self::Error>;
    /// The outcome of a review for a member, if it is settled.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn review_entry(
        &self,
        review: &ReviewId,
        user: &UserId,
    ) -> Result<Option<ReviewEntry>, Self::Error>;
    /// A project, whatever its status.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn project(&self, id: &ProjectId) -> Result<Option<Project>, Self::Error>;
    /// The project with this id of the platform's own.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn project_by_external_id(&self, external_id: &str) -> Result<Option<Project>, Self::Error>;
    /// How many projects the account has, archived ones included.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn project_count(&self) -> Result<u32, Self::Error>;
    /// The projects that were archived since `since`, restored ones included.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn archived_since(&self, since: Timestamp) -> Result<Vec<Project>, Self::Error>;
    /// A member's grant in a project.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn grant(&self, user: &UserId, project: &ProjectId) -> Result<Option<Grant>, Self::Error>;
    /// All grants of a member, in the order of their projects' ids.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn grants_of(&self, user: &UserId) -> Result<Vec<Grant>, Self::Error>;
    /// How many grants a member has, those in archived projects included.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn grant_count(&self, user: &UserId) -> Result<u32, Self::Error>;
    /// How many refusals of this actor the audit log has since `since`.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn refusals(&self, actor: &Actor, since: Timestamp) -> Result<u32, Self::Error>;
    /// When the `place`-th newest successful event of this action happened, counted from 1; `None` when there are fewer.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn done_at(&self, action: Action, place: u32) -> Result<Option<Timestamp>, Self::Error>;
    /// The details of the event with which this user last became a member; `None` when they never did by an event.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn last_join(&self, user: &UserId) -> Result<Option<Details>, Self::Error>;
    /// The `at` of the last event in the audit log; `None` before the first.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn last_event_at(&self) -> Result<Option<Timestamp>, Self::Error>;
    /// Every user whose membership changed since `since`, or came to its end between then and `now`, as
    /// [`super::read::changed`] makes it. May contain others too. `None` when there are more than [`crate::limits::CHANGED_MEMBERS`].
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn changed(
        &self,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Vec<Changed>>, Self::Error>;
    /// The last mail of an invite.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn last_mail(&self, invite: &InviteId) -> Result<Option<Mail>, Self::Error>;
    /// When the `place`-th newest mail of this inviter, or of all, was queued, counted from 1; `None` when there are fewer.
    /// Mails that a budget refused are not counted.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn mailed_at(
        &self,
        inviter: Option<&UserId>,
        place: u32,
    ) -> Result<Option<Timestamp>, Self::Error>;
    /// The record of an idempotency key of this actor.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn recorded(&self, actor: &Actor, key: &str) -> Result<Option<Recorded>, Self::Error>;
    /// Applies the changes, in order.
    #[expect(clippy::missing_errors_doc, reason = "documented at `presence`")]
    fn apply(&mut self, changes: Vec<Change>) -> Result<(), Self::Error>;
}

/// The change that stores an account's row.
type PutRow = fn(Account) -> Change;

impl Presence {
    /// The account, with the change that stores it as what it is, open or closed; `None` if it was never opened.
    pub(super) fn into_stored(self) -> Option<(Account, PutRow)> {
        match self {
            Self::Unknown => None,
            Self::Open(account) => Some((account, Change::PutAccount)),
            Self::Closed(account) => Some((account, Change::CloseAccount)),
        }
    }
}

/// One write that a command decided on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// Store the account's own row.
    PutAccount(Account),
    /// Close the account. This row is its tombstone.
    CloseAccount(Account),
    /// Store a member.
    PutMember(Member),
    /// Delete a member.
    DropMember(UserId),
    /// Delete every member but this one.
    DropMembersExcept(UserId),
    /// Store an invite.
    PutInvite(Invite),
    /// Delete an invite with its mails, and remove it from its mailbox. It must not be a link that was used.
    DropInvite(InviteId),
    /// Forget the name of a user who is not a member: beside their events, and with their notes in invites that they created.
    ForgetName(UserId),
    /// Delete everything but the account's own row, its audit log and its queues.
    EraseAccount,
    /// Store the use of a link invite.
    PutRedemption(Redemption),
    /// Revoke every invite that is pending at this time.
    RevokePending(Timestamp),
    /// Store an access review.
    PutReview(Review),
    /// Store the outcome of a review for a member.
    PutReviewEntry(ReviewEntry),
    /// Store that nothing was decided about every member whom this review covers and who has no outcome in it.
    SettleUndecided(Review),
    /// Store a mail, in place of earlier ones of its invite that wait to be sent.
    PutMail(Mail),
    /// Delete every access review.
    DropReviews,
    /// Store a project.
    PutProject(Project),
    /// Delete every project and every grant.
    DropProjects,
    /// Store a member's grant in a project.
    PutGrant {
        /// The member.
        user: UserId,
        /// The grant.
        grant: Grant,
        /// When it was granted.
        at: Timestamp,
    },
    /// Delete a member's grant in a project.
    DropGrant {
        /// The member.
        user: UserId,
        /// The project.
        project: ProjectId,
    },
    /// Delete every grant of a member.
    DropGrantsOf(UserId),
    /// Append an event to the audit log.
    Append(Event),
    /// Store the record of an idempotency key.
    Record(Actor, Recorded),
    /// Queue that this user gets another personal account: this account was theirs, and has another owner now.
    ReplaceOwnAccount(Person),
    /// Queue a message to an index object whose row is now out of date.
    Announce(Announcement),
}

/// Which index rows are out of date. The message itself is made when it is sent, from the state at that time.
///
/// In a list of changes an announcement follows the write that it is about, except [`Announcement::EveryMember`] and
/// [`Announcement::EveryPending`], which *precede* a write that removes those rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Announcement {
    /// A user's list of accounts.
    Member(UserId),
    /// The inbox of an invite's address. Nothing to send for a link invite.
    Invite(InviteId),
    /// The account lists of all current members.
    EveryMember,
    /// The inboxes of all invites that are currently pending.
    EveryPending,
}
