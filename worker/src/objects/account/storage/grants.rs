//! Grants of members in projects.

use hallpass_core::account::{Grant, Member};
use hallpass_core::{ProjectId, RoleName, Timestamp, UserId};
use serde::Deserialize;

use super::account::AccountStore;
use super::assignment::{stored_assignment, stored_permissions};
use crate::error::InternalError;
use crate::objects::cursor::Position;
use crate::objects::storage::params;

/// `role` is `custom` for a list, which `permissions` holds as JSON.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS grants (
  user TEXT NOT NULL, project TEXT NOT NULL, role TEXT NOT NULL, permissions TEXT, granted_at INTEGER NOT NULL,
  PRIMARY KEY (user, project)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS grants_by_project ON grants (project, granted_at, user);
";

#[derive(Deserialize)]
struct GrantRow {
    project: ProjectId,
    role: RoleName,
    permissions: Option<String>,
}

impl TryFrom<GrantRow> for Grant {
    type Error = InternalError;

    fn try_from(row: GrantRow) -> Result<Self, InternalError> {
        Ok(Self {
            project: row.project,
            assignment: stored_assignment(row.role, row.permissions.as_deref())?,
        })
    }
}

/// A grant, whose it is, and since when.
pub(crate) struct GrantedMember {
    pub(crate) member: Member,
    pub(crate) grant: Grant,
    pub(crate) granted_at: Timestamp,
}

impl AccountStore<'_> {
    pub(super) fn grant_in_project(
        &self,
        user: &UserId,
        project: &ProjectId,
    ) -> Result<Option<Grant>, InternalError> {
        let row: Option<GrantRow> = self.team_tables().row(
            "SELECT project, role, permissions FROM grants WHERE user = ? AND project = ?",
            params![user.as_str(), project.to_string()],
        )?;
        row.map(TryInto::try_into).transpose()
    }

    pub(super) fn grants_of_member(&self, user: &UserId) -> Result<Vec<Grant>, InternalError> {
        let rows: Vec<GrantRow> = self.team_tables().rows(
            "SELECT project, role, permissions FROM grants WHERE user = ? ORDER BY project",
            params![user.as_str()],
        )?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    pub(super) fn count_grants_of(&self, user: &UserId) -> Result<u32, InternalError> {
        self.team_tables().count(
            "SELECT count(*) AS count FROM grants WHERE user = ?",
            params![user.as_str()],
        )
    }

    /// When a member got their grant in a project.
    pub(crate) fn granted_at(
        &self,
        user: &UserId,
        project: &ProjectId,
    ) -> Result<Option<Timestamp>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            granted_at: i64,
        }
        let row: Option<Row> = self.team_tables().row(
            "SELECT granted_at FROM grants WHERE user = ? AND project = ?",
            params![user.as_str(), project.to_string()],
        )?;
        Ok(row.map(|row| Timestamp::from_milliseconds(row.granted_at)))
    }

    /// The members who got a grant in a project after a position, in that order.
    pub(crate) fn list_granted_members(
        &self,
        project: &ProjectId,
        after: &Position,
        limit: u32,
    ) -> Result<Vec<GrantedMember>, InternalError> {
        #[derive(Deserialize)]
        struct Row {
            user: UserId,
            role: RoleName,
            permissions: Option<String>,
            granted_at: i64,
        }
        let rows: Vec<Row> = self.team_tables().rows(
            "SELECT user, role, permissions, granted_at FROM grants WHERE project = ?1 \
             AND (granted_at, user) > (?2, ?3) AND user IN (SELECT user FROM members) ORDER BY granted_at, user LIMIT ?4",
            params![project.to_string(), after.number, &after.id, limit],
        )?;
        let mut granted = Vec::with_capacity(rows.len());
        for row in rows {
            let member = self
                .member_by_id(&row.user)?
                .ok_or_else(|| InternalError::new("a grant without its member"))?;
            granted.push(GrantedMember {
                member,
                grant: Grant {
                    project: *project,
                    assignment: stored_assignment(row.role, row.permissions.as_deref())?,
                },
                granted_at: Timestamp::from_milliseconds(row.granted_at),
            });
        }
        Ok(granted)
    }

    pub(super) fn put_grant(
        &self,
        user: &UserId,
        grant: &Grant,
        at: Timestamp,
    ) -> Result<(), InternalError> {
        self.team_tables().insert(
            "INSERT OR REPLACE INTO grants (user, project, role, permissions, granted_at) VALUES (?, ?, ?, ?, ?)",
            params![
                user.as_str(),
                grant.project.to_string(),
                grant.assignment.role_name().as_str(),
                stored_permissions(&grant.assignment)?,
                at,
            ],
        )
    }

    pub(super) fn delete_grant(
        &self,
        user: &UserId,
        project: &ProjectId,
    ) -> Result<(), InternalError> {
        self.team_tables().change(
            "DELETE FROM grants WHERE user = ? AND project = ?",
            params![user.as_str(), project.to_string()],
        )
    }

    pub(super) fn delete_grants_of(&self, user: &UserId) -> Result<(), InternalError> {
        self.team_tables()
            .change("DELETE FROM grants WHERE user = ?", params![user.as_str()])
    }
}
