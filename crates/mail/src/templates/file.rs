//! Reading `mail.toml`:
//!
//! ```toml
//! default = "de"              # the language of a mail that names none
//!
//! [en]                        # a shipped language: what is left out stays as it is shipped
//! subject = "{{ inviter }} invited you to {{ team }}"
//!
//! [fr]                        # another one has all three
//! subject = "…"
//! text = """…"""
//! html = """…"""
//! ```

use core::ops::Range;

use hallpass_core::identity::settings::{Mistake, quoted, suggestion};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{FILE, Part, SHIPPED};
use crate::language::Language;

const DEFAULT: &str = "default";
/// The longest template, in bytes. Some mail programs cut a mail off after about 100 kB.
const TEMPLATE_BYTES: usize = 64 * 1024;

/// What the file says.
#[derive(Debug, Default)]
pub(super) struct Overrides {
    pub(super) default: Option<Language>,
    pub(super) texts: Vec<Text>,
}

/// A template of the file.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) language: Language,
    pub(super) part: Part,
    pub(super) source: String,
    /// The line of the file that the template's first line is on.
    first_line: usize,
    has_lines: bool,
}

impl Text {
    /// The mistake that an error of the engine is.
    pub(super) fn mistake(&self, error: &minijinja::Error) -> Mistake {
        let problem = error.detail().map_or_else(
            || error.kind().to_string(),
            |detail| format!("{}: {detail}", error.kind()),
        );
        self.mistake_at(error.line().unwrap_or(1), &problem)
    }

    /// A mistake in the template as a whole.
    pub(super) fn mistake_in_whole(&self, problem: &str) -> Mistake {
        self.mistake_at(1, problem)
    }

    fn mistake_at(&self, line: usize, problem: &str) -> Mistake {
        let line = if self.has_lines {
            self.first_line.saturating_add(line).saturating_sub(1)
        } else {
            self.first_line
        };
        let field = format!("{}.{}", self.language, self.part.key());
        mistake(line, &field, problem)
    }
}

fn mistake(line: usize, field: &str, problem: &str) -> Mistake {
    Mistake::new(FILE, format!("line {line}: `{field}` {problem}"))
}

/// Reads the file. An empty one overrides nothing.
pub(super) fn read(file: &str) -> Result<Overrides, Vec<Mistake>> {
    let table = DeTable::parse(file).map_err(|error| {
        let line = line_of(file, error.span().map_or(0, |span| span.start));
        vec![Mistake::new(
            FILE,
            format!("line {line}: is not TOML: {}", error.message()),
        )]
    })?;
    let mut reader = Reader {
        file,
        mistakes: Vec::new(),
    };
    let overrides = reader.overrides(table.get_ref());
    if reader.mistakes.is_empty() {
        Ok(overrides)
    } else {
        Err(reader.mistakes)
    }
}

struct Reader<'a> {
    file: &'a str,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn add(&mut self, span: Range<usize>, field: &str, problem: &str) {
        let line = line_of(self.file, span.start);
        self.mistakes.push(mistake(line, field, problem));
    }

    fn overrides(&mut self, table: &DeTable<'_>) -> Overrides {
        let mut overrides = Overrides::default();
        let mut default = None;
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if name == DEFAULT {
                default = Some(value);
            } else if let Some(language) = Language::parse(name) {
                let texts = self.language(&language, key.span(), value);
                overrides.texts.extend(texts);
            } else {
                let problem = "is neither `default` nor a language such as `en` or `pt-BR`";
                self.add(key.span(), &shown(name), problem);
            }
        }
        let known: Vec<&Language> = overrides.texts.iter().map(|text| &text.language).collect();
        overrides.default = default.and_then(|value| self.default(value, &known));
        overrides
    }

    fn default(&mut self, value: &Spanned<DeValue<'_>>, known: &[&Language]) -> Option<Language> {
        let language = value.get_ref().as_str().and_then(Language::parse);
        let has_texts = |language: &Language| {
            known.contains(&language) || SHIPPED.iter().any(|(tag, ..)| *tag == language.as_str())
        };
        if language.as_ref().is_some_and(has_texts) {
            return language;
        }
        let value_text = value
            .get_ref()
            .as_str()
            .map_or_else(|| "the value".to_owned(), quoted);
        let problem = format!(
            "{value_text} is not a language that has texts: name `en`, `de` or one of this file"
        );
        self.add(value.span(), DEFAULT, &problem);
        None
    }

    fn language(
        &mut self,
        language: &Language,
        at: Range<usize>,
        value: &Spanned<DeValue<'_>>,
    ) -> Vec<Text> {
        let DeValue::Table(table) = value.get_ref() else {
            self.add(
                at,
                language.as_str(),
                "is not a table: write `[…]` with `subject`, `text` and `html`",
            );
            return Vec::new();
        };
        let keys = Part::ALL.map(Part::key);
        for (key, _) in table
            .iter()
            .filter(|(key, _)| !keys.contains(&key.get_ref().as_ref()))
        {
            let name = key.get_ref().as_ref();
            let field = format!("{language}.{}", shown(name));
            let problem = match suggestion(name, &keys) {
                Some(meant) => format!("is not a text of a mail; did you mean `{meant}`?"),
                None => "is not a text of a mail; the texts are subject, text and html".to_owned(),
            };
            self.add(key.span(), &field, &problem);
        }
        let is_shipped = SHIPPED.iter().any(|(tag, ..)| *tag == language.as_str());
        let mut texts = Vec::new();
        for part in Part::ALL {
            match table.get(part.key()) {
                Some(value) => texts.extend(self.text(language, part, value)),
                None if is_shipped => {}
                None => {
                    let field = format!("{language}.{}", part.key());
                    self.add(
                        at.clone(),
                        &field,
                        "is missing; a language that is not shipped has all three texts",
                    );
                }
            }
        }
        texts
    }

    fn text(
        &mut self,
        language: &Language,
        part: Part,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Text> {
        let field = format!("{language}.{}", part.key());
        let Some(source) = value.get_ref().as_str() else {
            self.add(value.span(), &field, "is not a text");
            return None;
        };
        if source.trim().is_empty() || source.len() > TEMPLATE_BYTES {
            let problem = if source.trim().is_empty() {
                "is empty; leave it out to keep the shipped one"
            } else {
                "is longer than 64 KiB"
            };
            self.add(value.span(), &field, problem);
            return None;
        }
        let written = self.file.get(value.span()).unwrap_or_default();
        let has_lines = written.starts_with("\"\"\"") || written.starts_with("'''");
        let begins_below = has_lines
            && written
                .get(3..)
                .is_some_and(|rest| rest.starts_with(['\r', '\n']));
        let line = line_of(self.file, value.span().start);
        Some(Text {
            language: language.clone(),
            part,
            source: source.to_owned(),
            first_line: line.saturating_add(usize::from(begins_below)),
            has_lines,
        })
    }
}

/// The line of a byte, from 1.
fn line_of(file: &str, at: usize) -> usize {
    let before = file.as_bytes().iter().take(at);
    before
        .filter(|byte| **byte == b'\n')
        .count()
        .saturating_add(1)
}

/// A key as a mistake repeats it.
fn shown(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    if name.len() <= 64 && name.chars().all(is_plain) {
        name.to_owned()
    } else {
        "…".to_owned()
    }
}
