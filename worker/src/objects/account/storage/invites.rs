//! Invites.

use hallpass_core::account::{Invite, State, Status};
use hallpass_core::link::MailboxName;
use hallpass_core::{Address, InviteId, Name, Note, RoleName, Timestamp, UserId, UserRef};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::account::AccountStore;
use super::added_columns::AddedColumn;
use super::assignment::{stored_assignment, stored_permissions};
use crate::error::InternalError;
use crate::json;
use crate::objects::cursor::Position;
use crate::objects::storage::params;

/// `state` is `pending`, `accepted`, `declined` or `revoked`; expiry is computed. The indexes of pending invites hold when
/// they end, so that expired ones cost a command nothing. `permissions` is a JSON list where `role` is `custom`, else null. `projects` is a
/// JSON list of grants, or null.
///
/// `link_invites` has what limits who can accept a link invite; one without a row was written by an earlier release, and is
/// for one user. It is a separate table because the previous release replaces whole rows of `invites`: after a rollback,
/// a link would have lost its domains. `domains` is a JSON list, or null.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS invites (
  id TEXT PRIMARY KEY, address TEXT, mailbox TEXT, role TEXT NOT NULL, state TEXT NOT NULL, decided_by TEXT,
  inviter TEXT NOT NULL, inviter_name TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER,
  decided_at INTEGER, resent_at INTEGER, note TEXT, generation INTEGER NOT NULL, permissions TEXT,
  membership_expires_in INTEGER, projects TEXT
) STRICT, WITHOUT ROWID;
DROP INDEX IF EXISTS invites_pending_to;
DROP INDEX IF EXISTS invites_pending_by;
DROP INDEX IF EXISTS invites_pending;
CREATE INDEX IF NOT EXISTS invites_by_address_and_end ON invites (address, expires_at) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS invites_by_inviter_and_end ON invites (inviter, expires_at) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS invites_by_end ON invites (state, expires_at) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS invites_by_creation ON invites (created_at, id);
CREATE INDEX IF NOT EXISTS invites_by_state ON invites (state, created_at, id);
CREATE TABLE IF NOT EXISTS link_invites (
  invite TEXT PRIMARY KEY, max_uses INTEGER NOT NULL, uses INTEGER NOT NULL, domains TEXT
) STRICT, WITHOUT ROWID;
";

/// The columns that databases of earlier releases lack.
pub(super) const ADDED_COLUMNS: [AddedColumn; 3] = [
    AddedColumn::new("invites", "permissions", "TEXT"),
    AddedColumn::new("invites", "membership_expires_in", "INTEGER"),
    AddedColumn::new("invites", "projects", "TEXT"),
];

#[derive(Deserialize)]
struct InviteRow {
    id: InviteId,
    address: Option<Address>,
    mailbox: Option<MailboxName>,
    role: RoleName,
    state: String,
    decided_by: Option<UserId>,
    inviter: UserId,
    inviter_name: Name,
    created_at: i64,
    expires_at: Option<i64>,
    decided_at: Option<i64>,
    resent_at: Option<i64>,
    note: Option<Note>,
    generation: u32,
    permissions: Option<String>,
    membership_expires_in: Option<u64>,
    projects: Option<String>,
    max_uses: Option<u32>,
    uses: Option<u32>,
    domains: Option<String>,
}

impl TryFrom<InviteRow> for Invite {
    type Error = InternalError;

    fn try_from(row: InviteRow) -> Result<Self, InternalError> {
        let state = match (row.state.as_str(), row.decided_by) {
            ("pending", None) => State::Pending,
            ("accepted", Some(user)) => State::Accepted(user),
            ("declined", Some(user)) => State::Declined(user),
            ("revoked", None) => State::Revoked,
            _ => return Err(InternalError::new("an invite is in an unknown state")),
        };
        Ok(Self {
            id: row.id,
            address: row.address,
            mailbox: row.mailbox,
            assignment: stored_assignment(row.role, row.permissions.as_deref())?,
            membership_expires_in: row.membership_expires_in,
            projects: read_list(row.projects.as_deref())?,
            max_uses: row.max_uses.unwrap_or(1),
            uses: row
                .uses
                .unwrap_or_else(|| u32::from(matches!(state, State::Accepted(_)))),
            domains: read_list(row.domains.as_deref())?,
            state,
            inviter: UserRef {
                user: row.inviter,
                name: row.inviter_name,
            },
            created_at: Timestamp::from_milliseconds(row.created_at),
            expires_at: row.expires_at.map(Timestamp::from_milliseconds),
            decided_at: row.decided_at.map(Timestamp::from_milliseconds),
            resent_at: row.resent_at.map(Timestamp::from_milliseconds),
            note: row.note,
            generation: row.generation,
        })
    }
}

