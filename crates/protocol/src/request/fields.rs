//! A JSON object that is read field by field. Fields that are left over are unknown.

use hallpass_core::account::FieldChange;
use hallpass_core::audit::{Detail, Details};
use hallpass_core::mail::LocaleError;
use hallpass_core::token::json::{self, EXACT_INTEGER, Object, Value};
use hallpass_core::{
    AddressError, Domain, DomainError, FieldCode, FieldError, TextError, Timestamp, limits,
};

/// Why a body is refused: each field that is wrong. Empty when the body is not a JSON object.
pub type BadRequest = Vec<FieldError>;

/// What is wrong with the value of a field.
pub(super) struct InvalidValue {
    code: FieldCode,
    reason: Option<String>,
}

impl From<FieldCode> for InvalidValue {
    fn from(code: FieldCode) -> Self {
        Self { code, reason: None }
    }
}

impl From<TextError> for InvalidValue {
    fn from(error: TextError) -> Self {
        let code = match error {
            TextError::Empty => FieldCode::Required,
            TextError::TooLong => FieldCode::TooLong,
            TextError::Hidden(_) | TextError::TooManyMarks | TextError::WebAddress => {
                FieldCode::Invalid
            }
        };
        let reason = Some(error.to_string());
        Self { code, reason }
    }
}

impl From<AddressError> for InvalidValue {
    fn from(error: AddressError) -> Self {
        let code = match error {
            AddressError::TooLong => FieldCode::TooLong,
            AddressError::Hidden(_)
            | AddressError::Confusable
            | AddressError::AtSign
            | AddressError::LocalPart
            | AddressError::Domain => FieldCode::Invalid,
        };
        let reason = Some(error.to_string());
        Self { code, reason }
    }
}

impl From<LocaleError> for InvalidValue {
    fn from(error: LocaleError) -> Self {
        Self {
            code: FieldCode::Invalid,
            reason: Some(error.to_string()),
        }
    }
}

impl From<DomainError> for InvalidValue {
    fn from(error: DomainError) -> Self {
        let code = match error {
            DomainError::TooLong => FieldCode::TooLong,
            DomainError::Hidden(_) | DomainError::Confusable | DomainError::Invalid => {
                FieldCode::Invalid
            }
        };
        let reason = Some(error.to_string());
        Self { code, reason }
    }
}

pub(super) struct Fields {
    entries: Object,
    known: Vec<&'static str>,
    errors: BadRequest,
}

impl Fields {
    /// The fields of a required body.
    pub(super) fn of(body: &[u8]) -> Result<Self, BadRequest> {
        let text = core::str::from_utf8(body).map_err(|_| Vec::new())?;
        let body = json::parse_foreign(text, json::no_number).map_err(|_| Vec::new())?;
        let entries = body.object().map_err(|_| Vec::new())?;
        Ok(Self {
            entries,
            known: Vec::new(),
            errors: Vec::new(),
        })
    }

