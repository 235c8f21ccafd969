//! The part of TOML that a policy file needs: texts, `true` and `false`, lists of texts, and `[[tables]]`.
//!
//! A grammar of its own, which is that of TOML 1.0 as far as it goes, and refuses the rest: a general one weighs 9,000
//! bytes of the Worker. The tests hold it against a general one.

mod read;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use read::{Read, Reader};

/// A value of a policy file.
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(super) enum Value {
    Text(String),
    Truth(bool),
    Texts(Vec<String>),
    Tables(Vec<Table>),
}

/// A table: its entries, each key once.
#[derive(Default)]
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(super) struct Table(Vec<(String, Value)>);

impl Table {
    /// Reads a document.
    ///
    /// # Errors
    /// What is wrong in which line.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader::of(text);
        reader.document().map_err(|what| {
            let read = text.len().saturating_sub(reader.left());
            let before = text.get(..read).unwrap_or_default();
            let line = before.matches('\n').count().saturating_add(1);
            format!("line {line}: {what}")
        })
    }

    fn take(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(known, _)| known == key)?;
        Some(self.0.swap_remove(at).1)
    }

    /// A text that may be absent.
    pub(super) fn optional_text(&mut self, key: &str) -> Result<Option<String>, String> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(Value::Truth(_) | Value::Texts(_) | Value::Tables(_)) => {
                Err(format!("`{key}` is no text"))
            }
        }
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, key: &str) -> Result<String, String> {
        self.optional_text(key)?
            .ok_or_else(|| format!("`{key}` is missing"))
    }

    /// `true` or `false`; `false` when it is absent.
    pub(super) fn truth(&mut self, key: &str) -> Result<bool, String> {
        match self.take(key) {
            None => Ok(false),
            Some(Value::Truth(truth)) => Ok(truth),
            Some(Value::Text(_) | Value::Texts(_) | Value::Tables(_)) => {
                Err(format!("`{key}` is neither `true` nor `false`"))
            }
        }
    }

    /// A list of texts; none when it is absent.
    pub(super) fn optional_texts(&mut self, key: &str) -> Result<Option<Vec<String>>, String> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Texts(texts)) => Ok(Some(texts)),
            Some(Value::Text(_) | Value::Truth(_) | Value::Tables(_)) => {
                Err(format!("`{key}` is no list of texts"))
            }
        }
    }

    /// The `[[tables]]` of a name, in order.
    pub(super) fn tables(&mut self, key: &str) -> Result<Vec<Self>, String> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Value::Tables(tables)) => Ok(tables),
            Some(Value::Text(_) | Value::Truth(_) | Value::Texts(_)) => {
                Err(format!("`{key}` is no table"))
            }
        }
    }

    /// Whether everything was asked for.
    pub(super) fn finish(self) -> Result<(), String> {
        match self.0.first() {
            None => Ok(()),
            Some((key, _)) => Err(format!("`{key}` is unknown")),
        }
    }

    fn insert(&mut self, key: String, value: Value) -> Read<()> {
        if self.0.iter().any(|(known, _)| *known == key) {
            return Err("a key stands twice");
        }
        self.0.push((key, value));
        Ok(())
    }

    /// Begins another one of the `[[tables]]` of this name.
    fn begin(&mut self, name: &str) -> Read<()> {
        match self.last(name) {
            Some(Value::Tables(tables)) => tables.push(Self::default()),
            Some(Value::Text(_) | Value::Truth(_) | Value::Texts(_)) => {
                return Err("a table has the name of a value");
            }
            None => {
                let tables = Value::Tables(alloc::vec![Self::default()]);
                self.0.push((name.into(), tables));
            }
        }
        Ok(())
    }

    fn last(&mut self, name: &str) -> Option<&mut Value> {
        let found = self.0.iter_mut().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    /// The table that entries belong to behind this header.
    fn current(&mut self, header: Option<&str>) -> Option<&mut Self> {
        let Some(name) = header else {
            return Some(self);
        };
        match self.last(name)? {
            Value::Tables(tables) => tables.last_mut(),
            Value::Text(_) | Value::Truth(_) | Value::Texts(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
