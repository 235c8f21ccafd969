//! The tables of invites, projects, reviews and mails, and the indexes of members.
//!
//! A personal account has one member, no invites, and rarely a project. Each table and each index takes a page of the
//! database, and to create one costs more than to write a row. So a personal account is opened without these, and gets them
//! with the first row of any of the tables; a team has them from the start. Until then they are read as if they were empty.

use serde::de::DeserializeOwned;
use worker::SqlStorageValue;

use super::{
    expired_invites, former_owners, grants, invites, mails, members, projects, redemptions, reviews,
};
use crate::error::InternalError;
use crate::objects::storage::Database;

/// The table whose existence means that all of them were created.
pub(super) const TABLE: &str = "invites";

/// What creates them.
pub(super) fn schema() -> String {
    [
        members::INDEXES,
        invites::SCHEMA,
        expired_invites::SCHEMA,
        redemptions::SCHEMA,
        projects::SCHEMA,
        grants::SCHEMA,
        former_owners::SCHEMA,
        reviews::SCHEMA,
        mails::SCHEMA,
    ]
    .concat()
}

/// A database, for statements about these tables.
#[derive(Clone, Copy)]
pub(crate) struct TeamTables<'a>(&'a Database);

impl<'a> TeamTables<'a> {
    pub(super) const fn new(db: &'a Database) -> Self {
        Self(db)
    }

    /// Whether the database has them.
    pub(super) fn exist(&self) -> Result<bool, InternalError> {
        if let Some(known) = self.0.has_team_tables() {
            return Ok(known);
        }
        let exist = self.0.has_later_table(TABLE)?;
        self.0.set_has_team_tables(exist);
        Ok(exist)
    }

    /// Creates them, unless they exist.
    pub(super) fn create(&self) -> Result<(), InternalError> {
        if !self.exist()? {
            self.0.execute(&schema(), Vec::new())?;
            self.0.set_has_team_tables(true);
        }
        Ok(())
    }

    /// All rows that a statement returns.
    pub(super) fn rows<R: DeserializeOwned>(
        &self,
        statement: &str,
        params: Vec<SqlStorageValue>,
    ) -> Result<Vec<R>, InternalError> {
        if self.exist()? {
            self.0.rows(statement, params)
        } else {
            Ok(Vec::new())
        }
    }

    /// The first row that a statement returns.
    pub(super) fn row<R: DeserializeOwned>(
        &self,
        statement: &str,
        params: Vec<SqlStorageValue>,
    ) -> Result<Option<R>, InternalError> {
        Ok(self.rows(statement, params)?.into_iter().next())
    }

    /// The number that a statement returns as `count`.
    pub(super) fn count(
        &self,
        statement: &str,
        params: Vec<SqlStorageValue>,
    ) -> Result<u32, InternalError> {
        if self.exist()? {
            self.0.count(statement, params)
        } else {
            Ok(0)
        }
    }

    /// Runs a statement that adds rows.
    pub(super) fn insert(
        &self,
        statement: &str,
        params: Vec<SqlStorageValue>,
    ) -> Result<(), InternalError> {
        self.create()?;
        self.0.execute(statement, params)
    }

    /// Runs a statement that does nothing unless there are rows.
    pub(super) fn change(
        &self,
        statement: &str,
        params: Vec<SqlStorageValue>,
    ) -> Result<(), InternalError> {
        if self.exist()? {
            self.0.execute(statement, params)
        } else {
            Ok(())
        }
    }
}
