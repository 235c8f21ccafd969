//! The SQLite database of a Durable Object: typed rows, checked parameters, one transaction per command.

use core::cell::Cell;
use core::panic::AssertUnwindSafe;

use hallpass_core::Timestamp;
use js_sys::Promise;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use worker::{SqlStorage, SqlStorageValue, State, Storage};

use crate::error::InternalError;

/// What `worker` does not bind, or binds as asynchronous only.
#[wasm_bindgen]
extern "C" {
    type StorageExt;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &StorageExt,
        closure: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = setAlarm)]
    fn set_alarm(this: &StorageExt, at_milliseconds: f64) -> Result<Promise, JsValue>;
}

/// The largest integer that a JavaScript number, and so a parameter of a statement, holds exactly.
const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

/// A value that can be a parameter of a statement. There is none for `bool`: SQLite would store the text `true`.
pub(crate) trait IntoSql {
    /// The parameter.
    fn into_sql(self) -> SqlStorageValue;
}

impl IntoSql for &str {
    fn into_sql(self) -> SqlStorageValue {
        SqlStorageValue::String(self.into())
    }
}

impl IntoSql for &String {
    fn into_sql(self) -> SqlStorageValue {
        SqlStorageValue::String(self.clone())
    }
}

impl IntoSql for String {
    fn into_sql(self) -> SqlStorageValue {
        SqlStorageValue::String(self)
    }
}

impl IntoSql for i64 {
    /// Clamps values beyond 2^53, which would lose digits. No stored value gets there.
    fn into_sql(self) -> SqlStorageValue {
        SqlStorageValue::Integer(self.clamp(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER))
    }
}

impl IntoSql for u32 {
    fn into_sql(self) -> SqlStorageValue {
        SqlStorageValue::Integer(self.into())
    }
}

impl IntoSql for u64 {
    fn into_sql(self) -> SqlStorageValue {
        i64::try_from(self).unwrap_or(MAX_SAFE_INTEGER).into_sql()
    }
}

impl IntoSql for Timestamp {
    fn into_sql(self) -> SqlStorageValue {
        self.milliseconds().into_sql()
    }
}

impl<T: IntoSql> IntoSql for Option<T> {
    fn into_sql(self) -> SqlStorageValue {
        self.map_or(SqlStorageValue::Null, IntoSql::into_sql)
    }
}

/// The parameters of a statement, in order.
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::objects::storage::IntoSql::into_sql($value)),*] };
}
pub(crate) use params;

/// A row with one column named `count`.
#[derive(Deserialize)]
pub(crate) struct Count {
    /// The number.
    pub(crate) count: u32,
}

/// An object's database and its alarm.
pub(crate) struct Database {
    storage: Storage,
    sql: SqlStorage,
    /// Whether the object's tables are known to exist.
    tables_exist: Cell<bool>,
    /// Whether the database is known to have all of the schema.
    schema_is_current: Cell<bool>,
    /// Whether the database is known to have a search index, which only accounts with many members have.
    has_search_index: Cell<bool>,
    /// Whether the database has the tables that teams need, once that is known.
    has_team_tables: Cell<Option<bool>>,
}

impl Database {
    /// The database of the object with this state. Reads nothing.
    pub(crate) fn new(state: &State) -> Self {
        let storage = state.storage();
        Self {
            sql: storage.sql(),
            storage,
            tables_exist: Cell::new(false),
            schema_is_current: Cell::new(false),
            has_search_index: Cell::new(false),
            has_team_tables: Cell::new(None),
        }
    }

    /// All rows that a statement returns. Its columns are named as the fields of `R`.
    pub(crate) fn rows<R: DeserializeOwned>(
        &self,
        statement: &str,
        params: Vec<SqlStorageValue>,
    ) -> Result<Vec<R>, InternalError> {
        Ok(self.sql.exec(statement, params)?.to_array()?)
    }

    /// The first row that a statement returns.
    pub(crate) fn row<R: DeserializeOwned>(
        &self,
        statement: &str,
        params: Vec<SqlStorageValue>,
    ) -> Result<Option<R>, InternalError> {
        Ok(self.rows(statement, params)?.into_iter().next())
    }

