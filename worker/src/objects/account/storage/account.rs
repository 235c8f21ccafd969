//! An account's database as one request sees it, and the account's own row.

use core::cell::{Cell, RefCell};

use hallpass_core::account::{
    Account, Caller, Invite, Kind, Member, Presence, Transfer, TransferState,
};
use hallpass_core::audit::{Event, Hash, Head};
use hallpass_core::{AccountId, Name, PolicyId, Timestamp, UserId};
use serde::Deserialize;

use crate::error::InternalError;
use crate::objects::storage::{Database, params};

/// The table whose existence means that the account was opened.
pub(crate) const TABLE: &str = "account";

/// One row; `closed` makes it a tombstone, which keeps the id from being used again. `transfers` has the latest offer of
/// ownership, in a separate table: the previous release replaces the account's row, and would drop it.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS account (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, personal_name TEXT,
  epoch INTEGER NOT NULL, floor_epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, policy TEXT NOT NULL,
  member_count INTEGER NOT NULL, created_at INTEGER NOT NULL, spend_limit INTEGER, external_id TEXT,
  audit_count INTEGER NOT NULL, audit_hash TEXT NOT NULL, closed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS transfers (
  id INTEGER PRIMARY KEY CHECK (id = 1), recipient TEXT NOT NULL, offered_at INTEGER NOT NULL, state TEXT NOT NULL
) STRICT;
";

/// An account's database, at the time of one request.
pub(crate) struct AccountStore<'a> {
    pub(super) db: &'a Database,
    /// The time of the request.
    pub(crate) now: Timestamp,
    /// Who made the request, if a user or a service did. Their name is stored beside their events.
    pub(super) principal: Option<&'a Caller>,
    /// The account's own row, once it was read or written: a request reads it once.
    pub(super) presence: RefCell<Option<Presence>>,
    /// The time of the last event, when the account's own row was read.
    pub(super) last_event_at: Cell<Option<Timestamp>>,
    /// The members that the request has read or written, so that none is read twice. `None` is no member.
    pub(super) members: RefCell<Vec<(UserId, Option<Member>)>>,
    /// The invites that the request has written.
    pub(super) written_invites: RefCell<Vec<Invite>>,
    /// The events that the request has appended to the log.
    pub(super) appended_events: RefCell<Vec<Event>>,
}

impl<'a> AccountStore<'a> {
    /// The database for a request of `principal` at `now`.
    pub(crate) const fn new(
        db: &'a Database,
        now: Timestamp,
        principal: Option<&'a Caller>,
    ) -> Self {
        Self {
            db,
            now,
            principal,
            presence: RefCell::new(None),
            last_event_at: Cell::new(None),
            members: RefCell::new(Vec::new()),
            written_invites: RefCell::new(Vec::new()),
            appended_events: RefCell::new(Vec::new()),
        }
    }
}

#[derive(Deserialize)]
struct AccountRow {
    id: AccountId,
    kind: Kind,
    name: Name,
    owner: UserId,
    personal_name: Option<Name>,
    epoch: u64,
    floor_epoch: u64,
    sequence: u64,
    policy: PolicyId,
    member_count: u32,
    created_at: i64,
    spend_limit: Option<u64>,
    external_id: Option<String>,
    audit_count: u64,
    audit_hash: Hash,
    closed: i64,
    recipient: Option<UserId>,
    offered_at: Option<i64>,
    state: Option<String>,
    last_event_at: Option<i64>,
}

impl TryFrom<AccountRow> for Presence {
    type Error = InternalError;

