//! A request as it came in.

use hallpass_core::{FieldCode, FieldError, Refusal, base64url, limits};
use hallpass_protocol::object::Key;
use hallpass_protocol::object::account::Paging;
use sha2::{Digest, Sha256};
use worker::web_sys::Request;

use crate::deadline::{self, within};
use crate::url::Url;

use super::bounded::bounded;
use super::{ApiError, web};

/// A request as it came in.
pub(crate) struct ApiRequest {
    lines: Vec<Box<str>>,
    request: Request,
}

/// What stands in a request's lines before its headers.
mod line {
    pub(super) const METHOD: usize = 0;
    pub(super) const ADDRESS: usize = 1;
    pub(super) const PATH: usize = 2;
    pub(super) const SEARCH: usize = 3;
    pub(super) const HEADERS: usize = 4;
}

fn wrong(field: &str, code: FieldCode) -> ApiError {
    Refusal::InvalidRequest {
        errors: vec![FieldError {
            field: field.into(),
            code,
        }],
    }
    .into()
}

impl ApiRequest {
    /// Takes a request in; `None` when its address cannot be read.
    pub(crate) fn new(request: Request) -> Option<Self> {
        let lines = web::lines_of(&request)?;
        Some(Self {
            lines: lines.split('\n').map(Into::into).collect(),
            request,
        })
    }

    fn line(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", |line| line)
    }

    /// Its method, as it stands in the request: `worker` takes every method that it does not know for `GET`.
    pub(crate) fn method(&self) -> &str {
        self.line(line::METHOD)
    }

    /// Its path, as it stands in the address: not decoded.
    pub(crate) fn path(&self) -> &str {
        self.line(line::PATH)
    }

    /// The whole address, as it came.
    pub(crate) fn address(&self) -> &str {
        self.line(line::ADDRESS)
    }

    fn url(&self) -> Option<Url> {
        Url::parse(self.address())
    }

    /// Its path as it came, before anything was made of dots and backslashes in it.
    pub(crate) fn raw_path(&self) -> &str {
        let behind_scheme = self
            .address()
            .split_once("://")
            .map_or("", |(_, rest)| rest);
        let path = behind_scheme
            .find('/')
            .and_then(|at| behind_scheme.get(at..));
        let path = path.unwrap_or("/").split(['?', '#']).next();
        path.unwrap_or_default()
    }

    /// The query with its question mark; empty when there is none.
    pub(crate) fn search(&self) -> &str {
        self.line(line::SEARCH)
    }

    /// The request itself, for whoever passes it on.
    pub(crate) const fn request(&self) -> &Request {
        &self.request
    }

    /// A header's value. The name is in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.lines.get(line::HEADERS..)?.chunks_exact(2);
        lines.find_map(|pair| match pair {
            [found, value] if **found == *name => Some(&**value),
            _ => None,
        })
    }

    /// The host that the request came to.
    #[cfg(feature = "dangerous-local-identity")]
    pub(crate) fn host(&self) -> String {
        self.url().map_or_else(String::new, |url| url.host())
    }

    /// The first value of a parameter of the query.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        if self.search().is_empty() {
            return None;
        }
        self.url()?.parameter(name)
    }

    /// A parameter of the query, read as a type.
    ///
    /// # Errors
    /// `invalid_request` when it is there and is none.
    pub(crate) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ApiError> {
        match self.query(name) {
            None => Ok(None),
            Some(text) => read(&text)
                .map(Some)
                .ok_or_else(|| wrong(name, FieldCode::Invalid)),
        }
    }

    /// The page that a list is asked for.
    ///
    /// # Errors
    /// `invalid_request` when `limit` is not between 1 and 200.
    pub(crate) fn paging(&self) -> Result<Paging, ApiError> {
        let limit = self.read("limit", |text| {
            let digits = text.bytes().all(|byte| byte.is_ascii_digit());
            let limit: u32 = text.parse().ok().filter(|_| digits)?;
            let most = u32::try_from(limits::PAGE_MOST).ok()?;
            (1..=most).contains(&limit).then_some(limit)
        })?;
        let default = u32::try_from(limits::PAGE_DEFAULT).unwrap_or(u32::MAX);
        Ok(Paging {
            cursor: self.query("cursor"),
            limit: limit.unwrap_or(default),
        })
    }

    /// Reads the body: at most [`limits::BODY_BYTES`], within [`limits::BODY_SECONDS`]. Any content type is taken for
    /// JSON: no credential is sent by the browser itself, so refusing what a plain `fetch` sends would gain nothing.
    ///
    /// # Errors
    /// `invalid_request`: 413 when it is too long, 408 when it takes too long, 400 when it breaks off.
    pub(crate) async fn body(&self) -> Result<Vec<u8>, ApiError> {
        let announced = self.header("content-length");
        let announced: Option<usize> = announced.and_then(|length| length.parse().ok());
        if announced.is_some_and(|length| length > limits::BODY_BYTES) {
            return Err(ApiError::BodyTooLarge);
        }
        let Some(stream) = self.request.body() else {
            return Ok(Vec::new());
        };
        // A body without an announced length is not read beyond the limit either.
        let read = Box::pin(bounded(stream.into(), limits::BODY_BYTES));
        let body = within(deadline::BODY, read)
            .await
            .ok_or(ApiError::BodyTimeout)?
            .map_err(|_| wrong("body", FieldCode::Invalid))?;
        if body.len() > limits::BODY_BYTES {
            return Err(ApiError::BodyTooLarge);
        }
        Ok(body)
    }

    /// The idempotency key, and the fingerprint of this very request with it.
    ///
    /// # Errors
    /// `invalid_request` when it is not 1 to 128 visible ASCII characters.
    pub(crate) fn idempotency(&self, body: &[u8]) -> Result<Option<Key>, ApiError> {
        let Some(key) = self.header("idempotency-key") else {
            return Ok(None);
        };
        let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
        if key.is_empty() || key.len() > limits::IDEMPOTENCY_KEY_CHARACTERS || !visible {
            return Err(wrong("idempotency-key", FieldCode::Invalid));
        }
        let digest = Sha256::new()
            .chain_update(self.method().as_bytes())
            .chain_update(b"\n")
            .chain_update(self.path().as_bytes())
            .chain_update(self.search().as_bytes())
            .chain_update(b"\n")
            .chain_update(body)
            .finalize();
        Ok(Some(Key {
            key: key.into(),
            fingerprint: base64url::encode(&digest),
        }))
    }
}
