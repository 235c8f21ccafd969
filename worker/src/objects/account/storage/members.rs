//! Members.

use hallpass_core::account::Member;
use hallpass_core::freshness::Changed;
use hallpass_core::search::{MemberQuery, folded};
use hallpass_core::{Address, Day, Name, RoleName, Timestamp, UserId, limits};
use serde::Deserialize;

use super::account::AccountStore;
use super::assignment::{stored_assignment, stored_permissions};
use super::events::membership_changes;
use crate::error::InternalError;
use crate::objects::cursor::Position;
use crate::objects::storage::{AddedColumn, params};

/// `folded_name` is the name as `hallpass_core::search` folds it. Older rows have it in lower case only. `permissions` is a
/// JSON list where `role` is `custom`, else null.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS members (
  user TEXT PRIMARY KEY, name TEXT NOT NULL, folded_name TEXT NOT NULL, address TEXT, image TEXT,
  role TEXT NOT NULL, joined_at INTEGER NOT NULL, last_seen_on INTEGER, invited_by TEXT,
  changed_epoch INTEGER NOT NULL, permissions TEXT, expires_at INTEGER, suspended INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS members_by_address ON members (address) WHERE address IS NOT NULL;
CREATE INDEX IF NOT EXISTS members_by_role ON members (role, joined_at, user);
CREATE INDEX IF NOT EXISTS members_by_joining ON members (joined_at, user);
CREATE INDEX IF NOT EXISTS members_by_end ON members (expires_at) WHERE expires_at IS NOT NULL;
";

/// The columns that databases of earlier releases lack.
pub(super) const ADDED_COLUMNS: [AddedColumn; 3] = [
    AddedColumn::new("members", "permissions", "TEXT"),
    AddedColumn::new("members", "expires_at", "INTEGER"),
    AddedColumn::new("members", "suspended", "INTEGER NOT NULL DEFAULT 0"),
];

#[derive(Deserialize)]
struct MemberRow {
    user: UserId,
    name: Name,
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
        })
    }
}

fn members(rows: Vec<MemberRow>) -> Result<Vec<Member>, InternalError> {
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The columns of [`MemberRow`].
macro_rules! select_members {
    ($rest:literal) => {
        concat!(
            "SELECT user, name, address, image, role, joined_at, last_seen_on, invited_by, changed_epoch, \
             permissions, expires_at, suspended FROM members ",
            $rest
        )
    };
}

/// Which members to list.
pub(crate) struct MemberFilter<'a> {
    /// All names that the role has or had, as a JSON list; `None` for all roles.
    pub(crate) role_names: Option<&'a str>,
    /// The owner, whose stored role does not count.
    pub(crate) owner: &'a UserId,
    /// Whether the owner has the role.
    pub(crate) owner_has_role: bool,
    /// A part of the name, or of the address.
    pub(crate) query: &'a MemberQuery,
    /// Whether addresses are searched.
    pub(crate) search_addresses: bool,
}

impl AccountStore<'_> {
    pub(super) fn member_by_id(&self, user: &UserId) -> Result<Option<Member>, InternalError> {
        let row: Option<MemberRow> = self
            .db
            .row(select_members!("WHERE user = ?"), params![user.as_str()])?;
        row.map(TryInto::try_into).transpose()
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

    /// Members who joined after a position, in that order.
    pub(crate) fn list_members(
        &self,
        filter: &MemberFilter<'_>,
        after: &Position,
        limit: u32,
    ) -> Result<Vec<Member>, InternalError> {
        let max = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut members = Vec::new();
        let mut after = after.clone();
        loop {
            let candidates = self.member_candidates(filter, &after, limit)?;
            let is_last = candidates.len() < max;
            for member in candidates {
                after = Position {
                    number: member.joined_at.milliseconds(),
                    id: member.user.to_string(),
                };
                let address = member.address.as_ref().filter(|_| filter.search_addresses);
                if filter.query.finds(&member.name, address) {
                    members.push(member);
                }
                if members.len() == max {
                    return Ok(members);
                }
            }
            if is_last {
                return Ok(members);
            }
        }
    }

    /// The members after a position whom a query may find, the next `limit` of them. Names that are not folded to ASCII, and
    /// domains that are not ASCII, need a closer look.
    fn member_candidates(
        &self,
        filter: &MemberFilter<'_>,
        after: &Position,
        limit: u32,
    ) -> Result<Vec<Member>, InternalError> {
        let rows: Vec<MemberRow> = self.db.rows(
            select_members!(
                "WHERE (joined_at, user) > (?1, ?2) \
                 AND (?3 = '' OR instr(folded_name, ?3) > 0 OR folded_name GLOB '*[^ -~]*' \
                 OR (?4 = 1 AND address IS NOT NULL AND (instr(address, ?3) > 0 OR instr(address, 'xn--') > 0))) \
                 AND (?6 IS NULL OR CASE WHEN user = ?7 THEN ?8 = 1 ELSE role IN (SELECT value FROM json_each(?6)) END) \
                 ORDER BY joined_at, user LIMIT ?5"
            ),
            params![
                after.number,
                &after.id,
                filter.query.as_str(),
                u32::from(filter.search_addresses),
                limit,
                filter.role_names,
                filter.owner.as_str(),
                u32::from(filter.owner_has_role),
            ],
        )?;
        members(rows)
    }

    /// The members who joined first among those with one of these roles, which come as a JSON list of names.
    pub(crate) fn members_with_roles(
        &self,
        role_names: &str,
        limit: u32,
    ) -> Result<Vec<Member>, InternalError> {
        let rows: Vec<MemberRow> = self.db.rows(
            select_members!(
                "WHERE role IN (SELECT value FROM json_each(?)) ORDER BY joined_at, user LIMIT ?"
            ),
            params![role_names, limit],
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
        self.db.execute(
            "INSERT OR REPLACE INTO members (user, name, folded_name, address, image, role, joined_at, last_seen_on, \
             invited_by, changed_epoch, permissions, expires_at, suspended) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
            ],
        )
    }

    pub(super) fn delete_member(&self, user: &UserId) -> Result<(), InternalError> {
        self.db
            .execute("DELETE FROM members WHERE user = ?", params![user.as_str()])
    }

    pub(super) fn delete_members_except(&self, user: &UserId) -> Result<(), InternalError> {
        self.db.execute(
            "DELETE FROM members WHERE user <> ?",
            params![user.as_str()],
        )
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
