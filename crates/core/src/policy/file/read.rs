//! Reading a policy file character by character.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Table, Value};

/// What was read, or what is wrong.
pub(super) type Read<T> = Result<T, &'static str>;

/// Reads along a text.
pub(super) struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// A reader of a text, which may begin with a byte order mark.
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            rest: text.strip_prefix('\u{feff}').unwrap_or(text),
        }
    }

    /// How many bytes are left to read.
    pub(super) const fn left(&self) -> usize {
        self.rest.len()
    }

    /// Reads the text to its end.
    pub(super) fn document(&mut self) -> Read<Table> {
        let mut root = Table::default();
        let mut header: Option<String> = None;
        loop {
            self.blank()?;
            if self.rest.is_empty() {
                return Ok(root);
            }
            if self.eat("[[") {
                self.spaces();
                let name = self.key()?;
                self.spaces();
                if !self.eat("]]") {
                    return Err("a table has one name, and ends with `]]`");
                }
                root.begin(&name)?;
                header = Some(name);
            } else if self.rest.starts_with('[') {
                return Err("a policy has `[[tables]]` only");
            } else {
                let key = self.key()?;
                self.spaces();
                if !self.eat("=") {
                    return Err("`=` is missing behind a key");
                }
                self.spaces();
                let value = self.value()?;
                let table = root.current(header.as_deref());
                table.ok_or("a key has no table")?.insert(key, value)?;
            }
            self.line_end()?;
        }
    }

    fn eat(&mut self, text: &str) -> bool {
        let behind = self.rest.strip_prefix(text);
        self.rest = behind.unwrap_or(self.rest);
        behind.is_some()
    }

    fn newline(&mut self) -> bool {
        self.eat("\n") || self.eat("\r\n")
    }

    fn spaces(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn comment(&mut self) -> Read<()> {
        if !self.rest.starts_with('#') {
            return Ok(());
        }
        let line = self.rest.split('\n').next().unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.chars().any(is_unprintable) {
            return Err("a comment has a character that cannot be seen");
        }
        self.rest = self.rest.get(line.len()..).unwrap_or_default();
        Ok(())
    }

    /// White space, ends of lines and comments.
    fn blank(&mut self) -> Read<()> {
        loop {
            self.spaces();
            self.comment()?;
            if !self.newline() {
                return Ok(());
            }
        }
    }

    fn line_end(&mut self) -> Read<()> {
        self.spaces();
        self.comment()?;
        if self.rest.is_empty() || self.newline() {
            Ok(())
        } else {
            Err("something stands behind it")
        }
    }

    fn key(&mut self) -> Read<String> {
        let key = match self.rest.get(..1) {
            Some("\"") => {
                self.eat("\"");
                self.text("\"", false)?
            }
            Some("'") => {
                self.eat("'");
                self.text("'", true)?
            }
            Some(_) | None => {
                let is_bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                let behind = self.rest.trim_start_matches(is_bare);
                let length = self.rest.len().saturating_sub(behind.len());
                let key = self.rest.get(..length).unwrap_or_default();
                self.rest = behind;
                if key.is_empty() {
                    return Err("a key is missing");
                }
                key.into()
            }
        };
        self.spaces();
        if self.rest.starts_with('.') {
            return Err("a policy has no dotted keys");
        }
        Ok(key)
    }

    fn value(&mut self) -> Read<Value> {
        if let Some(text) = self.optional_text()? {
            return Ok(Value::Text(text));
        }
        if self.eat("[") {
            return self.texts().map(Value::Texts);
        }
        if self.eat("true") {
            return Ok(Value::Truth(true));
        }
        if self.eat("false") {
            return Ok(Value::Truth(false));
        }
        Err("a policy has texts, lists of them, `true` and `false` only")
    }

    fn texts(&mut self) -> Read<Vec<String>> {
        let mut texts = Vec::new();
        loop {
            self.blank()?;
            if self.eat("]") {
                return Ok(texts);
            }
            texts.push(
                self.optional_text()?
                    .ok_or("a policy has lists of texts only")?,
            );
            self.blank()?;
            if !self.eat(",") && !self.rest.starts_with(']') {
                return Err("a list does not end");
            }
        }
    }

    fn optional_text(&mut self) -> Read<Option<String>> {
        for (mark, is_literal) in [("\"\"\"", false), ("'''", true), ("\"", false), ("'", true)] {
            if self.eat(mark) {
                if mark.len() > 1 {
                    self.newline();
                }
                return self.text(mark, is_literal).map(Some);
            }
        }
        Ok(None)
    }

    /// A text up to its closing mark.
    fn text(&mut self, mark: &str, is_literal: bool) -> Read<String> {
        let has_lines = mark.len() > 1;
        let mut text = String::new();
        loop {
            if self.eat(mark) {
                // Up to two of the marks before the closing one belong to the text.
                let quote = mark.get(..1).unwrap_or_default();
                for _ in 0..2 {
                    if has_lines && self.eat(quote) {
                        text.push_str(quote);
                    }
                }
                return Ok(text);
            }
            if has_lines && self.eat("\r\n") {
                text.push_str("\r\n");
                continue;
            }
            if has_lines && self.eat("\n") {
                text.push('\n');
                continue;
            }
            let mut rest = self.rest.chars();
            let next = rest.next().ok_or("a text does not end")?;
            if is_unprintable(next) {
                return Err("a text does not end, or has a character that cannot be seen");
            }
            self.rest = rest.as_str();
            if next != '\\' || is_literal {
                text.push(next);
            } else if !(has_lines && self.folded()) {
                text.push(self.escaped()?);
            }
        }
    }

    /// Passes over the white space behind a line's closing backslash, if this is one.
    fn folded(&mut self) -> bool {
        let before = self.rest;
        self.spaces();
        if !self.newline() {
            self.rest = before;
            return false;
        }
        loop {
            self.spaces();
            if !self.newline() {
                return true;
            }
        }
    }

    fn escaped(&mut self) -> Read<char> {
        let mut rest = self.rest.chars();
        let kind = rest.next();
        self.rest = rest.as_str();
        match kind {
            Some('b') => Ok('\u{8}'),
            Some('t') => Ok('\t'),
            Some('n') => Ok('\n'),
            Some('f') => Ok('\u{c}'),
            Some('r') => Ok('\r'),
            Some(same @ ('"' | '\\')) => Ok(same),
            Some('u') => self.code_point(4),
            Some('U') => self.code_point(8),
            Some(_) | None => Err("an escape is unknown"),
        }
    }

    fn code_point(&mut self, digits: usize) -> Read<char> {
        let hex = self.rest.get(..digits).unwrap_or_default();
        let is_hex = !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u32::from_str_radix(hex, 16).ok().filter(|_| is_hex);
        self.rest = self.rest.get(digits..).unwrap_or_default();
        let found = number.and_then(char::from_u32);
        found.ok_or("an escape names no character")
    }
}

/// Control characters but for the tab (TOML 1.0, comments and strings).
const fn is_unprintable(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{a}'..='\u{1f}' | '\u{7f}')
}