/// The columns of [`InviteRow`].
macro_rules! select_invites {
    ($rest:literal) => {
        concat!(
            "SELECT id, address, mailbox, role, state, decided_by, inviter, inviter_name, created_at, expires_at, \
             decided_at, resent_at, note, generation, permissions, membership_expires_in, \
             projects, max_uses, uses, domains FROM invites LEFT JOIN link_invites ON link_invites.invite = invites.id ",
            $rest
        )
    };
}

/// The condition of pending invites: those without an end, and those that end after `?1`. Each half has an index.
macro_rules! is_pending {
    ($and:literal) => {
        concat!(
            "id IN (SELECT id FROM invites WHERE state = 'pending' AND expires_at IS NULL",
            $and,
            " UNION ALL SELECT id FROM invites WHERE state = 'pending' AND expires_at > ?1",
            $and,
            ")"
        )
    };
}
pub(super) use is_pending;

/// A list in a column: null when it is empty.
fn stored_list<T: Serialize>(items: &[T]) -> Result<Option<String>, InternalError> {
    (!items.is_empty())
        .then(|| json::to_string(items))
        .transpose()
}

/// The list in a column.
fn read_list<T: DeserializeOwned>(column: Option<&str>) -> Result<Vec<T>, InternalError> {
    Ok(column.map(json::from_str).transpose()?.unwrap_or_default())
}

fn invites(rows: Vec<InviteRow>) -> Result<Vec<Invite>, InternalError> {
    rows.into_iter().map(TryInto::try_into).collect()
}

