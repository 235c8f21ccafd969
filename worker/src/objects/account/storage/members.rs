//! Members.

use hallpass_core::account::Member;
use hallpass_core::freshness::Changed;
use hallpass_core::search::folded;
use hallpass_core::{Address, Day, Name, RoleName, Timestamp, UserId, limits};
use hallpass_protocol::object::account::MemberSort;
use serde::Deserialize;

use super::account::AccountStore;
use super::added_columns::AddedColumn;
use super::assignment::{stored_assignment, stored_permissions};
use super::events::{membership_changes, update_actor_name};
use super::member_search::stored_folded_address;
use crate::error::InternalError;
use crate::objects::cursor::{MemberPosition, NEVER, NamePosition, Position};
use crate::objects::storage::params;

/// `folded_name` is the name as `hallpass_core::search` folds it. Older rows have it in lower case only. `permissions` is a
/// JSON list where `role` is `custom`, else null. `joined_seq` is the number of the event with which they joined.
/// `folded_address` and `search_id` are described in `member_search`.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS members (
  user TEXT PRIMARY KEY, name TEXT NOT NULL, folded_name TEXT NOT NULL, address TEXT, image TEXT,
  role TEXT NOT NULL, joined_at INTEGER NOT NULL, last_seen_on INTEGER, invited_by TEXT,
  changed_epoch INTEGER NOT NULL, permissions TEXT, expires_at INTEGER, suspended INTEGER NOT NULL DEFAULT 0,
  joined_seq INTEGER NOT NULL DEFAULT 0, folded_address TEXT, search_id INTEGER
) STRICT, WITHOUT ROWID;
";

/// The indexes, which are created with the tables of teams: a personal account has one member.
///
/// `members_by_joining_with_role` finds the first members with a role without reading other members' rows.
/// `coalesce(last_seen_on, -1)` puts who was never seen first: a row value cannot be compared with null.
pub(super) const INDEXES: &str = "
CREATE INDEX IF NOT EXISTS members_by_address ON members (address) WHERE address IS NOT NULL;
DROP INDEX IF EXISTS members_by_role;
DROP INDEX IF EXISTS members_by_joining;
CREATE INDEX IF NOT EXISTS members_by_joining_with_role ON members (joined_at, user, role);
CREATE INDEX IF NOT EXISTS members_by_name ON members (folded_name, user);
CREATE INDEX IF NOT EXISTS members_by_last_seen ON members (coalesce(last_seen_on, -1), user);
CREATE INDEX IF NOT EXISTS members_suspended ON members (user) WHERE suspended = 1;
CREATE INDEX IF NOT EXISTS members_by_end ON members (expires_at) WHERE expires_at IS NOT NULL;
";

/// The columns that databases of earlier releases lack.
pub(super) const ADDED_COLUMNS: [AddedColumn; 4] = [
    AddedColumn::new("members", "permissions", "TEXT"),
    AddedColumn::new("members", "expires_at", "INTEGER"),
    AddedColumn::new("members", "suspended", "INTEGER NOT NULL DEFAULT 0"),
    AddedColumn::new("members", "joined_seq", "INTEGER NOT NULL DEFAULT 0"),
];

#[derive(Deserialize)]
pub(super) struct MemberRow {
    user: UserId,
    name: Name,
    folded_name: String,
    address: Option<Address>,
    image: Option<String>,
    role: RoleName,
    joined_at: i64,
    last_seen_on: Option<i64>,
    invited_by: Option<UserId>,
    changed_epoch: u64,
    permissions: Option<String>,
    expires_at: Option<i64>,
    suspended: i64,
    joined_seq: u64,
}

impl MemberRow {
    /// Where the member is in a list with this order.
    pub(super) fn position(&self, sort: MemberSort) -> MemberPosition {
        let id = self.user.to_string();
        match sort {
            MemberSort::Joined => MemberPosition::Joined(Position {
                number: self.joined_at,
                id,
            }),
            MemberSort::Name => MemberPosition::Name(NamePosition {
                name: self.folded_name.clone(),
                id,
            }),
            MemberSort::LastSeen => MemberPosition::LastSeen(Position {
                number: self.last_seen_on.unwrap_or(NEVER),
                id,
            }),
        }
    }
}

impl TryFrom<MemberRow> for Member {
    type Error = InternalError;

