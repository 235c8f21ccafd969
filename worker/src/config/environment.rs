//! The settings as the platform hands them over. A mistake is recorded, and reading goes on, so that one start names all
//! of them.

use core::cell::RefCell;
use core::fmt;

use hallpass_core::identity::settings::{Mistake, unknown_setting};
use js_sys::{Array, Object, Reflect};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use worker::Env;

use super::setting::Setting;

/// Every mistake in the settings. There is at least one. The text is for the log; it contains no secret.
#[derive(Debug, Clone)]
pub(crate) struct SettingErrors(Vec<Mistake>);

impl SettingErrors {
    /// Each mistake.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.0.iter()
    }
}

impl From<Mistake> for SettingErrors {
    fn from(mistake: Mistake) -> Self {
        Self(vec![mistake])
    }
}

impl fmt::Display for SettingErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            mistake.fmt(f)?;
        }
        Ok(())
    }
}

/// The settings, and the mistakes found so far.
pub(super) struct Environment<'a> {
    env: &'a Env,
    mistakes: RefCell<Vec<Mistake>>,
}

impl<'a> Environment<'a> {
    /// The settings of a Worker. Names that are almost those of settings are mistakes.
    pub(super) fn new(env: &'a Env) -> Self {
        let names = Object::keys(env.unchecked_ref::<Object>());
        let is_variable = |name: &JsValue| {
            let value = Reflect::get(env, name).unwrap_or_default();
            value.is_string()
                || value.as_f64().is_some()
                || value.as_bool().is_some()
                || Array::is_array(&value)
        };
        let variables = names.iter().filter(is_variable);
        let unknown = variables.filter_map(|name| unknown_setting(&name.as_string()?));
        Self {
            env,
            mistakes: RefCell::new(unknown.collect()),
        }
    }

    /// Records a mistake.
    pub(super) fn add(&self, mistake: Mistake) {
        self.mistakes.borrow_mut().push(mistake);
    }

    /// The value of a result; its mistakes are recorded.
    pub(super) fn record<T, E: IntoMistakes>(&self, result: Result<T, E>) -> Option<T> {
        result
            .map_err(|error| self.mistakes.borrow_mut().extend(error.into_mistakes()))
            .ok()
    }

    /// The setting of this name; `None` if it is missing or blank.
    pub(super) fn optional(&self, name: &'static str) -> Option<Setting> {
        let value = Reflect::get(self.env, &name.into()).ok()?;
        let value: Value = serde_wasm_bindgen::from_value(value).ok()?;
        let text = match value.as_str() {
            Some(text) => text.to_owned(),
            None if value.is_null() => return None,
            // A number, table or list of `wrangler.toml`.
            None => value.to_string(),
        };
        (!text.trim().is_empty()).then_some(Setting { name, text })
    }

    /// The setting of this name. It is a mistake if it is missing or blank; `remedy` says what to set.
    fn required(&self, name: &'static str, remedy: &str) -> Option<Setting> {
        let setting = self.optional(name);
        if setting.is_none() {
            self.add(Mistake::new(name, format!("is missing; {remedy}")));
        }
        setting
    }

    /// The parsed value of an optional setting; `None` if it is absent or has a mistake.
    pub(super) fn parsed<T, E: IntoMistakes>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&Setting) -> Result<T, E>,
    ) -> Option<T> {
        self.record(parse(&self.optional(name)?))
    }

    /// The parsed value of a setting that must be there; `None` after a mistake.
    pub(super) fn parsed_required<T, E: IntoMistakes>(
        &self,
        name: &'static str,
        remedy: &str,
        parse: impl FnOnce(&Setting) -> Result<T, E>,
    ) -> Option<T> {
        self.record(parse(&self.required(name, remedy)?))
    }

    /// The settings in use, if there was no mistake.
    ///
    /// # Errors
    /// Every mistake.
    pub(super) fn finish<T>(self, settings: Option<T>) -> Result<T, SettingErrors> {
        let mistakes = self.mistakes.into_inner();
        match settings {
            Some(settings) if mistakes.is_empty() => Ok(settings),
            Some(_) | None => Err(SettingErrors(mistakes)),
        }
    }
}

/// One mistake or several.
pub(super) trait IntoMistakes {
    fn into_mistakes(self) -> Vec<Mistake>;
}

impl IntoMistakes for Mistake {
    fn into_mistakes(self) -> Vec<Mistake> {
        vec![self]
    }
}

impl IntoMistakes for Vec<Mistake> {
    fn into_mistakes(self) -> Vec<Mistake> {
        self
    }
}
