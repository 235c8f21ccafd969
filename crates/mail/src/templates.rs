//! The templates of mails: the shipped ones, and an operator's in `mail.toml` in their place.

mod check;
mod file;
mod values;

use core::fmt;

use hallpass_core::identity::settings::Mistake;
use minijinja::{Environment, UndefinedBehavior};

use crate::language::Language;
use crate::outgoing::Outgoing;

pub(crate) use values::Values;

/// The operator's file, next to `policy.toml`.
pub(crate) const FILE: &str = "mail.toml";

/// How much a template may do, in the engine's steps. The shipped ones take some 300.
const STEPS: u64 = 20_000;

/// A part of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Subject,
    Text,
    Html,
}

impl Part {
    const ALL: [Self; 3] = [Self::Subject, Self::Text, Self::Html];

    /// The key in `mail.toml`.
    const fn key(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Text => "text",
            Self::Html => "html",
        }
    }

    /// The template's name. Its ending decides how values are escaped.
    fn template(self, language: &Language) -> String {
        match self {
            Self::Subject => format!("{language}.subject.txt"),
            Self::Text => format!("{language}.txt"),
            Self::Html => format!("{language}.html"),
        }
    }
}

/// What each template inherits: the frame of the shipped HTML.
const LAYOUT: (&str, &str) = ("layout.html", include_str!("../templates/layout.html"));

/// The shipped templates.
const SHIPPED: [(&str, Part, &str); 6] = [
    ("en", Part::Subject, include_str!("../templates/en.subject")),
    ("en", Part::Text, include_str!("../templates/en.txt")),
    ("en", Part::Html, include_str!("../templates/en.html")),
    ("de", Part::Subject, include_str!("../templates/de.subject")),
    ("de", Part::Text, include_str!("../templates/de.txt")),
    ("de", Part::Html, include_str!("../templates/de.html")),
];

/// The templates of every language, compiled and checked.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    languages: Vec<Language>,
    default: Language,
}

/// A template failed while it was rendered. The text holds nothing of the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderError(String);

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for RenderError {}

/// A mail's three texts.
#[derive(Debug, Clone)]
pub(crate) struct Texts {
    pub(crate) language: Language,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Templates {
    /// The shipped templates, with those of `mail.toml` in their place. Every template is rendered once with everything that
    /// a mail can have and once with nothing optional, so that a mistake in one is found at the start.
    ///
    /// # Errors
    /// Every mistake in the file, with its line.
    pub fn new(file: &str) -> Result<Self, Vec<Mistake>> {
        let overrides = file::read(file)?;
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(STEPS));
        let mut languages: Vec<Language> = Vec::new();
        let mut mistakes = Vec::new();
        let mut add = |name: String, source: String| environment.add_template_owned(name, source);
        let shipped = SHIPPED.map(|(tag, part, source)| (Language::shipped(tag), part, source));
        // A mistake in a shipped template would be reported like one in the file.
        let mut failed = add(LAYOUT.0.to_owned(), LAYOUT.1.to_owned()).err();
        for (language, part, source) in shipped {
            failed = failed.or(add(part.template(&language), source.to_owned()).err());
            languages.push(language);
        }
        mistakes.extend(failed.map(|error| Mistake::new("templates", error.to_string())));
        for text in &overrides.texts {
            let source = text.source.clone();
            if let Err(error) = add(text.part.template(&text.language), source) {
                mistakes.push(text.mistake(&error));
            }
            languages.push(text.language.clone());
        }
        languages.sort();
        languages.dedup();
        let templates = Self {
            environment,
            languages,
            default: overrides.default.unwrap_or_else(Language::english),
        };
        if mistakes.is_empty() {
            mistakes = check::mistakes(&templates, &overrides.texts);
        }
        if mistakes.is_empty() {
            Ok(templates)
        } else {
            Err(mistakes)
        }
    }

    /// The language of a mail: the one that was asked for, a broader one, or the default.
    #[must_use]
    pub fn language(&self, locale: Option<&str>) -> &Language {
        let asked = locale.and_then(Language::parse);
        let known = |range: &str| self.languages.iter().find(|each| each.as_str() == range);
        asked
            .and_then(|asked| asked.ranges().find_map(known))
            .unwrap_or(&self.default)
    }

    /// Renders a mail's texts.
    pub(crate) fn texts(&self, mail: &Outgoing) -> Result<Texts, RenderError> {
        let language = self.language(mail.locale.as_deref());
        let values = Values::of(mail, language);
        let part = |part| {
            let rendered = self.part(language, part, &values);
            rendered.map_err(|error| {
                let line = error.line().unwrap_or_default();
                RenderError(format!(
                    "{} failed at its line {line}: {}",
                    part.template(language),
                    error.kind()
                ))
            })
        };
        Ok(Texts {
            language: language.clone(),
            subject: on_one_line(&part(Part::Subject)?),
            text: part(Part::Text)?,
            html: part(Part::Html)?,
        })
    }

    fn part(
        &self,
        language: &Language,
        part: Part,
        values: &Values,
    ) -> Result<String, minijinja::Error> {
        let template = self.environment.get_template(&part.template(language))?;
        template.render(values.of_part(part))
    }
}

/// A template's line breaks are not those of a header.
fn on_one_line(text: &str) -> String {
    let lines = text.split(['\r', '\n']).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}
