//! SQLite behind an object: parameters of three types, rows read column by column, one transaction a command.

use core::cell::Cell;
use core::panic::AssertUnwindSafe;
use core::str::FromStr;
use hallpass_core::Timestamp;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use worker::State;

use crate::error::InternalError;

#[wasm_bindgen]
extern "C" {
    type ObjectState;
    type Storage;
    type SqlStorage;
    type Cursor;

    #[wasm_bindgen(method, getter)]
    fn storage(this: &ObjectState) -> Storage;

    #[wasm_bindgen(method, getter)]
    fn sql(this: &Storage) -> SqlStorage;

    #[wasm_bindgen(method, catch, variadic)]
    fn exec(this: &SqlStorage, statement: &str, bound: &Array) -> Result<Cursor, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn raw(this: &Cursor) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn all(each: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &Storage,
        work: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = setAlarm)]
    fn set_alarm(this: &Storage, at_milliseconds: f64) -> Result<Promise, JsValue>;
}

/// The largest integer that a JavaScript number holds exactly, and SQLite's bindings with it.
const LARGEST_EXACT: i64 = (1 << 53) - 1;

/// A parameter of a statement. There are no booleans: SQLite would store them as the text `true`.
pub(crate) struct Param(JsValue);

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self(JsValue::from_str(text))
    }
}

impl From<&String> for Param {
    fn from(text: &String) -> Self {
        Self(JsValue::from_str(text))
    }
}

impl From<String> for Param {
    fn from(text: String) -> Self {
        Self(JsValue::from_str(&text))
    }
}

impl From<i64> for Param {
    /// Beyond 2^53 a value is cut off rather than changed in its last digits; nothing that is stored gets there.
    #[expect(
        clippy::cast_precision_loss,
        reason = "the value was just brought into the range without loss"
    )]
    fn from(integer: i64) -> Self {
        Self(JsValue::from_f64(
            integer.clamp(-LARGEST_EXACT, LARGEST_EXACT) as f64,
        ))
    }
}

impl From<u32> for Param {
    fn from(integer: u32) -> Self {
        Self(JsValue::from_f64(f64::from(integer)))
    }
}

impl From<u64> for Param {
    fn from(integer: u64) -> Self {
        Self::from(i64::try_from(integer).unwrap_or(LARGEST_EXACT))
    }
}

impl From<Timestamp> for Param {
    fn from(moment: Timestamp) -> Self {
        Self::from(moment.milliseconds())
    }
}

impl<T: Into<Self>> From<Option<T>> for Param {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(JsValue::NULL), Into::into)
    }
}

/// Makes the parameters of a statement, in order.
macro_rules! params {
    ($($value:expr),* $(,)?) => { [$($crate::object::Param::from($value)),*] };
}
pub(crate) use params;

/// A row, whose columns are taken one after the other in the order of the statement.
pub(crate) struct Row {
    columns: Array,
    next: u32,
}

impl Row {
    /// The next column; nothing when it is null.
    fn next(&mut self) -> Result<Option<JsValue>, InternalError> {
        let at = self.next;
        if at >= self.columns.length() {
            return Err(InternalError::new("a row has too few columns"));
        }
        self.next = at.saturating_add(1);
        Ok(Some(self.columns.get(at)).filter(|value| !value.is_null()))
    }

    /// The next column, a text.
    pub(crate) fn text(&mut self) -> Result<String, InternalError> {
        self.optional_text()?
            .ok_or_else(|| InternalError::new("a column is null"))
    }

    /// The next column, a text or null.
    pub(crate) fn optional_text(&mut self) -> Result<Option<String>, InternalError> {
        let column = self.next()?;
        column
            .map(|column| {
                column
                    .as_string()
                    .ok_or_else(|| InternalError::new("a column is no text"))
            })
            .transpose()
    }

    /// The next column, an integer.
    pub(crate) fn integer(&mut self) -> Result<i64, InternalError> {
        self.optional_integer()?
            .ok_or_else(|| InternalError::new("a column is null"))
    }

    /// The next column, an integer or null.
    pub(crate) fn optional_integer(&mut self) -> Result<Option<i64>, InternalError> {
        let column = self.next()?;
        column
            .map(|column| {
                let whole = column.as_f64().filter(|number| number.fract() == 0.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a whole number beyond the range becomes its end"
                )]
                whole
                    .map(|number| number as i64)
                    .ok_or_else(|| InternalError::new("a column is no integer"))
            })
            .transpose()
    }

    /// The next column, a number from zero.
    pub(crate) fn count<N: TryFrom<i64>>(&mut self) -> Result<N, InternalError> {
        N::try_from(self.integer()?).map_err(|_| InternalError::new("a number is out of range"))
    }

    /// The next column, a number from zero or null.
    pub(crate) fn optional_count<N: TryFrom<i64>>(&mut self) -> Result<Option<N>, InternalError> {
        let integer = self.optional_integer()?.map(N::try_from);
        let out_of_range = |_| InternalError::new("a number is out of range");
        integer.transpose().map_err(out_of_range)
    }

    /// The next column, a moment.
    pub(crate) fn moment(&mut self) -> Result<Timestamp, InternalError> {
        self.integer().map(Timestamp::from_milliseconds)
    }

    /// The next column, a moment or null.
    pub(crate) fn optional_moment(&mut self) -> Result<Option<Timestamp>, InternalError> {
        Ok(self.optional_integer()?.map(Timestamp::from_milliseconds))
    }

    /// The next column, the text form of a type.
    pub(crate) fn parsed<T: FromStr>(&mut self) -> Result<T, InternalError> {
        parse(&self.text()?)
    }

    /// The next column, the text form of a type or null.
    pub(crate) fn optional_parsed<T: FromStr>(&mut self) -> Result<Option<T>, InternalError> {
        self.optional_text()?.as_deref().map(parse).transpose()
    }
}

