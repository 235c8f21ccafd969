//! Core's store over an account's database. It reads and writes rows, and decides nothing.
//!
//! Each table has a file, with its schema at the head. Text columns hold ids and names; `at` and `…_at` columns hold
//! milliseconds since 1970, `…_on` columns days since 1970.

mod account;
mod added_columns;
mod assignment;
mod audit_cut;
mod erasures;
mod events;
mod expired_invites;
pub(super) mod former_owners;
mod grants;
mod idempotency;
mod invites;
mod join_events;
pub(super) mod mails;
mod member_list;
mod member_search;
mod members;
pub(super) mod outbox;
mod projects;
mod queue_times;
mod redemptions;
mod restored;
mod reviews;
mod team_tables;
mod webhook_cursors;

use hallpass_core::account::{
    Account, Announcement, Change, Grant, Invite, Kind, Member, Presence, Project, Recorded,
    Redemption, Review, ReviewEntry, Store,
};
use hallpass_core::audit::{Action, Actor, Details};
use hallpass_core::freshness::Changed;
use hallpass_core::link::MailboxName;
use hallpass_core::mail::Mail;
use hallpass_core::{Address, InviteId, ProjectId, ReviewId, Timestamp, UserId};

use crate::error::InternalError;
use added_columns::{SchemaObject, is_complete};
use team_tables::TeamTables;

pub(super) use account::{AccountStore, TABLE as ACCOUNT_TABLE};
pub(super) use events::{ActorNames, EventOrder, NumberedEvent};
pub(super) use grants::GrantedMember;
pub(super) use member_list::MemberFilter;
pub(super) use member_search::has_unindexed_members;
pub(super) use projects::project_position;
pub(super) use queue_times::QueueTimes;
pub(super) use reviews::CoveredUser;
pub(super) use webhook_cursors::{store_webhook_cursor, webhook_progress};

impl AccountStore<'_> {
    /// The account's own row, whether the account is open or closed.
    pub(super) fn account(&self) -> Result<Option<Account>, InternalError> {
        Ok(match self.presence()? {
            Presence::Open(account) | Presence::Closed(account) => Some(account),
            Presence::Unknown => None,
        })
    }

    /// The database, for statements about invites, projects, reviews and mails.
    const fn team_tables(&self) -> TeamTables<'_> {
        TeamTables::new(self.db)
    }

    /// Creates the tables, columns and indexes that an earlier release did not have, those of [`team_tables`] only where the
    /// database has any of them.
    ///
    /// An instance looks once at what there is, and changes nothing in a database of this release. In one that was restored from
    /// a backup, the account is continued.
    pub(in super::super) fn create_schema(&self) -> Result<(), InternalError> {
        if self.db.has_current_schema() {
            return Ok(());
        }
        let existing = SchemaObject::all(self.db)?;
        let has_team_tables = existing
            .iter()
            .any(|object| object.name == team_tables::TABLE);
        self.db.set_has_team_tables(has_team_tables);
        self.db
            .set_has_search_index(member_search::has_index(&existing));
        let mut schema = [
            account::SCHEMA,
            members::SCHEMA,
            events::SCHEMA,
            audit_cut::SCHEMA,
            idempotency::SCHEMA,
            outbox::SCHEMA,
            webhook_cursors::SCHEMA,
        ]
        .concat();
        if existing.is_empty() {
            return self.db.create_schema(&schema);
        }
        let mut added = [
            &members::ADDED_COLUMNS[..],
            &member_search::ADDED_COLUMNS[..],
        ]
        .concat();
        if has_team_tables {
            schema.push_str(&team_tables::schema());
            added.extend(invites::ADDED_COLUMNS);
        }
        let has_columns = added.iter().all(|column| column.is_in(&existing));
        if has_columns && is_complete(&schema, &existing) {
            self.db.set_schema_current();
        } else {
            added
                .into_iter()
                .try_for_each(|column| column.add_to(self.db))?;
            self.db.create_schema(&schema)?;
        }
        if restored::is_marked(&existing) {
            self.resume_restored()?;
        }
        Ok(())
    }

    fn write(&self, change: &Change, account: &Account) -> Result<(), InternalError> {
        match change {
            Change::PutAccount(account) => self.put_account(Presence::Open(account.clone())),
            Change::CloseAccount(account) => self.put_account(Presence::Closed(account.clone())),
            Change::PutMember(member) => self.put_member(member),
            Change::DropMember(user) => self.delete_member(user),
            Change::DropMembersExcept(user) => {
                // The broadcast reads the members table, which does not hold them any more when it runs.
                self.enqueue_members_except(user, account)?;
                self.delete_members_except(user)
            }
            Change::PutInvite(invite) => self.put_invite(invite),
            Change::DropInvite(id) => self.erase_invite(id, account),
            Change::ForgetName(user) => self.forget_name(user),
            Change::EraseAccount => self.erase_account(),
            Change::PutRedemption(redemption) => self.put_redemption(redemption),
            Change::RevokePending(at) => self.revoke_pending_invites(*at),
            Change::PutMail(mail) => self.put_mail(mail),
            Change::PutReview(review) => self.put_review(review),
            Change::PutReviewEntry(entry) => self.put_review_entry(entry),
            Change::SettleUndecided(review) => self.settle_undecided(review),
            Change::DropReviews => self.delete_reviews(),
            Change::PutProject(project) => self.put_project(project),
            Change::DropProjects => self.delete_projects_and_grants(),
            Change::PutGrant { user, grant, at } => self.put_grant(user, grant, *at),
            Change::DropGrant { user, project } => self.delete_grant(user, project),
            Change::DropGrantsOf(user) => self.delete_grants_of(user),
            Change::Append(event) => self.append_event(event),
            Change::Record(actor, record) => self.put_record(actor, record),
            Change::ReplaceOwnAccount(person) => self.enqueue_former_owner(person),
            Change::Announce(Announcement::EveryPending) => self.enqueue_pending_invites(account),
            // What a command announces is enqueued when all of its changes are written.
            Change::Announce(_) => Ok(()),
        }
    }
}

