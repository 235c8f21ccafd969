//! One setting: its name, its text, and how the text is parsed.

use core::fmt;
use core::ops::RangeInclusive;

use hallpass_core::budget::Budget;
use serde_json::Value;
use worker::{Env, Url};

/// A setting that is missing or malformed. The message never contains its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SettingError {
    name: &'static str,
    problem: String,
}

impl SettingError {
    pub(crate) fn new(name: &'static str, problem: impl Into<String>) -> Self {
        Self {
            name,
            problem: problem.into(),
        }
    }
}

impl fmt::Display for SettingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the setting `{}` {}", self.name, self.problem)
    }
}

/// A setting that is present.
pub(super) struct Setting {
    name: &'static str,
    pub(super) text: String,
}

impl Setting {
    /// The setting of this name; `None` if it is missing or blank.
    pub(super) fn optional(env: &Env, name: &'static str) -> Option<Self> {
        let value = js_sys::Reflect::get(env, &name.into()).ok()?;
        let value: Value = serde_wasm_bindgen::from_value(value).ok()?;
        let text = match value.as_str() {
            Some(text) => text.to_owned(),
            None if value.is_null() => return None,
            // A number, table or list of `wrangler.toml`.
            None => value.to_string(),
        };
        (!text.trim().is_empty()).then_some(Self { name, text })
    }

    /// The setting of this name.
    ///
    /// # Errors
    /// When it is missing or blank.
    pub(super) fn required(env: &Env, name: &'static str) -> Result<Self, SettingError> {
        Self::optional(env, name).ok_or_else(|| SettingError::new(name, "is missing"))
    }

    fn invalid(&self, problem: &str) -> SettingError {
        SettingError::new(self.name, problem)
    }

    /// Parses the text with a parser that explains its errors.
    pub(super) fn parse<T, E: fmt::Display>(
        &self,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, SettingError> {
        parse(&self.text).map_err(|error| self.invalid(&format!("is malformed: {error}")))
    }

    pub(super) fn whole_number(&self) -> Result<u64, SettingError> {
        let number = self.text.trim().parse();
        number.map_err(|_| self.invalid("is not a whole number"))
    }

    pub(super) fn whole_number_in(&self, range: RangeInclusive<i64>) -> Result<i64, SettingError> {
        let number = i64::try_from(self.whole_number()?).unwrap_or(i64::MAX);
        if range.contains(&number) {
            Ok(number)
        } else {
            let (least, most) = range.into_inner();
            Err(self.invalid(&format!("is not between {least} and {most}")))
        }
    }

    /// `on` or `off`.
    pub(super) fn switch(&self) -> Result<bool, SettingError> {
        match self.text.as_str() {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err(self.invalid("is neither `on` nor `off`")),
        }
    }

    /// `30/60`: so many within so many seconds.
    pub(super) fn rate(&self) -> Result<Budget, SettingError> {
        Budget::parse(self.text.trim())
            .ok_or_else(|| self.invalid("is not `count/seconds`, such as `30/60`"))
    }

    /// A URL of `https`, or of `http` on this machine, without a fragment.
    pub(super) fn web_url(&self) -> Result<String, SettingError> {
        let url = Url::parse(self.text.trim()).map_err(|_| self.invalid("is not a URL"))?;
        if is_web(&url) && !has_fragment(&url) {
            Ok(url.into())
        } else {
            Err(self.invalid("is not an `https` URL without a fragment"))
        }
    }

    /// An origin, as browsers send it.
    pub(super) fn origin(&self) -> Result<String, SettingError> {
        self.parse_origin(self.text.trim())
    }

    /// Origins, separated by commas or spaces.
    pub(super) fn origins(&self) -> Result<Vec<String>, SettingError> {
        let origins = self.text.split([',', ' ']).filter(|part| !part.is_empty());
        origins.map(|origin| self.parse_origin(origin)).collect()
    }

    fn parse_origin(&self, text: &str) -> Result<String, SettingError> {
        let url = Url::parse(text).map_err(|_| self.invalid("is not an origin"))?;
        let is_bare = url.path() == "/" && url.query().unwrap_or_default().is_empty();
        if is_web(&url) && is_bare && !has_fragment(&url) {
            Ok(url.origin().ascii_serialization())
        } else {
            Err(self.invalid("is not an `https` origin such as `https://hallpass.example`"))
        }
    }
}

/// Whether a URL is one of `https`, or of `http` on this machine, without credentials.
pub(super) fn is_web(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let is_safe = match url.scheme() {
        "https" => !host.is_empty(),
        "http" => is_loopback(host),
        _ => false,
    };
    is_safe && url.username().is_empty() && url.password().unwrap_or_default().is_empty()
}

/// Whether a host is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

fn has_fragment(url: &Url) -> bool {
    !url.fragment().unwrap_or_default().is_empty()
}