    fn try_from(row: MemberRow) -> Result<Self, InternalError> {
        Ok(Self {
            user: row.user,
            name: row.name,
            address: row.address,
            image: row.image,
            assignment: stored_assignment(row.role, row.permissions.as_deref())?,
            expires_at: row.expires_at.map(Timestamp::from_milliseconds),
            suspended: row.suspended != 0,
            joined_at: Timestamp::from_milliseconds(row.joined_at),
            last_seen_on: row.last_seen_on.map(Day::from_number),
            invited_by: row.invited_by,
            changed_epoch: row.changed_epoch,
            joined_seq: row.joined_seq,
        })
    }
}

fn members(rows: Vec<MemberRow>) -> Result<Vec<Member>, InternalError> {
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The columns of [`MemberRow`].
macro_rules! select_members {
    ($rest:expr) => {
        concat!(
            "SELECT user, name, folded_name, address, image, role, joined_at, last_seen_on, invited_by, changed_epoch, \
             permissions, expires_at, suspended, joined_seq FROM members ",
            $rest
        )
    };
}
pub(super) use select_members;

/// The statement that stores a member, with the number of their entry in the search index if they have none yet.
macro_rules! put_member {
    ($search_id:literal) => {
        concat!(
            "INSERT INTO members (user, name, folded_name, address, image, role, joined_at, last_seen_on, invited_by, \
             changed_epoch, permissions, expires_at, suspended, joined_seq, folded_address, search_id) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ",
            $search_id,
            ") ON CONFLICT (user) DO UPDATE SET name = excluded.name, folded_name = excluded.folded_name, \
             address = excluded.address, image = excluded.image, role = excluded.role, joined_at = excluded.joined_at, \
             last_seen_on = excluded.last_seen_on, invited_by = excluded.invited_by, \
             changed_epoch = excluded.changed_epoch, permissions = excluded.permissions, \
             expires_at = excluded.expires_at, suspended = excluded.suspended, joined_seq = excluded.joined_seq, \
             folded_address = excluded.folded_address, search_id = coalesce(search_id, excluded.search_id)"
        )
    };
}

impl AccountStore<'_> {
    pub(super) fn member_by_id(&self, user: &UserId) -> Result<Option<Member>, InternalError> {
        let known = |members: &[(UserId, Option<Member>)]| {
            let (_, member) = members.iter().rev().find(|(id, _)| id == user)?;
            Some(member.clone())
        };
        if let Some(member) = known(&self.members.borrow()) {
            return Ok(member);
        }
        let row: Option<MemberRow> = self
            .db
            .row(select_members!("WHERE user = ?"), params![user.as_str()])?;
        let member: Option<Member> = row.map(TryInto::try_into).transpose()?;
        self.members
            .borrow_mut()
            .push((user.clone(), member.clone()));
        Ok(member)
    }

    /// The first members in the order of ids.
    pub(crate) fn first_members(&self, limit: u32) -> Result<Vec<Member>, InternalError> {
        let rows: Vec<MemberRow> = self.db.rows(
            select_members!("WHERE user > '' ORDER BY user LIMIT ?"),
            params![limit],
        )?;
        let members = members(rows)?;
        let known = members
            .iter()
            .map(|member| (member.user.clone(), Some(member.clone())));
        self.members.borrow_mut().extend(known);
        Ok(members)
    }

    pub(super) fn member_by_address(
        &self,
        address: &Address,
    ) -> Result<Option<Member>, InternalError> {
        let row: Option<MemberRow> = self.db.row(
            select_members!("WHERE address = ? LIMIT 1"),
            params![address.as_str()],
        )?;
        row.map(TryInto::try_into).transpose()
    }

    /// The members who joined first among those with one of these roles, which come as a JSON list of names.
    pub(crate) fn members_with_roles(
        &self,
        role_names: &str,
        limit: u32,
    ) -> Result<Vec<Member>, InternalError> {
        let rows: Vec<MemberRow> = self.db.rows(
            select_members!(
                "WHERE user IN (SELECT user FROM members WHERE role IN (SELECT value FROM json_each(?)) \
                 ORDER BY joined_at, user LIMIT ?) ORDER BY joined_at, user"
            ),
            params![role_names, limit],
        )?;
        members(rows)
    }

    /// The members who joined first among those whose list has this permission.
    pub(crate) fn members_with_listed(
        &self,
        permission: &str,
        limit: u32,
    ) -> Result<Vec<Member>, InternalError> {
        let rows: Vec<MemberRow> = self.db.rows(
            select_members!(
                "WHERE user IN (SELECT user FROM members WHERE role = 'custom') \
                 AND EXISTS (SELECT 1 FROM json_each(permissions) WHERE value = ?) \
                 ORDER BY joined_at, user LIMIT ?"
            ),
            params![permission, limit],
        )?;
        members(rows)
    }

    /// The ids of members after `user`, in the order of ids.
    pub(crate) fn member_ids_after(
        &self,
        user: &str,
        limit: u32,
    ) -> Result<Vec<UserId>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            user: UserId,
        }
        let rows: Vec<Row> = self.db.rows(
            "SELECT user FROM members WHERE user > ? ORDER BY user LIMIT ?",
            params![user, limit],
        )?;
        Ok(rows.into_iter().map(|row| row.user).collect())
    }

    pub(super) fn put_member(&self, member: &Member) -> Result<(), InternalError> {
        let known = (member.user.clone(), Some(member.clone()));
        self.members.borrow_mut().push(known);
        let statement = if self.db.has_search_index() {
            put_member!("(SELECT coalesce(max(rowid), 0) + 1 FROM member_search)")
        } else {
            put_member!("NULL")
        };
        self.db.execute(
            statement,
            params![
                member.user.as_str(),
                member.name.as_str(),
                folded(member.name.as_str()),
                member.address.as_ref().map(|address| address.as_str()),
                member.image.as_ref(),
                member.assignment.role_name().as_str(),
                member.joined_at,
                member.last_seen_on.map(Day::number),
                member.invited_by.as_ref().map(UserId::as_str),
                member.changed_epoch,
                stored_permissions(&member.assignment)?,
                member.expires_at,
                u32::from(member.suspended),
                member.joined_seq,
                stored_folded_address(member.address.as_ref()),
            ],
        )
    }

    /// Deletes a member, whose name is kept for the events that they are the actor of.
    pub(super) fn delete_member(&self, user: &UserId) -> Result<(), InternalError> {
        self.members.borrow_mut().push((user.clone(), None));
        self.db.execute(
            concat!(
                "INSERT INTO actors (user, name) SELECT user, name FROM members WHERE user = ? ",
                update_actor_name!()
            ),
            params![user.as_str()],
        )?;
        self.db
            .execute("DELETE FROM members WHERE user = ?", params![user.as_str()])
    }

    /// Deletes every member but one. Their names are kept for the events that they are the actors of.
    pub(super) fn delete_members_except(&self, user: &UserId) -> Result<(), InternalError> {
        self.members.borrow_mut().clear();
        self.db.execute(
            concat!(
                "INSERT INTO actors (user, name) SELECT user, name FROM members WHERE user <> ? ",
                update_actor_name!()
            ),
            params![user.as_str()],
        )?;
        let has_search_index = self.db.has_search_index();
        if has_search_index {
            self.clear_search_index()?;
        }
        self.db.execute(
            "DELETE FROM members WHERE user <> ?",
            params![user.as_str()],
        )?;
        if has_search_index {
            self.fill_search_index()?;
        }
        Ok(())
    }

    /// Everyone whose membership changed or ended since then, or `None` when they are too many to list. Each event counts by
    /// its own `at`: events that were stored out of order hide nothing.
    pub(super) fn members_changed_between(
        &self,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Vec<Changed>>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            user: UserId,
            changed_epoch: Option<u64>,
        }
        let max = limits::CHANGED_MEMBERS;
        let limit = u32::try_from(max).unwrap_or(u32::MAX).saturating_add(1);
        let rows: Vec<Row> = self.db.rows(
            concat!(
                "SELECT changed.user, \
                 iif(suspended = 0 AND (expires_at IS NULL OR expires_at > ?2), changed_epoch, NULL) AS changed_epoch \
                 FROM (SELECT * FROM (SELECT DISTINCT resource_id AS user FROM events WHERE at >= ?1 AND ",
                membership_changes!(),
                " LIMIT ?3) UNION SELECT * FROM (SELECT user FROM members WHERE expires_at BETWEEN ?1 AND ?2 LIMIT ?3)) AS changed \
                 LEFT JOIN members ON members.user = changed.user"
            ),
            params![since, now, limit],
        )?;
        if rows.len() > max {
            return Ok(None);
        }
        let changed = rows.into_iter().map(|row| Changed {
            user: row.user,
            epoch: row.changed_epoch,
        });
        Ok(Some(changed.collect()))
    }
}
