//! The operations of a mailbox.

use std::rc::Rc;

use hallpass_core::delivery::{Delivery, Pruning, Reception};
use hallpass_core::{Timestamp, UserId, limits};
use hallpass_protocol::object::mailbox::{ExportedMailbox, PutInviteRow};
use hallpass_protocol::object::{ObjectError, Paging};
use hallpass_protocol::shape::{Invite, Page};

use super::storage::{MailboxStore, StoredState};
use crate::clock;
use crate::error::InternalError;
use crate::objects::cursor::{self, Position};
use crate::objects::erase_queue::EraseQueue;
use crate::objects::pruning::{PruningAlarm, ROWS_PER_ALARM};
use crate::objects::server::OperationResult;
use crate::objects::storage::Database;

/// The object's name in the log.
pub(super) const OBJECT: &str = "mailbox";

/// One address's pending invites.
pub(super) struct Inbox {
    pub(super) db: Rc<Database>,
    pub(super) erasures: EraseQueue,
    alarm: PruningAlarm,
}

impl Inbox {
    pub(super) fn new(db: Database) -> Self {
        let db = Rc::new(db);
        Self {
            erasures: EraseQueue::new(Rc::clone(&db)),
            db,
            alarm: PruningAlarm::new(),
        }
    }

    /// Stores an invite, or a tombstone that keeps older rows out. An invite for which a full mailbox has no place is
    /// dropped; its link works.
    ///
    /// Takes the invite and its version; returns nothing. Safe to retry, in any order: only a newer version is stored, and
    /// a delivery that was under way for hours fails. An invite from before the address's holder was erased is not stored: it
    /// is erased from its account.
    pub(super) fn put_invite_row(&self, now: Timestamp, put: &PutInviteRow) -> OperationResult<()> {
        if self.was_erased(put)? {
            return Ok(self.erasures.add_account(put.invite.account(), now)?);
        }
        let due = self.db.transaction(|| {
            let store = self.store();
            store.create()?;
            let StoredState {
                pruning,
                entry,
                has_mails,
            } = store.state_of(put.invite, now)?;
            let delivery = Delivery {
                version: put.version,
                sent_at: now,
            };
            let stored_version = entry.as_ref().map(|entry| entry.version);
            match pruning.judge(delivery, stored_version) {
                Reception::Store => {}
                Reception::Outdated => return Ok(None),
                Reception::TooLate => {
                    return Err(InternalError::new("an invite arrived too late"));
                }
            }
            if put.has_joined && has_mails {
                store.forget_mails_of(put.invite.account())?;
            }
            let had_place = entry.is_some_and(|entry| entry.is_invite == 1);
            match &put.row {
                None => store.put_tombstone(put.invite, put.version, now)?,
                Some(invite) if had_place || make_room(&store, &invite.inviter.user, now)? => {
                    store.put_invite(put.invite, put.version, invite)?;
                }
                Some(_) => store.remember_account(put.invite.account())?,
            }
            self.next_due(&store, pruning)
        })?;
        self.alarm.set(&self.db, OBJECT, now, due);
        Ok(())
    }

    /// Counts the pending invites that the inbox shows.
    ///
    /// Returns how many there are. Safe to retry.
    pub(super) fn count_pending_invites(&self, now: Timestamp) -> OperationResult<u32> {
        let store = self.store();
        if !store.exists()? {
            return Ok(0);
        }
        Ok(store.count_shown(now)?)
    }

    /// Lists the pending invites that the inbox shows, newest first.
    ///
    /// Takes a page; returns the invites. Safe to retry.
    pub(super) fn list_pending_invites(
        &self,
        now: Timestamp,
        paging: &Paging,
    ) -> OperationResult<Page<Invite>> {
        let start = cursor::start(paging, Position::newest()).map_err(ObjectError::Refused)?;
        let store = self.store();
        let invites = if store.exists()? {
            store.shown(now, &start, cursor::read_limit(paging))?
        } else {
            Vec::new()
        };
        Ok(cursor::page(invites, paging, |invite: &Invite| Position {
            number: invite.created_at.milliseconds(),
            id: invite.id.to_string(),
        }))
    }

    /// Reads everything that the mailbox has.
    ///
    /// Returns all pending invites, and whether mails are welcome. Safe to retry.
    pub(super) fn export_mailbox(&self, now: Timestamp) -> OperationResult<ExportedMailbox> {
        let store = self.store();
        let invites = if store.exists()? {
            store.pending(now)?
        } else {
            Vec::new()
        };
        Ok(ExportedMailbox {
            preference: self.read_mail_preference()?,
            invites,
        })
    }

    /// Continues after a restore from a backup: the alarm that was set when it was made is gone.
    pub(super) fn resume(&self) -> Result<String, InternalError> {
        if self.store().exists()? {
            let now = clock::now();
            self.alarm.set(&self.db, OBJECT, now, Some(now));
        }
        Ok(String::new())
    }

    /// Makes tombstones of expired invites, and deletes tombstones that are old enough.
    pub(super) fn on_alarm(&self) {
        self.alarm.run(&self.db, OBJECT, |now| {
            let store = self.store();
            store.create()?;
            store.bury_expired(now, ROWS_PER_ALARM)?;
            if let Some(until) = store.pruning(now)?.deletable_until(now) {
                store.delete_tombstones(now, until, ROWS_PER_ALARM)?;
            }
            self.next_due(&store, store.pruning(now)?)
        });
    }

    /// When a row can be changed or an erasure continues, whichever is first.
    fn next_due(
        &self,
        store: &MailboxStore<'_>,
        pruning: Pruning,
    ) -> Result<Option<Timestamp>, InternalError> {
        let times = [next_deletion(store, pruning)?, self.erasures.next_due()?];
        Ok(times.into_iter().flatten().min())
    }

    pub(super) fn store(&self) -> MailboxStore<'_> {
        MailboxStore(&self.db)
    }
}

/// When an invite expires or a tombstone can be deleted, whichever is first.
fn next_deletion(
    store: &MailboxStore<'_>,
    pruning: Pruning,
) -> Result<Option<Timestamp>, InternalError> {
    let (first_end, oldest_tombstone) = store.first_times()?;
    let tombstone = oldest_tombstone.map(|made| pruning.due(made));
    Ok([first_end, tombstone].into_iter().flatten().min())
}

/// Whether there is a place for a new invite of this inviter, who has a limit of their own.
///
/// In a full mailbox it replaces the newest invite of the inviter who has the most there, if they still have as many as
/// this inviter afterwards. So a flood from few inviters leaves room for all others, and no flood removes an inviter's
/// only invite.
fn make_room(
    store: &MailboxStore<'_>,
    inviter: &UserId,
    now: Timestamp,
) -> Result<bool, InternalError> {
    let share = store.count_pending_by(inviter, now)?;
    if share >= limits::INBOX_INVITES_PER_INVITER {
        return Ok(false);
    }
    if store.count_pending(now)? < limits::INBOX_INVITES {
        return Ok(true);
    }
    match store.busiest_inviter(now)? {
        Some(busiest) if busiest.count > share.saturating_add(1) => {
            store.delete_newest_by(&busiest.user, now)?;
            Ok(true)
        }
        Some(_) | None => Ok(false),
    }
}
