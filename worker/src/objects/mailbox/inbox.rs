//! The operations of a mailbox.

use hallpass_core::Timestamp;
use hallpass_protocol::object::mailbox::PutInviteRow;
use hallpass_protocol::object::{ObjectError, Paging};
use hallpass_protocol::shape::{Invite, Page};

use super::storage::MailboxStore;
use crate::objects::cursor::{self, Position};
use crate::objects::server::OperationResult;
use crate::objects::storage::Database;

/// One address's pending invites.
pub(super) struct Inbox {
    db: Database,
}

impl Inbox {
    pub(super) const fn new(db: Database) -> Self {
        Self { db }
    }

    /// Stores an invite, or a tombstone that keeps older rows out.
    ///
    /// Takes the invite and its version; returns nothing. Safe to retry, in any order: only a newer version is stored.
    pub(super) fn put_invite_row(&self, put: &PutInviteRow) -> OperationResult<()> {
        let stored = self.db.transaction(|| {
            let store = self.store();
            store.create()?;
            let stored = store.version(put.invite)?;
            if stored.is_some_and(|version| version >= put.version) {
                return Ok(());
            }
            store.put(put.invite, put.version, put.row.as_ref())
        });
        Ok(stored?)
    }

    /// Counts the pending invites.
    ///
    /// Returns how many there are. Safe to retry.
    pub(super) fn count_pending_invites(&self, now: Timestamp) -> OperationResult<u32> {
        let store = self.store();
        if !store.exists()? {
            return Ok(0);
        }
        Ok(store.count_pending(now)?)
    }

    /// Lists the pending invites, newest first.
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
            store.pending(now, &start, cursor::read_limit(paging))?
        } else {
            Vec::new()
        };
        Ok(cursor::page(invites, paging, |invite: &Invite| Position {
            number: invite.created_at.milliseconds(),
            id: invite.id.to_string(),
        }))
    }

    const fn store(&self) -> MailboxStore<'_> {
        MailboxStore(&self.db)
    }
}