    fn try_from(row: AccountRow) -> Result<Self, InternalError> {
        let transfer = match (row.recipient, row.offered_at, row.state) {
            (Some(to), Some(offered_at), Some(state)) => Some(Transfer {
                to,
                offered_at: Timestamp::from_milliseconds(offered_at),
                state: TransferState::parse(&state)
                    .ok_or_else(|| InternalError::new("a transfer is in an unknown state"))?,
            }),
            _ => None,
        };
        let account = Account {
            id: row.id,
            kind: row.kind,
            name: row.name,
            owner: row.owner,
            personal_name: row.personal_name,
            epoch: row.epoch,
            floor_epoch: row.floor_epoch,
            sequence: row.sequence,
            policy: row.policy,
            member_count: row.member_count,
            created_at: Timestamp::from_milliseconds(row.created_at),
            spend_limit_cents_per_hour: row.spend_limit,
            external_id: row.external_id,
            transfer,
            audit: Head {
                count: row.audit_count,
                hash: row.audit_hash,
            },
        };
        Ok(if row.closed == 0 {
            Self::Open(account)
        } else {
            Self::Closed(account)
        })
    }
}

impl AccountStore<'_> {
    pub(super) fn read_presence(&self) -> Result<Presence, InternalError> {
        if !self.db.has_table(TABLE)? {
            return Ok(Presence::Unknown);
        }
        // An instance's first request may find a database of an earlier release. It changes no fact, so a query may do it.
        self.create_schema()?;
        let row: Option<AccountRow> = self.db.row(
            "SELECT account.id, kind, name, owner, personal_name, epoch, floor_epoch, sequence, policy, member_count, \
             created_at, spend_limit, external_id, audit_count, audit_hash, closed, recipient, offered_at, state, \
             (SELECT at FROM events WHERE seq >= audit_count ORDER BY seq DESC LIMIT 1) AS last_event_at \
             FROM account LEFT JOIN transfers ON transfers.id = 1 LIMIT 1",
            params![],
        )?;
        let last_event_at = row.as_ref().and_then(|row| row.last_event_at);
        self.last_event_at
            .set(last_event_at.map(Timestamp::from_milliseconds));
        row.map_or(Ok(Presence::Unknown), TryInto::try_into)
    }

    pub(super) fn put_account(&self, presence: Presence) -> Result<(), InternalError> {
        let (account, closed) = match &presence {
            Presence::Open(account) => (account, 0_u32),
            Presence::Closed(account) => (account, 1),
            Presence::Unknown => return Err(InternalError::new("no account to store")),
        };
        self.db.execute(
            "INSERT OR REPLACE INTO account (id, kind, name, owner, personal_name, epoch, floor_epoch, sequence, \
             policy, member_count, created_at, spend_limit, external_id, audit_count, audit_hash, closed) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                account.id.to_string(),
                kind_word(account.kind),
                account.name.as_str(),
                account.owner.as_str(),
                account.personal_name.as_ref().map(Name::as_str),
                account.epoch,
                account.floor_epoch,
                account.sequence,
                account.policy.as_str(),
                account.member_count,
                account.created_at,
                account.spend_limit_cents_per_hour,
                account.external_id.as_ref(),
                account.audit.count,
                account.audit.hash.to_string(),
                closed,
            ],
        )?;
        self.put_transfer(account.transfer.as_ref())?;
        self.presence.replace(Some(presence));
        Ok(())
    }

    /// Stores the latest offer of ownership, if it is another one than before.
    fn put_transfer(&self, transfer: Option<&Transfer>) -> Result<(), InternalError> {
        let stored = match &*self.presence.borrow() {
            Some(Presence::Open(account) | Presence::Closed(account)) => account.transfer.clone(),
            Some(Presence::Unknown) | None => None,
        };
        if stored.as_ref() == transfer {
            return Ok(());
        }
        match transfer {
            Some(transfer) => self.db.execute(
                "INSERT OR REPLACE INTO transfers (id, recipient, offered_at, state) VALUES (1, ?, ?, ?)",
                params![
                    transfer.to.as_str(),
                    transfer.offered_at,
                    transfer.state.as_str()
                ],
            ),
            None => self.db.execute("DELETE FROM transfers", params![]),
        }
    }
}

const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Personal => "personal",
        Kind::Team => "team",
    }
}