    /// The number that a statement returns as `count`.
    pub(crate) fn count(
        &self,
        statement: &str,
        params: Vec<SqlStorageValue>,
    ) -> Result<u32, InternalError> {
        let row: Option<Count> = self.row(statement, params)?;
        Ok(row.map_or(0, |row| row.count))
    }

    /// Runs a statement that returns no rows.
    pub(crate) fn execute(
        &self,
        statement: &str,
        params: Vec<SqlStorageValue>,
    ) -> Result<(), InternalError> {
        self.sql.exec(statement, params)?;
        Ok(())
    }

    /// Whether this table, and so the object's schema, exists. Writes nothing, so an object that was never opened
    /// stays empty.
    pub(crate) fn has_table(&self, name: &str) -> Result<bool, InternalError> {
        if !self.tables_exist.get() {
            self.tables_exist.set(self.has_later_table(name)?);
        }
        Ok(self.tables_exist.get())
    }

    /// Whether a table exists that databases of earlier releases do not have. Writes nothing.
    pub(crate) fn has_later_table(&self, name: &str) -> Result<bool, InternalError> {
        let found = self.count(
            "SELECT count(*) AS count FROM sqlite_master WHERE type = 'table' AND name = ?",
            params![name],
        )?;
        Ok(found > 0)
    }

    /// Creates the tables and indexes that do not exist yet, once per instance: a newer release may add some.
    pub(crate) fn create_schema(&self, schema: &str) -> Result<(), InternalError> {
        if !self.schema_is_current.get() {
            self.execute(schema, Vec::new())?;
            self.schema_is_current.set(true);
        }
        Ok(())
    }

    /// Notes that the database already has what [`Database::create_schema`] would create.
    pub(crate) fn set_schema_current(&self) {
        self.schema_is_current.set(true);
    }

    /// Whether this instance knows that the database has all of the schema.
    pub(crate) const fn has_current_schema(&self) -> bool {
        self.schema_is_current.get()
    }

    /// Notes whether the database has a search index.
    pub(crate) fn set_has_search_index(&self, has_search_index: bool) {
        self.has_search_index.set(has_search_index);
    }

    /// Whether the database has a search index, as far as this instance knows when it has looked at the schema.
    pub(crate) const fn has_search_index(&self) -> bool {
        self.has_search_index.get()
    }

    /// Notes whether the database has the tables that teams need.
    pub(crate) fn set_has_team_tables(&self, has_team_tables: bool) {
        self.has_team_tables.set(Some(has_team_tables));
    }

    /// Whether the database has the tables that teams need; `None` when this instance has not found out.
    pub(crate) const fn has_team_tables(&self) -> Option<bool> {
        self.has_team_tables.get()
    }

    /// Runs `work` in one transaction, which is rolled back when it returns an error. Nothing else runs in between:
    /// `work` is synchronous.
    pub(crate) fn transaction<T>(
        &self,
        mut work: impl FnMut() -> Result<T, InternalError>,
    ) -> Result<T, InternalError> {
        let mut outcome = None;
        let mut run = AssertUnwindSafe(|| {
            let result = work();
            let failed = result.is_err();
            outcome = Some(result);
            if failed {
                return Err(JsValue::from_str("rolled back"));
            }
            Ok(JsValue::UNDEFINED)
        });
        let mut closure = move || {
            let run = &mut run;
            (run.0)()
        };
        let committed = self.extended().transaction_sync(&mut closure);
        if committed.is_err() {
            // What the transaction created is gone.
            self.tables_exist.set(false);
            self.schema_is_current.set(false);
            self.has_search_index.set(false);
            self.has_team_tables.set(None);
        }
        match (outcome, committed) {
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(_)) => Ok(value),
            (Some(Ok(_)) | None, Err(error)) => Err(error.into()),
            (None, Ok(_)) => Err(InternalError::new("the transaction did not run")),
        }
    }

    /// Sets the object's only alarm. Within a transaction it is a part of it.
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 are far below 2^53"
    )]
    pub(crate) fn set_alarm(&self, at: Timestamp) -> Result<(), InternalError> {
        // The promise resolves when the alarm is on disk, which the response to the request waits for anyway.
        drop(self.extended().set_alarm(at.milliseconds() as f64)?);
        Ok(())
    }

    fn extended(&self) -> &StorageExt {
        self.storage.as_raw().unchecked_ref()
    }
}
