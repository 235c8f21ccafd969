//! SQLite behind an object: parameters of three types, rows read column by column, one transaction a command.

use core::cell::{Cell, RefCell};
use core::panic::AssertUnwindSafe;
use core::str::FromStr;
use std::rc::Rc;

use hallpass_core::Timestamp;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use worker::{SqlStorage, SqlStorageValue, State, Storage};

use crate::fault::Fault;

#[wasm_bindgen]
extern "C" {
    /// What `worker` does not bind of an object's storage.
    type StorageExtras;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &StorageExtras,
        work: &mut dyn FnMut() -> Result<JsValue, JsValue>,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch, js_name = setAlarm)]
    fn set_alarm(this: &StorageExtras, at_milliseconds: f64) -> Result<Promise, JsValue>;
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
pub(crate) struct Row(std::vec::IntoIter<SqlStorageValue>);

impl Row {
    fn next(&mut self) -> Result<SqlStorageValue, Fault> {
        self.0
            .next()
            .ok_or_else(|| Fault::new("a row has too few columns"))
    }

    /// The next column, a text.
    pub(crate) fn text(&mut self) -> Result<String, Fault> {
        self.optional_text()?
            .ok_or_else(|| Fault::new("a column is null"))
    }

    /// The next column, a text or null.
    pub(crate) fn optional_text(&mut self) -> Result<Option<String>, Fault> {
        match self.next()? {
            SqlStorageValue::Null => Ok(None),
            SqlStorageValue::String(text) => Ok(Some(text)),
            SqlStorageValue::Boolean(_)
            | SqlStorageValue::Integer(_)
            | SqlStorageValue::Float(_)
            | SqlStorageValue::Blob(_) => Err(Fault::new("a column is no text")),
        }
    }

    /// The next column, an integer.
    pub(crate) fn integer(&mut self) -> Result<i64, Fault> {
        self.optional_integer()?
            .ok_or_else(|| Fault::new("a column is null"))
    }

    /// The next column, an integer or null.
    pub(crate) fn optional_integer(&mut self) -> Result<Option<i64>, Fault> {
        match self.next()? {
            SqlStorageValue::Null => Ok(None),
            SqlStorageValue::Integer(integer) => Ok(Some(integer)),
            SqlStorageValue::Boolean(_)
            | SqlStorageValue::String(_)
            | SqlStorageValue::Float(_)
            | SqlStorageValue::Blob(_) => Err(Fault::new("a column is no integer")),
        }
    }

    /// The next column, a number from zero.
    pub(crate) fn count<N: TryFrom<i64>>(&mut self) -> Result<N, Fault> {
        N::try_from(self.integer()?).map_err(|_| Fault::new("a number is out of range"))
    }

    /// The next column, a number from zero or null.
    pub(crate) fn optional_count<N: TryFrom<i64>>(&mut self) -> Result<Option<N>, Fault> {
        let integer = self.optional_integer()?.map(N::try_from);
        let out_of_range = |_| Fault::new("a number is out of range");
        integer.transpose().map_err(out_of_range)
    }

    /// The next column, a moment.
    pub(crate) fn moment(&mut self) -> Result<Timestamp, Fault> {
        self.integer().map(Timestamp::from_milliseconds)
    }

    /// The next column, a moment or null.
    pub(crate) fn optional_moment(&mut self) -> Result<Option<Timestamp>, Fault> {
        Ok(self.optional_integer()?.map(Timestamp::from_milliseconds))
    }

    /// The next column, the text form of a type.
    pub(crate) fn parsed<T: FromStr>(&mut self) -> Result<T, Fault> {
        parse(&self.text()?)
    }

    /// The next column, the text form of a type or null.
    pub(crate) fn optional_parsed<T: FromStr>(&mut self) -> Result<Option<T>, Fault> {
        self.optional_text()?.as_deref().map(parse).transpose()
    }
}

fn parse<T: FromStr>(text: &str) -> Result<T, Fault> {
    text.parse()
        .map_err(|_| Fault::new("a column does not hold what it should"))
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
        let storage = state.storage();
        let sql = storage.sql();
        Self {
            storage,
            sql,
            has_tables: Cell::new(false),
            is_current: Cell::new(false),
        }
    }

    /// All rows that a statement gives.
    pub(crate) fn rows(&self, statement: &str, params: &[Param]) -> Result<Vec<Row>, Fault> {
        let bound: Vec<JsValue> = params.iter().map(|param| param.0.clone()).collect();
        let cursor = self.sql.exec_raw(statement, bound)?;
        cursor.raw().map(|row| Ok(Row(row?.into_iter()))).collect()
    }

    /// The first row that a statement gives.
    pub(crate) fn row(&self, statement: &str, params: &[Param]) -> Result<Option<Row>, Fault> {
        Ok(self.rows(statement, params)?.into_iter().next())
    }

    /// Runs a statement that gives no rows.
    pub(crate) fn run(&self, statement: &str, params: &[Param]) -> Result<(), Fault> {
        let bound: Vec<JsValue> = params.iter().map(|param| param.0.clone()).collect();
        self.sql.exec_raw(statement, bound)?;
        Ok(())
    }

    /// Whether the object's tables exist. Asking writes nothing, so an object that nobody ever opened stays empty.
    pub(crate) fn has_tables(&self, any_of_them: &str) -> Result<bool, Fault> {
        if !self.has_tables.get() {
            let statement = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?";
            let found = self.row(statement, &params![any_of_them])?.is_some();
            self.has_tables.set(found);
        }
        Ok(self.has_tables.get())
    }

    /// Creates what is not there yet of tables and indexes, once after each start: a newer release may know of more.
    pub(crate) fn create(&self, statements: &str) -> Result<(), Fault> {
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
        work: impl FnMut() -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let extras: &StorageExtras = self.storage.as_raw().unchecked_ref();
        let slot: Rc<RefCell<Option<Result<T, Fault>>>> = Rc::new(RefCell::new(None));
        let (mut work, out) = (AssertUnwindSafe(work), AssertUnwindSafe(Rc::clone(&slot)));
        let mut inside = move || {
            let (work, out) = (&mut work, &out);
            let result = (work.0)();
            let failed = result.is_err();
            *out.0.borrow_mut() = Some(result);
            if failed {
                Err(JsValue::from_str("undone"))
            } else {
                Ok(JsValue::UNDEFINED)
            }
        };
        let ended = extras.transaction_sync(&mut inside);
        let result = slot.borrow_mut().take();
        match (ended, result) {
            (Ok(_), Some(Ok(value))) => Ok(value),
            (_, Some(Err(fault))) => {
                self.forget();
                Err(fault)
            }
            (Err(error), _) => {
                self.forget();
                Err(Fault::from(error))
            }
            (Ok(_), None) => Err(Fault::new("the transaction did not run")),
        }
    }

    /// Sets the object's one alarm. Inside a transaction it is part of it.
    pub(crate) fn set_alarm(&self, at: Timestamp) -> Result<(), Fault> {
        let extras: &StorageExtras = self.storage.as_raw().unchecked_ref();
        let milliseconds = Param::from(at).0.as_f64().unwrap_or_default();
        // The promise only says that it is on disk; the reply waits for that anyway.
        extras.set_alarm(milliseconds).map(drop)?;
        Ok(())
    }
}
