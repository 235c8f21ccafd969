//! Cells of a CSV file (RFC 4180) that no spreadsheet evaluates as a formula, wherever it splits them.
//!
//! Spreadsheets evaluate a cell that begins with `=`, `+`, `-` or `@`, and some also in their full-width forms. Where `;`
//! is the separator, as in most of Europe, they split the quoted cells of this file again, at every `;` inside. So such a
//! character is escaped at the start of a cell and after everything that could end one.

use alloc::string::String;
use core::fmt::Write;

/// Appends `text` as a cell. A character that could begin a formula is preceded by an apostrophe.
///
/// The escape can be undone: [`text_of_cell`] reads the text back.
pub fn push_text(out: &mut String, text: &str) {
    out.push('"');
    let mut position = Position::CellStart;
    for char in text.chars() {
        if position.is_formula_start(char) {
            out.push('\'');
        }
        push_quoted(out, char);
        position = position.after(char);
    }
    out.push('"');
}

/// Appends JSON as a cell. In its strings, a character that could begin a formula is written as `\u003d`: the cell is the
/// same JSON. Numbers stay as they are.
pub fn push_json(out: &mut String, json: &str) {
    out.push('"');
    let (mut in_string, mut is_escaped) = (false, false);
    let mut position = Position::CellStart;
    for char in json.chars() {
        if in_string && position.is_formula_start(char) {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(char));
        } else {
            push_quoted(out, char);
        }
        position = position.after(char);
        if char == '"' && !is_escaped {
            in_string = !in_string;
        }
        is_escaped = char == '\\' && !is_escaped;
    }
    out.push('"');
}

/// The text of which [`push_text`] has made a cell, after a reader has removed the quotes around the cell.
#[must_use]
pub fn text_of_cell(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut position = Position::CellStart;
    let mut chars = cell.chars().peekable();
    while let Some(char) = chars.next() {
        let escaped = chars
            .next_if(|next| char == '\'' && position.is_formula_start(*next))
            .unwrap_or(char);
        text.push(escaped);
        position = position.after(escaped);
    }
    text
}

fn push_quoted(out: &mut String, char: char) {
    if char == '"' {
        out.push('"');
    }
    out.push(char);
}

/// Where a character is, as a spreadsheet might split the text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    /// At the very start of a cell, where a spreadsheet also drops control characters.
    CellStart,
    /// After a separator or a quote, and white space.
    PartStart,
    Inside,
}

impl Position {
    fn is_formula_start(self, char: char) -> bool {
        match self {
            Self::CellStart => is_formula_sign(char) || matches!(char, '\t' | '\r' | '\n'),
            Self::PartStart => is_formula_sign(char),
            Self::Inside => false,
        }
    }

    /// The position behind `char`.
    fn after(self, char: char) -> Self {
        match char {
            // So that what follows an apostrophe of the text itself is escaped where the escape is an apostrophe, too.
            '\'' if self == Self::CellStart => Self::CellStart,
            ';' | ',' | '|' | '\t' | '\r' | '\n' | '"' | '\'' => Self::PartStart,
            _ if char.is_whitespace() && self != Self::Inside => Self::PartStart,
            _ => Self::Inside,
        }
    }
}

/// Whether a spreadsheet may evaluate a cell that begins with this: `=`, `+`, `-`, `@`, and their full-width, small and
/// mathematical forms.
fn is_formula_sign(char: char) -> bool {
    matches!(
        char,
        '=' | '+'
            | '-'
            | '@'
            | '\u{ff1d}'
            | '\u{ff0b}'
            | '\u{ff0d}'
            | '\u{ff20}'
            | '\u{fe66}'
            | '\u{fe62}'
            | '\u{fe63}'
            | '\u{fe6b}'
            | '\u{2212}'
    )
}

#[cfg(test)]
mod tests {
    use std::borrow::ToOwned;
    use std::string::ToString;
    use std::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    fn text_cell(text: &str) -> String {
        let mut out = String::new();
        push_text(&mut out, text);
        out
    }

    fn json_cell(json: &str) -> String {
        let mut out = String::new();
        push_json(&mut out, json);
        out
    }

    /// What a reader sees in a quoted cell.
    fn unquote(cell: &str) -> String {
        let inside = cell
            .strip_prefix('"')
            .and_then(|cell| cell.strip_suffix('"'));
        inside.unwrap().replace("\"\"", "\"")
    }

    /// The parts of a raw line, split at each separator that a spreadsheet may be set to, quotes and spaces removed.
    fn parts(line: &str) -> Vec<&str> {
        line.split([';', ',', '\t', '|', '\r', '\n'])
            .map(|part| part.trim_start_matches(|char: char| char == '"' || char.is_whitespace()))
            .collect()
    }

    #[test]
    fn no_part_of_a_cell_is_a_formula() {
        for text in [
            "=1+1",
            "x;=cmd|' /C calc'!A0",
            "\t=1",
            " =1",
            "x\"; \"=1",
            "a,@SUM(1)",
            "a|-1",
            "\u{ff1d}1",
            "b;\u{ff20}x",
            "it's;+1",
        ] {
            let cell = text_cell(text);
            for part in parts(&cell) {
                assert!(!part.starts_with(is_formula_sign), "{cell}");
            }
            assert!(cell.contains('\''), "{cell}");
        }
        // Control: without the escapes, a part is a formula.
        assert!(
            parts("\"x;=cmd\"")
                .iter()
                .any(|part| part.starts_with(is_formula_sign))
        );
    }

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in [
            "evt_AAAAAAAAAAAAAAAAAAAAAA-_",
            "2026-11-29T02:00:00.000Z",
            "12.5",
            "Anne-Marie O'Neill",
            "a = b",
            "Müller; Söhne",
        ] {
            assert_eq!(text_cell(text), ["\"", text, "\""].concat());
        }
    }

    #[test]
    fn json_keeps_its_numbers_and_its_meaning() {
        assert_eq!(
            json_cell(r#"{"n":-5,"l":[1,-2]}"#),
            r#""{""n"":-5,""l"":[1,-2]}""#
        );
        let cell = json_cell(r#"{"text":"=1;@x \"-y\"","to":"+49"}"#);
        assert_eq!(
            unquote(&cell),
            r#"{"text":"\u003d1;\u0040x \"\u002dy\"","to":"\u002b49"}"#
        );
    }

    proptest! {
        #[test]
        fn a_text_reads_back(text in "[-=+@;,'\"| \t\r\na\u{ff1d}]{0,24}") {
            let cell = text_cell(&text);
            for part in parts(&cell) {
                prop_assert!(!part.starts_with(is_formula_sign), "{}", cell);
            }
            prop_assert_eq!(text_of_cell(&unquote(&cell)), text);
        }

        #[test]
        fn json_reads_back(text in "[-=+@;,'\"| \t\\\\a\u{ff1d}]{0,24}", number in any::<i32>()) {
            let value = serde_json::json!({ "text": text, "list": [number, number.wrapping_neg()] });
            let cell = json_cell(&value.to_string());
            let read: serde_json::Value = serde_json::from_str(&unquote(&cell)).unwrap();
            prop_assert_eq!(read.to_owned(), value);
        }
    }
}
