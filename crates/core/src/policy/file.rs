//! The part of TOML that a policy file needs: texts, `true` and `false`, lists of texts, and `[[tables]]`.
//!
//! The grammar is `toml_parser`'s; what is built from it is this small, because the Worker carries it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{EventReceiver, ValidateWhitespace, parse_document};
use toml_parser::{ErrorSink, ParseError, Source, Span};

/// A value of a policy file.
pub(super) enum Value {
    Text(String),
    Truth(bool),
    Texts(Vec<String>),
    Tables(Vec<Table>),
}

/// A table: its entries, each key once.
#[derive(Default)]
pub(super) struct Table(Vec<(String, Value)>);

impl Table {
    /// Reads a document.
    ///
    /// # Errors
    /// What is wrong in which line.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let source = Source::new(text);
        let tokens = source.lex().into_vec();
        let mut reader = Reader {
            source,
            root: Self::default(),
            table: None,
            place: Place::Body,
            key: None,
            list: None,
        };
        let mut error: Option<ParseError> = None;
        let mut receiver = ValidateWhitespace::new(&mut reader, source);
        parse_document(&tokens, &mut receiver, &mut error);
        match error {
            None => Ok(reader.root),
            Some(error) => {
                let span = error.unexpected().or_else(|| error.context());
                let before = span.and_then(|span| text.get(..span.start())).unwrap_or("");
                let line = before.matches('\n').count().saturating_add(1);
                Err(format!("line {line}: {}", error.description()))
            }
        }
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

    fn insert(&mut self, key: String, value: Value) -> bool {
        let fresh = !self.0.iter().any(|(known, _)| *known == key);
        if fresh {
            self.0.push((key, value));
        }
        fresh
    }
}

/// What a key that comes next is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// An entry's.
    Body,
    /// A table's name.
    Header,
}

struct Reader<'a> {
    source: Source<'a>,
    root: Table,
    /// The name of the `[[table]]` that entries belong to.
    table: Option<String>,
    place: Place,
    key: Option<String>,
    list: Option<Vec<String>>,
}

impl Reader<'_> {
    fn table(&mut self) -> Option<&mut Table> {
        let Some(name) = &self.table else {
            return Some(&mut self.root);
        };
        let found = self.root.0.iter_mut().find(|(known, _)| known == name)?;
        match &mut found.1 {
            Value::Tables(tables) => tables.last_mut(),
            Value::Text(_) | Value::Truth(_) | Value::Texts(_) => None,
        }
    }

    fn put(&mut self, value: Value, span: Span, error: &mut dyn ErrorSink) {
        let key = self.key.take();
        let put = match (key, self.table()) {
            (Some(key), Some(table)) => table.insert(key, value),
            _ => false,
        };
        if !put {
            wrong("a key stands twice, or where none may", span, error);
        }
    }
}

fn wrong(what: &'static str, span: Span, error: &mut dyn ErrorSink) {
    error.report_error(ParseError::new(what).with_unexpected(span));
}