/// What a change announces, if it is one that does.
fn announcement(change: &Change) -> Option<&Announcement> {
    if let Change::Announce(announcement) = change {
        Some(announcement)
    } else {
        None
    }
}

/// The account's own row as these changes leave it. Every list of changes that is not empty holds it.
fn final_account(changes: &[Change]) -> Option<&Account> {
    changes.iter().rev().find_map(|change| {
        if let Change::PutAccount(account) | Change::CloseAccount(account) = change {
            Some(account)
        } else {
            None
        }
    })
}

impl Store for AccountStore<'_> {
    type Error = InternalError;

    fn presence(&self) -> Result<Presence, InternalError> {
        if let Some(presence) = &*self.presence.borrow() {
            return Ok(presence.clone());
        }
        let presence = self.read_presence()?;
        self.presence.replace(Some(presence.clone()));
        Ok(presence)
    }

    fn member(&self, user: &UserId) -> Result<Option<Member>, InternalError> {
        self.member_by_id(user)
    }

    fn member_at(&self, address: &Address) -> Result<Option<Member>, InternalError> {
        self.member_by_address(address)
    }

    fn invite(&self, id: &InviteId) -> Result<Option<Invite>, InternalError> {
        self.invite_by_id(id)
    }

    fn pending_to(&self, address: &Address, now: Timestamp) -> Result<Vec<Invite>, InternalError> {
        self.pending_invites_to(address, now)
    }

    fn pending_by(&self, inviter: &UserId, now: Timestamp) -> Result<Vec<Invite>, InternalError> {
        self.pending_invites_by(inviter, now)
    }

    fn pending(&self, now: Timestamp) -> Result<Vec<Invite>, InternalError> {
        self.pending_invites(now)
    }

    fn pending_count(&self, now: Timestamp) -> Result<u32, InternalError> {
        self.count_pending_invites(now)
    }

    fn invites_to(
        &self,
        mailboxes: &[MailboxName],
        decided_by: Option<&UserId>,
    ) -> Result<Vec<Invite>, InternalError> {
        self.invites_to_mailboxes(mailboxes, decided_by)
    }

    fn is_named(&self, user: &UserId) -> Result<bool, InternalError> {
        self.has_name_of(user)
    }

    fn redemption(
        &self,
        invite: &InviteId,
        user: &UserId,
    ) -> Result<Option<Redemption>, InternalError> {
        self.redemption_by(invite, user)
    }

    fn last_redemption(&self, invite: &InviteId) -> Result<Option<Redemption>, InternalError> {
        self.newest_redemption(invite)
    }

    fn review(&self, id: &ReviewId) -> Result<Option<Review>, InternalError> {
        self.review_by_id(id)
    }

    fn open_review(&self) -> Result<Option<Review>, InternalError> {
        self.review_that_is_open()
    }

    fn review_count(&self) -> Result<u32, InternalError> {
        self.count_reviews()
    }

    fn review_entry(
        &self,
        review: &ReviewId,
        user: &UserId,
    ) -> Result<Option<ReviewEntry>, InternalError> {
        self.entry_of_review(review, user)
    }

    fn project(&self, id: &ProjectId) -> Result<Option<Project>, InternalError> {
        self.project_by_id(id)
    }

    fn project_by_external_id(&self, external_id: &str) -> Result<Option<Project>, InternalError> {
        self.project_of_platform(external_id)
    }

    fn project_count(&self) -> Result<u32, InternalError> {
        self.count_projects()
    }

    fn archived_since(&self, since: Timestamp) -> Result<Vec<Project>, InternalError> {
        self.projects_archived_since(since)
    }

    fn grant(&self, user: &UserId, project: &ProjectId) -> Result<Option<Grant>, InternalError> {
        self.grant_in_project(user, project)
    }

    fn grants_of(&self, user: &UserId) -> Result<Vec<Grant>, InternalError> {
        self.grants_of_member(user)
    }

    fn grant_count(&self, user: &UserId) -> Result<u32, InternalError> {
        self.count_grants_of(user)
    }

    fn refusals(&self, actor: &Actor, since: Timestamp) -> Result<u32, InternalError> {
        self.count_refusals(actor, since)
    }

    fn done_at(&self, action: Action, place: u32) -> Result<Option<Timestamp>, InternalError> {
        self.nth_latest(action, place)
    }

    fn last_join(&self, user: &UserId) -> Result<Option<Details>, InternalError> {
        self.details_of_last_join(user)
    }

    fn last_event_at(&self) -> Result<Option<Timestamp>, InternalError> {
        self.newest_event_at()
    }

    fn changed(
        &self,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Vec<Changed>>, InternalError> {
        self.members_changed_between(since, now)
    }

    fn last_mail(&self, invite: &InviteId) -> Result<Option<Mail>, InternalError> {
        self.last_mail_of(invite)
    }

    fn mailed_at(
        &self,
        inviter: Option<&UserId>,
        place: u32,
    ) -> Result<Option<Timestamp>, InternalError> {
        self.nth_newest_mail(inviter, place)
    }

    fn recorded(&self, actor: &Actor, key: &str) -> Result<Option<Recorded>, InternalError> {
        self.record(actor, key)
    }

    fn apply(&mut self, changes: Vec<Change>) -> Result<(), InternalError> {
        let Some(account) = final_account(&changes) else {
            return if changes.is_empty() {
                Ok(())
            } else {
                Err(InternalError::new("changes without the account's own row"))
            };
        };
        self.create_schema()?;
        if account.kind == Kind::Team {
            self.team_tables().create()?;
        }
        if account.member_count >= member_search::MIN_MEMBERS {
            self.create_search_index()?;
        }
        changes
            .iter()
            .try_for_each(|change| self.write(change, account))?;
        self.keep_actor_name()?;
        self.announce(changes.iter().filter_map(announcement), account)
    }
}
