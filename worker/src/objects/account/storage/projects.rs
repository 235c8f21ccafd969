//! Projects.

use hallpass_core::account::{Archiving, Project, ProjectStatus};
use hallpass_core::search::folded;
use hallpass_core::{Name, ProjectId, Timestamp};
use serde::Deserialize;

use super::account::AccountStore;
use crate::error::InternalError;
use crate::objects::cursor::NamePosition;
use crate::objects::storage::params;

/// `folded_name` is the name as `hallpass_core::search` folds it, by which lists are sorted. `archived_at` and
/// `archived_epoch` are of the last time that the project was archived; they stay when it is restored.
pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS projects (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, folded_name TEXT NOT NULL, external_id TEXT, status TEXT NOT NULL,
  created_at INTEGER NOT NULL, archived_at INTEGER, archived_epoch INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS projects_by_external_id ON projects (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS projects_by_name ON projects (folded_name, id);
CREATE INDEX IF NOT EXISTS projects_by_archiving ON projects (archived_at) WHERE archived_at IS NOT NULL;
";

#[derive(Deserialize)]
struct ProjectRow {
    id: ProjectId,
    name: Name,
    external_id: Option<String>,
    status: ProjectStatus,
    created_at: i64,
    archived_at: Option<i64>,
    archived_epoch: Option<u64>,
}

impl From<ProjectRow> for Project {
    fn from(row: ProjectRow) -> Self {
        let last_archived = row.archived_at.zip(row.archived_epoch);
        Self {
            id: row.id,
            name: row.name,
            external_id: row.external_id,
            status: row.status,
            created_at: Timestamp::from_milliseconds(row.created_at),
            last_archived: last_archived.map(|(at, epoch)| Archiving {
                at: Timestamp::from_milliseconds(at),
                epoch,
            }),
        }
    }
}

/// The columns of [`ProjectRow`].
macro_rules! select_projects {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, external_id, status, created_at, archived_at, archived_epoch FROM projects ",
            $rest
        )
    };
}

const fn status_word(status: ProjectStatus) -> &'static str {
    match status {
        ProjectStatus::Active => "active",
        ProjectStatus::Archived => "archived",
    }
}

impl AccountStore<'_> {
    pub(super) fn project_by_id(&self, id: &ProjectId) -> Result<Option<Project>, InternalError> {
        let row: Option<ProjectRow> = self
            .team_tables()
            .row(select_projects!("WHERE id = ?"), params![id.to_string()])?;
        Ok(row.map(Into::into))
    }

    pub(super) fn project_of_platform(
        &self,
        external_id: &str,
    ) -> Result<Option<Project>, InternalError> {
        let row: Option<ProjectRow> = self.team_tables().row(
            select_projects!("WHERE external_id = ?"),
            params![external_id],
        )?;
        Ok(row.map(Into::into))
    }

    pub(super) fn count_projects(&self) -> Result<u32, InternalError> {
        self.team_tables()
            .count("SELECT count(*) AS count FROM projects", params![])
    }

    /// Whether the account has a project with this status.
    pub(crate) fn has_project(&self, status: ProjectStatus) -> Result<bool, InternalError> {
        let found = self.team_tables().count(
            "SELECT EXISTS (SELECT 1 FROM projects WHERE status = ?) AS count",
            params![status_word(status)],
        )?;
        Ok(found > 0)
    }

    pub(super) fn projects_archived_since(
        &self,
        since: Timestamp,
    ) -> Result<Vec<Project>, InternalError> {
        let rows: Vec<ProjectRow> = self.team_tables().rows(
            select_projects!("WHERE archived_at >= ? ORDER BY archived_at"),
            params![since],
        )?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Projects after a position, in the order of their names. `ids` is a JSON list of those that count; `None` for all.
    pub(crate) fn list_projects(
        &self,
        ids: Option<&str>,
        status: Option<ProjectStatus>,
        after: &NamePosition,
        limit: u32,
    ) -> Result<Vec<Project>, InternalError> {
        let rows: Vec<ProjectRow> = self.team_tables().rows(
            select_projects!(
                "WHERE (folded_name, id) > (?1, ?2) AND (?3 IS NULL OR status = ?3) \
                 AND (?4 IS NULL OR id IN (SELECT value FROM json_each(?4))) ORDER BY folded_name, id LIMIT ?5"
            ),
            params![&after.name, &after.id, status.map(status_word), ids, limit],
        )?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    pub(super) fn put_project(&self, project: &Project) -> Result<(), InternalError> {
        self.team_tables().insert(
            "INSERT OR REPLACE INTO projects (id, name, folded_name, external_id, status, created_at, archived_at, \
             archived_epoch) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                project.id.to_string(),
                project.name.as_str(),
                folded(project.name.as_str()),
                project.external_id.as_ref(),
                status_word(project.status),
                project.created_at,
                project.last_archived.map(|archiving| archiving.at),
                project.last_archived.map(|archiving| archiving.epoch),
            ],
        )
    }

    pub(super) fn delete_projects_and_grants(&self) -> Result<(), InternalError> {
        self.team_tables().change("DELETE FROM grants", params![])?;
        self.team_tables().change("DELETE FROM projects", params![])
    }
}

/// Where a page of projects ends that ends with this name and id.
pub(crate) fn project_position(name: &Name, id: &ProjectId) -> NamePosition {
    NamePosition {
        name: folded(name.as_str()),
        id: id.to_string(),
    }
}
