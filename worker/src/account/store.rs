//! Core's store over an account's database. It reads and writes what it is told, and decides nothing.

use hallpass_core::account::{
    Account, Announcement, Caller, Change, Invite, Member, Presence, Recorded, Store,
};
use hallpass_core::audit::{Action, Actor, Event};
use hallpass_core::freshness::Changed;
use hallpass_core::{Address, InviteId, Timestamp, UserId, limits};

use crate::error::InternalError;
use crate::json;
use crate::object::{Database, Param, Row, params};

use super::{rows, sql};

/// An account's database at the moment of a command.
pub(super) struct Sql<'a> {
    pub(super) db: &'a Database,
    pub(super) now: Timestamp,
    /// Whose command it is, where it is one.
    pub(super) caller: Option<&'a Caller>,
}

impl<'a> Sql<'a> {
    /// The database as the outbox reads it: on nobody's behalf.
    pub(super) const fn at(db: &'a Database, now: Timestamp) -> Self {
        Self {
            db,
            now,
            caller: None,
        }
    }
}

impl Sql<'_> {
    fn invites(&self, statement: &str, params: &[Param]) -> Result<Vec<Invite>, InternalError> {
        let rows = self.db.rows(statement, params)?;
        rows.into_iter()
            .map(|mut row| rows::invite(&mut row))
            .collect()
    }

    fn one<T>(
        &self,
        statement: &str,
        params: &[Param],
        read: impl FnOnce(&mut Row) -> Result<T, InternalError>,
    ) -> Result<Option<T>, InternalError> {
        let found = self.db.row(statement, params)?;
        found.map(|mut row| read(&mut row)).transpose()
    }

    fn announce(
        &self,
        announcement: &Announcement,
        account: &Account,
    ) -> Result<(), InternalError> {
        let version = account.sequence;
        match announcement {
            Announcement::Member(user) => {
                let subject = account.id.to_string();
                self.db.run(
                    sql::ENQUEUE,
                    &params!["user", user.as_str(), subject, version],
                )
            }
            Announcement::Invite(id) => {
                let invite = self.invite(id)?;
                match invite.and_then(|invite| invite.mailbox) {
                    Some(mailbox) => self.db.run(
                        sql::ENQUEUE,
                        &params!["mailbox", mailbox.to_string(), id.to_string(), version],
                    ),
                    None => Ok(()),
                }
            }
            Announcement::EveryMember => self.db.run(sql::BROADCAST, &params![version]),
            Announcement::EveryPending => self
                .db
                .run(sql::ENQUEUE_PENDING, &params![version, self.now]),
        }
    }

    fn take_over(&self, change: &Change, account: &Account) -> Result<(), InternalError> {
        match change {
            Change::PutAccount(account) => rows::put_account(self.db, account, rows::Life::Open),
            Change::CloseAccount(account) => {
                rows::put_account(self.db, account, rows::Life::Closed)
            }
            Change::PutMember(member) => rows::put_member(self.db, member),
            Change::DropMember(user) => self.db.run(sql::DROP_MEMBER, &params![user.as_str()]),
            Change::DropMembersExcept(user) => {
                // The broadcast walks over members, and would not meet those who are out.
                let subject = account.id.to_string();
                self.db.run(
                    sql::ENQUEUE_MEMBERS_EXCEPT,
                    &params![subject, account.sequence, user.as_str()],
                )?;
                self.db
                    .run(sql::DROP_MEMBERS_EXCEPT, &params![user.as_str()])
            }
            Change::PutInvite(invite) => rows::put_invite(self.db, invite),
            Change::RevokePending(at) => self.db.run(sql::REVOKE_PENDING, &params![*at]),
            Change::Append(event) => self.append(event),
            Change::Record(actor, record) => self.record(actor, record),
            Change::Announce(announcement) => self.announce(announcement, account),
        }
    }

    /// Keeps the caller's name with their event: it is not in the chain, and they may leave.
    fn append(&self, event: &Event) -> Result<(), InternalError> {
        let actor = &event.draft.actor;
        if let Some(caller) = self.caller
            && *actor != Actor::System
        {
            self.db
                .run(sql::PUT_ACTOR, &params![actor.id(), caller.name().as_str()])?;
        }
        rows::append(self.db, event)
    }

    fn record(&self, actor: &Actor, record: &Recorded) -> Result<(), InternalError> {
        let forgotten = record.at.plus_seconds(-limits::IDEMPOTENCY_SECONDS);
        self.db.run(sql::SWEEP_RECORDS, &params![forgotten])?;
        let done = json::written(&record.done);
        self.db.run(
            sql::RECORD,
            &params![
                actor.id(),
                &record.key,
                &record.fingerprint,
                record.at,
                done
            ],
        )
    }
}