impl AccountStore<'_> {
    pub(super) fn invite_by_id(&self, id: &InviteId) -> Result<Option<Invite>, InternalError> {
        let written = self.written_invites.borrow();
        if let Some(invite) = written.iter().rev().find(|invite| invite.id == *id) {
            return Ok(Some(invite.clone()));
        }
        let row: Option<InviteRow> = self
            .team_tables()
            .row(select_invites!("WHERE id = ?"), params![id.to_string()])?;
        row.map(TryInto::try_into).transpose()
    }

    pub(super) fn pending_invites_to(
        &self,
        address: &Address,
        now: Timestamp,
    ) -> Result<Vec<Invite>, InternalError> {
        invites(self.team_tables().rows(
            concat!(select_invites!("WHERE "), is_pending!(" AND address = ?2")),
            params![now, address.as_str()],
        )?)
    }

    pub(super) fn pending_invites_by(
        &self,
        inviter: &UserId,
        now: Timestamp,
    ) -> Result<Vec<Invite>, InternalError> {
        invites(self.team_tables().rows(
            concat!(select_invites!("WHERE "), is_pending!(" AND inviter = ?2")),
            params![now, inviter.as_str()],
        )?)
    }

    /// The invites to these mailboxes, a JSON list of names, and those to an address that a user accepted or declined.
    pub(super) fn invites_by_mailbox(
        &self,
        mailboxes: &str,
        decided_by: Option<&str>,
    ) -> Result<Vec<Invite>, InternalError> {
        invites(self.team_tables().rows(
            select_invites!(
                "WHERE mailbox IN (SELECT value FROM json_each(?1)) OR (decided_by = ?2 AND mailbox IS NOT NULL) ORDER BY id"
            ),
            params![mailboxes, decided_by],
        )?)
    }

    /// The invites that a user created or decided, and those to a mailbox, in the order of their ids.
    pub(crate) fn invites_about(
        &self,
        user: &UserId,
        mailbox: Option<MailboxName>,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Invite>, InternalError> {
        invites(self.team_tables().rows(
            select_invites!(
                "WHERE id > ?1 AND (inviter = ?2 OR decided_by = ?2 OR mailbox = ?3) ORDER BY id LIMIT ?4"
            ),
            params![
                after,
                user.as_str(),
                mailbox.map(|mailbox| mailbox.to_string()),
                limit
            ],
        )?)
    }

    pub(super) fn pending_invites(&self, now: Timestamp) -> Result<Vec<Invite>, InternalError> {
        invites(self.team_tables().rows(
            concat!(select_invites!("WHERE "), is_pending!("")),
            params![now],
        )?)
    }

    pub(super) fn count_pending_invites(&self, now: Timestamp) -> Result<u32, InternalError> {
        self.team_tables().count(
            "SELECT (SELECT count(*) FROM invites WHERE state = 'pending' AND expires_at IS NULL) + \
             (SELECT count(*) FROM invites WHERE state = 'pending' AND expires_at > ?) AS count",
            params![now],
        )
    }

    /// Invites created before a position, newest first.
    pub(crate) fn list_invites(
        &self,
        status: Option<Status>,
        before: &Position,
        limit: u32,
    ) -> Result<Vec<Invite>, InternalError> {
        let mut params = params![before.number, &before.id, limit];
        let decided = |state: &str| {
            (
                select_invites!(
                    "WHERE state = ?4 AND (created_at, id) < (?1, ?2) ORDER BY created_at DESC, id DESC LIMIT ?3"
                ),
                params![state],
            )
        };
        let (statement, more) = match status {
            None => (
                select_invites!(
                    "WHERE (created_at, id) < (?1, ?2) ORDER BY created_at DESC, id DESC LIMIT ?3"
                ),
                params![],
            ),
            Some(Status::Pending) => (
                select_invites!(
                    "WHERE state = 'pending' AND (expires_at IS NULL OR expires_at > ?4) \
                     AND (created_at, id) < (?1, ?2) ORDER BY created_at DESC, id DESC LIMIT ?3"
                ),
                params![self.now],
            ),
            Some(Status::Expired) => (
                select_invites!(
                    "WHERE state = 'pending' AND expires_at <= ?4 AND (created_at, id) < (?1, ?2) \
                     ORDER BY created_at DESC, id DESC LIMIT ?3"
                ),
                params![self.now],
            ),
            Some(Status::Accepted) => decided("accepted"),
            Some(Status::Declined) => decided("declined"),
            Some(Status::Revoked) => decided("revoked"),
        };
        params.extend(more);
        invites(self.team_tables().rows(statement, params)?)
    }

    /// Stores an invite. Its address and the time of its creation never change, so an update leaves their index alone.
    pub(super) fn put_invite(&self, invite: &Invite) -> Result<(), InternalError> {
        let (state, decided_by) = match &invite.state {
            State::Pending => ("pending", None),
            State::Accepted(user) => ("accepted", Some(user)),
            State::Declined(user) => ("declined", Some(user)),
            State::Revoked => ("revoked", None),
        };
        self.written_invites.borrow_mut().push(invite.clone());
        self.team_tables().insert(
            "INSERT INTO invites (id, address, mailbox, role, state, decided_by, inviter, inviter_name, \
             created_at, expires_at, decided_at, resent_at, note, generation, permissions, membership_expires_in, \
             projects) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET role = excluded.role, state = excluded.state, \
             decided_by = excluded.decided_by, inviter = excluded.inviter, inviter_name = excluded.inviter_name, \
             expires_at = excluded.expires_at, decided_at = excluded.decided_at, resent_at = excluded.resent_at, \
             note = excluded.note, generation = excluded.generation, permissions = excluded.permissions, \
             membership_expires_in = excluded.membership_expires_in, projects = excluded.projects",
            params![
                invite.id.to_string(),
                invite.address.as_ref().map(|address| address.as_str()),
                invite.mailbox.map(|mailbox| mailbox.to_string()),
                invite.assignment.role_name().as_str(),
                state,
                decided_by.map(UserId::as_str),
                invite.inviter.user.as_str(),
                invite.inviter.name.as_str(),
                invite.created_at,
                invite.expires_at,
                invite.decided_at,
                invite.resent_at,
                invite.note.as_ref().map(Note::as_str),
                invite.generation,
                stored_permissions(&invite.assignment)?,
                invite.membership_expires_in,
                stored_list(&invite.projects)?,
            ],
        )?;
        if invite.is_link() {
            self.put_link_invite(invite)?;
        }
        Ok(())
    }

    fn put_link_invite(&self, invite: &Invite) -> Result<(), InternalError> {
        self.team_tables().insert(
            "INSERT OR REPLACE INTO link_invites (invite, max_uses, uses, domains) VALUES (?, ?, ?, ?)",
            params![
                invite.id.to_string(),
                invite.max_uses,
                invite.uses,
                stored_list(&invite.domains)?,
            ],
        )
    }

    pub(super) fn revoke_pending_invites(&self, at: Timestamp) -> Result<(), InternalError> {
        self.written_invites.borrow_mut().clear();
        self.team_tables().change(
            concat!(
                "UPDATE invites SET state = 'revoked', decided_at = ?1 WHERE ",
                is_pending!("")
            ),
            params![at],
        )
    }
}