impl EventReceiver for Reader<'_> {
    fn std_table_open(&mut self, span: Span, error: &mut dyn ErrorSink) {
        wrong("a policy has `[[tables]]` only", span, error);
        self.place = Place::Header;
    }

    fn std_table_close(&mut self, _span: Span, _error: &mut dyn ErrorSink) {
        self.place = Place::Body;
    }

    fn array_table_open(&mut self, _span: Span, _error: &mut dyn ErrorSink) {
        self.place = Place::Header;
        self.key = None;
    }

    fn array_table_close(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.place = Place::Body;
        let name = self.key.take().unwrap_or_default();
        let found = self.root.0.iter_mut().find(|(known, _)| *known == name);
        match found.map(|(_, value)| value) {
            Some(Value::Tables(tables)) => tables.push(Table::default()),
            Some(Value::Text(_) | Value::Truth(_) | Value::Texts(_)) => {
                wrong("a table has the name of a value", span, error);
            }
            None => {
                let tables = Value::Tables(alloc::vec![Table::default()]);
                self.root.0.push((name.clone(), tables));
            }
        }
        self.table = Some(name);
    }

    fn inline_table_open(&mut self, span: Span, error: &mut dyn ErrorSink) -> bool {
        wrong("a policy has no inline tables", span, error);
        false
    }

    fn array_open(&mut self, span: Span, error: &mut dyn ErrorSink) -> bool {
        if self.list.is_some() {
            wrong("a policy has no lists of lists", span, error);
            return false;
        }
        self.list = Some(Vec::new());
        true
    }

    fn array_close(&mut self, span: Span, error: &mut dyn ErrorSink) {
        if let Some(list) = self.list.take() {
            self.put(Value::Texts(list), span, error);
        }
    }

    fn simple_key(&mut self, span: Span, kind: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut key = String::new();
        if let Some(text) = self.source.input().get(span.start()..span.end()) {
            toml_parser::Raw::new_unchecked(text, kind, span).decode_key(&mut key, error);
        }
        self.key = Some(key);
    }

    fn key_sep(&mut self, span: Span, error: &mut dyn ErrorSink) {
        wrong("a policy has no dotted keys", span, error);
    }

    fn scalar(&mut self, span: Span, kind: Option<Encoding>, error: &mut dyn ErrorSink) {
        let mut text = String::new();
        let Some(raw) = self.source.input().get(span.start()..span.end()) else {
            return wrong("a value cannot be read", span, error);
        };
        let raw = toml_parser::Raw::new_unchecked(raw, kind, span);
        let value = match raw.decode_scalar(&mut text, error) {
            ScalarKind::String => match &mut self.list {
                Some(list) => return list.push(text),
                None => Value::Text(text),
            },
            ScalarKind::Boolean(truth) if self.list.is_none() => Value::Truth(truth),
            ScalarKind::Boolean(_)
            | ScalarKind::DateTime
            | ScalarKind::Float
            | ScalarKind::Integer(_) => {
                return wrong("a policy has texts, `true` and `false` only", span, error);
            }
        };
        self.put(value, span, error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Table, String> {
        Table::parse(text)
    }

    #[test]
    fn what_a_policy_needs_is_read() {
        let text = "a = \"x\\u00e9\" # c\nb = ['l', \"m\",\n  'n',]\n[[t]]\nc = true\n[[t]]\n\"c\" = false\nd = '''\nlong'''\n";
        let mut table = parse(text).unwrap();
        assert_eq!(table.text("a").unwrap(), "xé");
        assert_eq!(table.optional_texts("b").unwrap().unwrap(), ["l", "m", "n"]);
        let mut tables = table.tables("t").unwrap();
        assert_eq!(tables.len(), 2);
        assert!(tables[0].truth("c").unwrap());
        assert!(!tables[1].truth("c").unwrap());
        assert_eq!(tables[1].text("d").unwrap(), "long");
        assert!(table.finish().is_ok());
    }

    #[test]
    fn everything_else_is_refused_with_its_line() {
        for bad in [
            "a = 1",
            "a = 1.5",
            "a = 2026-11-22",
            "a = {b = 'c'}",
            "a = [['b']]",
            "a = ['b', true]",
            "a.b = 'c'",
            "[a]\nb = 'c'",
            "[[a.b]]\nc = 'd'",
            "a = 'b'\na = 'c'",
            "a = 'b'\n[[a]]",
            "a = \"b",
            "a = 'b' c",
            "a = ",
            "= 'b'",
            "a = \"\\q\"",
            "a = 'b\u{0}'",
        ] {
            let text = format!("ok = 'x'\n{bad}");
            let error = parse(&text).err().unwrap_or_else(|| panic!("{bad}"));
            assert!(error.starts_with("line "), "{error}");
        }
        assert!(parse("a = 'b'").unwrap().finish().is_err());
        assert!(parse("a = 'b'").unwrap().truth("a").is_err());
        assert!(parse("").unwrap().text("a").is_err());
    }
}