fn parse<T: FromStr>(text: &str) -> Result<T, InternalError> {
    text.parse()
        .map_err(|_| InternalError::new("a column does not hold what it should"))
}

/// An object's database and alarm.
pub(crate) struct Database {
    storage: Storage,
    sql: SqlStorage,
    has_tables: Cell<bool>,
    is_current: Cell<bool>,
}

impl Database {
    /// The database of the object with this state. Touches nothing.
    pub(crate) fn new(state: &State) -> Self {
        let state: &ObjectState = state.as_raw().unchecked_ref();
        let storage = state.storage();
        let sql = storage.sql();
        Self {
            storage,
            sql,
            has_tables: Cell::new(false),
            is_current: Cell::new(false),
        }
    }

    fn exec(&self, statement: &str, params: &[Param]) -> Result<Cursor, InternalError> {
        let bound: Array = params.iter().map(|param| &param.0).collect();
        Ok(self.sql.exec(statement, &bound)?)
    }

    /// All rows that a statement gives.
    pub(crate) fn rows(
        &self,
        statement: &str,
        params: &[Param],
    ) -> Result<Vec<Row>, InternalError> {
        let rows = all(&self.exec(statement, params)?.raw()?)?;
        let row = |columns: JsValue| Row {
            columns: columns.unchecked_into(),
            next: 0,
        };
        Ok(rows.iter().map(row).collect())
    }

    /// The first row that a statement gives.
    pub(crate) fn row(
        &self,
        statement: &str,
        params: &[Param],
    ) -> Result<Option<Row>, InternalError> {
        Ok(self.rows(statement, params)?.into_iter().next())
    }

    /// Runs a statement that gives no rows.
    pub(crate) fn run(&self, statement: &str, params: &[Param]) -> Result<(), InternalError> {
        self.exec(statement, params).map(drop)
    }

    /// Whether the object's tables exist. Asking writes nothing, so an object that nobody ever opened stays empty.
    pub(crate) fn has_tables(&self, any_of_them: &str) -> Result<bool, InternalError> {
        if !self.has_tables.get() {
            let statement = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
            let found = self.row(statement, &params![any_of_them])?.is_some();
            self.has_tables.set(found);
        }
        Ok(self.has_tables.get())
    }

    /// Creates what is not there yet of tables and indexes, once after each start: a newer release may know of more.
    pub(crate) fn create(&self, statements: &str) -> Result<(), InternalError> {
        if !self.is_current.get() {
            self.run(statements, &[])?;
            self.is_current.set(true);
        }
        Ok(())
    }

    /// What a transaction that is undone may have made is gone.
    fn forget(&self) {
        self.has_tables.set(false);
        self.is_current.set(false);
    }

    /// Runs `work` in one transaction: whatever it wrote is undone when it gives a fault. Nothing else runs in
    /// between, because nothing in it can wait.
    pub(crate) fn transaction<T>(
        &self,
        mut work: impl FnMut() -> Result<T, InternalError>,
    ) -> Result<T, InternalError> {
        let mut value = None;
        self.all_or_nothing(&mut || {
            value = Some(work()?);
            Ok(())
        })?;
        value.ok_or_else(|| InternalError::new("the transaction did not run"))
    }

    fn all_or_nothing(
        &self,
        work: &mut dyn FnMut() -> Result<(), InternalError>,
    ) -> Result<(), InternalError> {
        let mut failed = None;
        let (mut work, mut out) = (AssertUnwindSafe(work), AssertUnwindSafe(&mut failed));
        let mut inside = move || {
            let (work, out) = (&mut work, &mut out);
            (work.0)().map_err(|fault| {
                *out.0 = Some(fault);
                JsValue::from_str("undone")
            })?;
            Ok(JsValue::UNDEFINED)
        };
        let ended = self.storage.transaction_sync(&mut inside);
        if ended.is_err() || failed.is_some() {
            self.forget();
        }
        match (ended, failed) {
            (_, Some(fault)) => Err(fault),
            (Err(error), None) => Err(error.into()),
            (Ok(_), None) => Ok(()),
        }
    }

    /// Sets the object's one alarm. Inside a transaction it is part of it.
    pub(crate) fn set_alarm(&self, at: Timestamp) -> Result<(), InternalError> {
        let milliseconds = Param::from(at).0.as_f64().unwrap_or_default();
        // The promise only says that it is on disk; the reply waits for that anyway.
        self.storage.set_alarm(milliseconds).map(drop)?;
        Ok(())
    }
}