    /// The fields of an object within a body.
    pub(super) const fn of_object(entries: Object) -> Self {
        Self {
            entries,
            known: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// The fields of a body that may be empty.
    pub(super) fn of_optional(body: &[u8]) -> Result<Self, BadRequest> {
        if body.is_empty() {
            return Ok(Self {
                entries: Object::default(),
                known: Vec::new(),
                errors: Vec::new(),
            });
        }
        Self::of(body)
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.entries.get(field).is_some()
    }

    /// Requires one of these fields, of a request that would change nothing without any. The error names the first.
    pub(super) fn require_one_of(&mut self, names: &[&'static str]) {
        if !names.iter().any(|field| self.has(field))
            && let Some(first) = names.first()
        {
            self.wrong(first, FieldCode::Required);
        }
    }

    pub(super) fn wrong(&mut self, field: &str, code: FieldCode) {
        self.errors.push(FieldError::new(field, code));
    }

    fn take(&mut self, field: &'static str) -> Option<Value> {
        self.known.push(field);
        self.entries.get(field).cloned()
    }

    fn read<T, E: Into<InvalidValue>>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&Value) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.take(field)?;
        match parse(&value) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                let InvalidValue { code, reason } = error.into();
                self.errors.push(FieldError {
                    reason,
                    ..FieldError::new(field, code)
                });
                None
            }
        }
    }

    /// An optional text.
    pub(super) fn optional<T, E: Into<InvalidValue>>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.read(field, |value| {
            let text = value.as_text().ok_or(FieldCode::Invalid)?;
            parse(text).map_err(Into::into)
        })
    }

    /// A required text.
    pub(super) fn required<T, E: Into<InvalidValue>>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if !self.has(field) {
            self.known.push(field);
            self.wrong(field, FieldCode::Required);
            return None;
        }
        self.optional(field, parse)
    }

    /// An optional whole number, not negative.
    pub(super) fn whole_number(&mut self, field: &'static str) -> Option<u64> {
        self.read(field, |value| whole(value).ok_or(FieldCode::Invalid))
    }

    /// An optional boolean.
    pub(super) fn boolean(&mut self, field: &'static str) -> Option<bool> {
        self.read(field, |value| match value {
            Value::Bool(truth) => Ok(*truth),
            Value::Null
            | Value::Integer(_)
            | Value::Text(_)
            | Value::Array(_)
            | Value::Object(_) => Err(FieldCode::Invalid),
        })
    }

    /// A required list of at most `most` texts.
    pub(super) fn texts(&mut self, field: &'static str, most: usize) -> Option<Vec<String>> {
        if !self.has(field) {
            self.known.push(field);
            self.wrong(field, FieldCode::Required);
            return None;
        }
        self.optional_texts(field, most)
    }

    /// An optional list of at most `most` texts.
    pub(super) fn optional_texts(
        &mut self,
        field: &'static str,
        most: usize,
    ) -> Option<Vec<String>> {
        self.read(field, |value| {
            let items = value.as_items().ok_or(FieldCode::Invalid)?;
            if items.len() > most {
                return Err(FieldCode::TooLong);
            }
            let texts: Option<Vec<String>> = items
                .iter()
                .map(|item| item.as_text().map(Into::into))
                .collect();
            texts.ok_or(FieldCode::Invalid)
        })
    }

    /// A required list of 1 to `most` values of any kind.
    pub(super) fn required_items(
        &mut self,
        field: &'static str,
        most: usize,
    ) -> Option<Vec<Value>> {
        if !self.has(field) {
            self.known.push(field);
            self.wrong(field, FieldCode::Required);
            return None;
        }
        self.read(field, |value| {
            let items = value.as_items().ok_or(FieldCode::Invalid)?;
            match items.len() {
                0 => Err(FieldCode::Required),
                count if count > most => Err(FieldCode::TooLong),
                _ => Ok(items.to_vec()),
            }
        })
    }

    /// An optional list of e-mail domains. `null` is the empty list.
    pub(super) fn domains(&mut self, field: &'static str) -> Option<Vec<Domain>> {
        self.read::<_, InvalidValue>(field, |value| {
            if *value == Value::Null {
                return Ok(Vec::new());
            }
            let items = value.as_items().ok_or(FieldCode::Invalid)?;
            if items.len() > limits::DOMAINS_PER_INVITE {
                return Err(FieldCode::TooLong.into());
            }
            let domain = |item: &Value| {
                let text = item.as_text().ok_or(FieldCode::Invalid)?;
                Domain::parse(text).map_err(InvalidValue::from)
            };
            items.iter().map(domain).collect()
        })
    }

    /// The change of a field that may be empty: absent, `null` or a value.
    pub(super) fn change<T, E: Into<InvalidValue>>(
        &mut self,
        field: &'static str,
        parse: impl FnOnce(&Value) -> Result<T, E>,
    ) -> FieldChange<T> {
        if !self.has(field) {
            return FieldChange::Keep;
        }
        let change = self.read(field, |value| {
            if *value == Value::Null {
                Ok(FieldChange::Clear)
            } else {
                parse(value).map(FieldChange::Set)
            }
        });
        change.unwrap_or_default()
    }

    /// An optional list of at most `most` objects.
    pub(super) fn objects(&mut self, field: &'static str, most: usize) -> Option<Vec<Object>> {
        self.read(field, |value| {
            let items = value.as_items().ok_or(FieldCode::Invalid)?;
            if items.len() > most {
                return Err(FieldCode::TooLong);
            }
            let objects: Option<Vec<Object>> =
                items.iter().map(|item| item.as_object().cloned()).collect();
            objects.ok_or(FieldCode::Invalid)
        })
    }

    /// An optional object of exactly these whole numbers, not negative.
    pub(super) fn numbers<const N: usize>(
        &mut self,
        field: &'static str,
        names: [&str; N],
    ) -> Option<[u64; N]> {
        self.read(field, |value| {
            let object = value.as_object().ok_or(FieldCode::Invalid)?;
            let number = |name| object.get(name).and_then(whole);
            let numbers = names.map(number);
            let whole = object.iter().len() == N && numbers.iter().all(Option::is_some);
            whole
                .then(|| numbers.map(Option::unwrap_or_default))
                .ok_or(FieldCode::Invalid)
        })
    }

    /// The optional details of an event: texts and whole numbers, under keys of letters and digits.
    pub(super) fn details(&mut self, field: &'static str) -> Option<Details> {
        self.read(field, |value| {
            let entries = value.as_object().ok_or(FieldCode::Invalid)?;
            if entries.iter().len() > limits::HOST_DETAILS {
                return Err(FieldCode::TooLong);
            }
            entries
                .iter()
                .map(|(key, value)| Ok((detail_key(key)?, detail(value)?)))
                .collect()
        })
    }

    /// The errors, if any field is invalid or unknown.
    pub(super) fn finish(mut self) -> Result<(), BadRequest> {
        let Self {
            entries,
            known,
            errors,
        } = &mut self;
        for (key, _) in entries.iter().filter(|(key, _)| !known.contains(key)) {
            errors.push(FieldError::new(key, FieldCode::Unknown));
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(self.errors)
        }
    }
}

