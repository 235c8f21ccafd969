//! Core's account in memory, with rows that are only counted: a limit is reached without ten thousand rows.

use std::convert::Infallible;

use hallpass_core::account::memory::Memory;
use hallpass_core::account::{
    Change, Grant, Invite, Member, Presence, Project, Recorded, Redemption, Review, ReviewEntry,
    Store,
};
use hallpass_core::audit::{Action, Actor, Details};
use hallpass_core::freshness::Changed;
use hallpass_core::link::MailboxName;
use hallpass_core::mail::Mail;
use hallpass_core::{Address, InviteId, ProjectId, ReviewId, Timestamp, UserId};

/// An account in memory, and numbers of further rows.
#[derive(Default)]
pub(crate) struct PaddedStore {
    /// The rows.
    pub(crate) memory: Memory,
    /// Pending invites that are only counted.
    pub(crate) unlisted: u32,
    /// Projects that are only counted.
    pub(crate) unlisted_projects: u32,
    /// Grants of each member that are only counted.
    pub(crate) unlisted_grants: u32,
}

impl Store for PaddedStore {
    type Error = Infallible;

    fn presence(&self) -> Result<Presence, Infallible> {
        self.memory.presence()
    }

    fn member(&self, user: &UserId) -> Result<Option<Member>, Infallible> {
        self.memory.member(user)
    }

    fn member_at(&self, address: &Address) -> Result<Option<Member>, Infallible> {
        self.memory.member_at(address)
    }

    fn invite(&self, id: &InviteId) -> Result<Option<Invite>, Infallible> {
        self.memory.invite(id)
    }

    fn pending_to(&self, address: &Address, now: Timestamp) -> Result<Vec<Invite>, Infallible> {
        self.memory.pending_to(address, now)
    }

    fn pending_by(&self, inviter: &UserId, now: Timestamp) -> Result<Vec<Invite>, Infallible> {
        self.memory.pending_by(inviter, now)
    }

    fn pending(&self, now: Timestamp) -> Result<Vec<Invite>, Infallible> {
        self.memory.pending(now)
    }

    fn pending_count(&self, now: Timestamp) -> Result<u32, Infallible> {
        let Ok(listed) = self.memory.pending_count(now);
        Ok(listed + self.unlisted)
    }

    fn invites_to(
        &self,
        mailboxes: &[MailboxName],
        decided_by: Option<&UserId>,
    ) -> Result<Vec<Invite>, Infallible> {
        self.memory.invites_to(mailboxes, decided_by)
    }

    fn is_named(&self, user: &UserId) -> Result<bool, Infallible> {
        self.memory.is_named(user)
    }

    fn redemption(
        &self,
        invite: &InviteId,
        user: &UserId,
    ) -> Result<Option<Redemption>, Infallible> {
        self.memory.redemption(invite, user)
    }

    fn last_redemption(&self, invite: &InviteId) -> Result<Option<Redemption>, Infallible> {
        self.memory.last_redemption(invite)
    }

    fn refusals(&self, actor: &Actor, since: Timestamp) -> Result<u32, Infallible> {
        self.memory.refusals(actor, since)
    }

    fn done_at(&self, action: Action, place: u32) -> Result<Option<Timestamp>, Infallible> {
        self.memory.done_at(action, place)
    }

    fn last_join(&self, user: &UserId) -> Result<Option<Details>, Infallible> {
        self.memory.last_join(user)
    }

    fn last_event_at(&self) -> Result<Option<Timestamp>, Infallible> {
        self.memory.last_event_at()
    }

    fn changed(
        &self,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Vec<Changed>>, Infallible> {
        self.memory.changed(since, now)
    }

    fn last_mail(&self, invite: &InviteId) -> Result<Option<Mail>, Infallible> {
        self.memory.last_mail(invite)
    }

    fn mailed_at(
        &self,
        inviter: Option<&UserId>,
        place: u32,
    ) -> Result<Option<Timestamp>, Infallible> {
        self.memory.mailed_at(inviter, place)
    }

    fn recorded(&self, actor: &Actor, key: &str) -> Result<Option<Recorded>, Infallible> {
        self.memory.recorded(actor, key)
    }

    fn project(&self, id: &ProjectId) -> Result<Option<Project>, Infallible> {
        self.memory.project(id)
    }

    fn project_by_external_id(&self, external_id: &str) -> Result<Option<Project>, Infallible> {
        self.memory.project_by_external_id(external_id)
    }

    fn project_count(&self) -> Result<u32, Infallible> {
        let Ok(listed) = self.memory.project_count();
        Ok(listed + self.unlisted_projects)
    }

    fn archived_since(&self, since: Timestamp) -> Result<Vec<Project>, Infallible> {
        self.memory.archived_since(since)
    }

    fn grant(&self, user: &UserId, project: &ProjectId) -> Result<Option<Grant>, Infallible> {
        self.memory.grant(user, project)
    }

    fn grants_of(&self, user: &UserId) -> Result<Vec<Grant>, Infallible> {
        self.memory.grants_of(user)
    }

    fn grant_count(&self, user: &UserId) -> Result<u32, Infallible> {
        let Ok(listed) = self.memory.grant_count(user);
        Ok(listed + self.unlisted_grants)
    }

    fn review(&self, id: &ReviewId) -> Result<Option<Review>, Infallible> {
        self.memory.review(id)
    }

    fn open_review(&self) -> Result<Option<Review>, Infallible> {
        self.memory.open_review()
    }

    fn review_count(&self) -> Result<u32, Infallible> {
        self.memory.review_count()
    }

    fn review_entry(
        &self,
        review: &ReviewId,
        user: &UserId,
    ) -> Result<Option<ReviewEntry>, Infallible> {
        self.memory.review_entry(review, user)
    }

    fn apply(&mut self, changes: Vec<Change>) -> Result<(), Infallible> {
        if changes
            .iter()
            .any(|each| matches!(each, Change::RevokePending(_) | Change::EraseAccount))
        {
            self.unlisted = 0;
        }
        if changes
            .iter()
            .any(|each| matches!(each, Change::DropProjects | Change::EraseAccount))
        {
            self.unlisted_projects = 0;
            self.unlisted_grants = 0;
        }
        self.memory.apply(changes)
    }
}
