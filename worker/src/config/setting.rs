//! One setting: its name, its text, and how the text is parsed.

use core::fmt;
use core::ops::RangeInclusive;

use hallpass_core::budget::Budget;
#[cfg(feature = "dangerous-local-identity")]
use hallpass_core::identity::settings::is_loopback;
use hallpass_core::identity::settings::{Mistake, quoted, web_url};
use worker::Url;

/// Schemes that no page of an app is loaded by.
const FOREIGN_SCHEMES: [&str; 9] = [
    "http",
    "https",
    "ws",
    "wss",
    "ftp",
    "file",
    "data",
    "blob",
    "javascript",
];

/// A setting that is present.
pub(super) struct Setting {
    pub(super) name: &'static str,
    pub(super) text: String,
}

impl Setting {
    /// The mistake that this setting is. The value is named only where it is no secret.
    pub(super) fn mistake(&self, problem: impl fmt::Display) -> Mistake {
        Mistake::new(self.name, problem.to_string())
    }

    fn wrong(&self, value: &str, problem: impl fmt::Display) -> Mistake {
        self.mistake(format_args!("{} {problem}", quoted(value)))
    }

    /// Parses the text of a secret with a parser that explains its errors.
    pub(super) fn secret<T, E: fmt::Display>(
        &self,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, Mistake> {
        parse(&self.text).map_err(|error| self.mistake(format_args!("is malformed: {error}")))
    }

    pub(super) fn whole_number(&self) -> Result<u64, Mistake> {
        let number = self.text.trim().parse();
        number.map_err(|_| self.wrong(&self.text, "is not a whole number"))
    }

    pub(super) fn whole_number_in(&self, range: RangeInclusive<i64>) -> Result<i64, Mistake> {
        let number = i64::try_from(self.whole_number()?).unwrap_or(i64::MAX);
        if range.contains(&number) {
            Ok(number)
        } else {
            let (least, most) = range.into_inner();
            let problem = format_args!("is not between {least} and {most}").to_string();
            Err(self.wrong(&self.text, problem))
        }
    }

    /// `on` or `off`.
    pub(super) fn switch(&self) -> Result<bool, Mistake> {
        match self.text.as_str() {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err(self.wrong(&self.text, "is neither `on` nor `off`")),
        }
    }

    /// `30/60`: so many within so many seconds.
    pub(super) fn rate(&self) -> Result<Budget, Mistake> {
        Budget::parse(self.text.trim())
            .ok_or_else(|| self.wrong(&self.text, "is not `count/seconds`, such as `30/60`"))
    }

    /// A URL of `https`, or of `http` on this machine, without a fragment.
    pub(super) fn web_url(&self) -> Result<String, Mistake> {
        let text = self.text.trim();
        let url = web_url(text).ok_or_else(|| {
            self.wrong(
                text,
                "is not an `https` URL such as `https://app.example/join`",
            )
        })?;
        if url.contains('#') {
            let problem = "has a fragment, which the edge needs for itself: a page with hash routing cannot be named; use a path";
            return Err(self.wrong(text, problem));
        }
        Ok(url)
    }

    /// An origin of `https`, or of `http` on this machine, as browsers send it.
    pub(super) fn origin(&self) -> Result<String, Mistake> {
        self.web_origin(self.text.trim())
    }

    /// Origins, separated by commas or spaces. All that are wrong are named.
    pub(super) fn origins(&self) -> Result<Vec<String>, Vec<Mistake>> {
        let parts = self
            .text
            .split(|c: char| c == ',' || c.is_ascii_whitespace())
            .filter(|part| !part.is_empty());
        let mut origins = Vec::new();
        let mut mistakes = Vec::new();
        for part in parts {
            match self.page_origin(part) {
                Ok(origin) => origins.push(origin),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        if mistakes.is_empty() {
            Ok(origins)
        } else {
            Err(mistakes)
        }
    }

    /// The origin of a page: also one of an app whose pages have a scheme of their own, such as `capacitor://localhost`.
    fn page_origin(&self, text: &str) -> Result<String, Mistake> {
        if text.contains('*') {
            let problem = "is a pattern, which matches no origin: name each origin";
            return Err(self.wrong(text, problem));
        }
        if text == "null" {
            let problem = "is the origin of every sandboxed page: it cannot be allowed";
            return Err(self.wrong(text, problem));
        }
        let scheme = text.split_once("://").map(|(scheme, _)| scheme);
        match scheme.map(str::to_ascii_lowercase) {
            Some(scheme) if !FOREIGN_SCHEMES.contains(&scheme.as_str()) => self.app_origin(text),
            Some(_) | None => self.web_origin(text),
        }
    }

    fn web_origin(&self, text: &str) -> Result<String, Mistake> {
        let problem = "is not an `https` origin such as `https://hallpass.example`";
        let url = web_url(text).and_then(|url| Url::parse(&url).ok());
        let url = url.ok_or_else(|| self.wrong(text, problem))?;
        let is_bare = url.path() == "/"
            && url.query().unwrap_or_default().is_empty()
            && url.fragment().unwrap_or_default().is_empty();
        if url.host_str().unwrap_or_default().contains('*') {
            let problem = "is a pattern, which matches no origin: name the host";
            return Err(self.wrong(text, problem));
        }
        if is_bare {
            Ok(url.origin().ascii_serialization())
        } else {
            let problem = "has more than an origin: leave out what follows the host";
            Err(self.wrong(text, problem))
        }
    }

    /// Browsers send the scheme and the host of such a page, and nothing else.
    fn app_origin(&self, text: &str) -> Result<String, Mistake> {
        let problem = "is not an origin such as `capacitor://localhost`";
        let origin = text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
        let is_host = |host: &str| {
            !host.is_empty()
                && host
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-_:".contains(&byte))
        };
        let host = origin.split_once("://").map(|(_, host)| host);
        if host.is_some_and(is_host) && Url::parse(&origin).is_ok() {
            Ok(origin)
        } else {
            Err(self.wrong(text, problem))
        }
    }
}

/// Whether an origin is of this machine.
#[cfg(feature = "dangerous-local-identity")]
pub(crate) fn is_this_machine(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| url.host_str().is_some_and(is_loopback))
}