/// A whole number, not negative.
pub(super) fn whole_number(value: &Value) -> Result<u64, FieldCode> {
    whole(value).ok_or(FieldCode::Invalid)
}

fn whole(value: &Value) -> Option<u64> {
    u64::try_from(value.as_integer()?).ok()
}

fn detail_key(key: &str) -> Result<String, FieldCode> {
    let short = (1..=limits::WORD_CHARACTERS).contains(&key.len());
    if short && key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Ok(key.into())
    } else {
        Err(FieldCode::Invalid)
    }
}

fn detail(value: &Value) -> Result<Detail, FieldCode> {
    if let Some(text) = value.as_text() {
        if text.chars().count() > limits::HOST_DETAIL_CHARACTERS {
            return Err(FieldCode::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(FieldCode::Invalid);
        }
        return Ok(Detail::Text(text.into()));
    }
    let number = whole(value).filter(|number| *number <= EXACT_INTEGER.unsigned_abs());
    number.map(Detail::Number).ok_or(FieldCode::Invalid)
}

/// A time, as in RFC 3339.
pub(super) fn time(value: &Value) -> Result<Timestamp, FieldCode> {
    let text = value.as_text().ok_or(FieldCode::Invalid)?;
    text.parse().map_err(|_| FieldCode::Invalid)
}

/// Any text, which is parsed later. Its length is limited by that of the body.
pub(super) fn opaque(text: &str) -> Result<String, FieldCode> {
    Ok(text.into())
}