/// The account's own row as these changes leave it. Every list of changes ends with it.
fn account_of(changes: &[Change]) -> Option<&Account> {
    changes.iter().rev().find_map(|change| match change {
        Change::PutAccount(account) | Change::CloseAccount(account) => Some(account),
        Change::PutMember(_)
        | Change::DropMember(_)
        | Change::DropMembersExcept(_)
        | Change::PutInvite(_)
        | Change::RevokePending(_)
        | Change::Append(_)
        | Change::Record(..)
        | Change::Announce(_) => None,
    })
}

impl Store for Sql<'_> {
    type Error = InternalError;

    fn presence(&self) -> Result<Presence, InternalError> {
        if !self.db.has_tables(sql::FIRST_TABLE)? {
            return Ok(Presence::Unknown);
        }
        Ok(self
            .one(sql::ACCOUNT, &[], rows::presence)?
            .unwrap_or(Presence::Unknown))
    }

    fn member(&self, user: &UserId) -> Result<Option<Member>, InternalError> {
        self.one(sql::MEMBER, &params![user.as_str()], rows::member)
    }

    fn member_at(&self, address: &Address) -> Result<Option<Member>, InternalError> {
        self.one(sql::MEMBER_AT, &params![address.as_str()], rows::member)
    }

    fn invite(&self, id: &InviteId) -> Result<Option<Invite>, InternalError> {
        self.one(sql::INVITE, &params![id.to_string()], rows::invite)
    }

    fn pending_to(
        &self,
        address: &Address,
        now: Timestamp,
    ) -> Result<Option<Invite>, InternalError> {
        self.one(
            sql::PENDING_TO,
            &params![address.as_str(), now],
            rows::invite,
        )
    }

    fn pending_by(&self, inviter: &UserId, now: Timestamp) -> Result<Vec<Invite>, InternalError> {
        self.invites(sql::PENDING_BY, &params![inviter.as_str(), now])
    }

    fn pending(&self, now: Timestamp) -> Result<Vec<Invite>, InternalError> {
        self.invites(sql::PENDING, &params![now])
    }

    fn pending_count(&self, now: Timestamp) -> Result<u32, InternalError> {
        let count = self.one(sql::PENDING_COUNT, &params![now], Row::count)?;
        Ok(count.unwrap_or_default())
    }

    fn refusals(&self, actor: &Actor, since: Timestamp) -> Result<u32, InternalError> {
        let count = self.one(sql::REFUSALS, &params![actor.id(), since], Row::count)?;
        Ok(count.unwrap_or_default())
    }

    fn done_at(&self, action: Action, place: u32) -> Result<Option<Timestamp>, InternalError> {
        let newer = place.saturating_sub(1);
        self.one(sql::DONE_AT, &params![action.as_str(), newer], Row::moment)
    }

    fn last_event_at(&self) -> Result<Option<Timestamp>, InternalError> {
        self.one(sql::LAST_EVENT_AT, &[], Row::moment)
    }

    fn changed(&self, since: Timestamp) -> Result<Option<Vec<Changed>>, InternalError> {
        let most = limits::CHANGED_MEMBERS;
        let limit = u32::try_from(most).unwrap_or(u32::MAX).saturating_add(1);
        let rows = self
            .db
            .rows(sql::STANDING_CHANGED, &params![since, limit])?;
        let few = rows.len() <= most;
        let changed = rows.into_iter().map(|mut row| {
            Ok(Changed {
                user: row.parsed()?,
                epoch: row.optional_count()?,
            })
        });
        let changed: Result<Vec<_>, InternalError> = changed.collect();
        Ok(Some(changed?).filter(|_| few))
    }

    fn recorded(&self, actor: &Actor, key: &str) -> Result<Option<Recorded>, InternalError> {
        self.one(sql::RECORDED, &params![actor.id(), key], rows::recorded)
    }

    fn apply(&mut self, changes: Vec<Change>) -> Result<(), InternalError> {
        let Some(account) = account_of(&changes) else {
            return if changes.is_empty() {
                Ok(())
            } else {
                Err(InternalError::new("changes without the account's own row"))
            };
        };
        self.db.create(sql::CREATE)?;
        changes
            .iter()
            .try_for_each(|change| self.take_over(change, account))
    }
}
