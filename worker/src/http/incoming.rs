//! A request as it came in.

use hallpass_core::{FieldCode, FieldError, Refusal, base64url, limits};
use hallpass_protocol::object::Key;
use hallpass_protocol::object::account::Paging;
use sha2::{Digest, Sha256};
use worker::web_sys::Request;

use crate::url::Url;

use super::No;
use super::bounded::bounded;

/// A request as it came in, its body still unread.
pub(crate) struct Incoming {
    /// Its method, as it stands in the request: `worker` takes every method that it does not know for `GET`.
    pub(crate) method: String,
    /// Its path, as it stands in the address: not decoded.
    pub(crate) path: String,
    url: Url,
    request: Request,
}

fn wrong(field: &str, code: FieldCode) -> No {
    No::Refused(Refusal::InvalidRequest {
        errors: vec![FieldError {
            field: field.into(),
            code,
        }],
    })
}

impl Incoming {
    /// Takes a request in; `None` when its address cannot be read.
    pub(crate) fn new(request: Request) -> Option<Self> {
        let url = Url::parse(&request.url())?;
        Some(Self {
            method: request.method(),
            path: url.path(),
            url,
            request,
        })
    }

    /// The whole address.
    pub(crate) fn address(&self) -> String {
        self.url.text()
    }

    /// Its path as it came, before anything was made of dots and backslashes in it.
    pub(crate) fn raw_path(&self) -> String {
        let address = self.request.url();
        let behind_scheme = address.split_once("://").map_or("", |(_, rest)| rest);
        let path = behind_scheme
            .find('/')
            .and_then(|at| behind_scheme.get(at..));
        let path = path.unwrap_or("/").split(['?', '#']).next();
        path.unwrap_or_default().into()
    }

    /// The query with its question mark; empty when there is none.
    pub(crate) fn search(&self) -> String {
        self.url.search()
    }

    /// The request itself, for whoever passes it on.
    pub(crate) const fn request(&self) -> &Request {
        &self.request
    }

    /// A header's value; one that cannot be read counts as absent.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).ok().flatten()
    }

    /// The host that the request came to.
    #[cfg(feature = "dangerous-local-identity")]
    pub(crate) fn host(&self) -> String {
        self.url.host()
    }

    /// The first value of a parameter of the query.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        self.url.parameter(name)
    }

    /// A parameter of the query, read as a type.
    ///
    /// # Errors
    /// `invalid_request` when it is there and is none.
    pub(crate) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, No> {
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
    pub(crate) fn paging(&self) -> Result<Paging, No> {
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

    /// The body: 16 KiB at most. It is read as JSON whatever its content type says: no credential comes by itself, so
    /// nothing is gained by refusing what a plain `fetch` sends.
    ///
    /// # Errors
    /// `invalid_request`, as 413 when it is too long.
    pub(crate) async fn body(&self) -> Result<Vec<u8>, No> {
        let announced = self.header("content-length");
        let announced = announced.and_then(|length| length.parse::<usize>().ok());
        if announced.is_some_and(|length| length > limits::BODY_BYTES) {
            return Err(No::TooLong);
        }
        // What announces no length is not read beyond the limit either: an isolate's memory is not a stranger's to fill.
        let body = match self.request.body() {
            Some(stream) => bounded(stream.into(), limits::BODY_BYTES)
                .await
                .map_err(|_| wrong("body", FieldCode::Invalid))?,
            None => Vec::new(),
        };
        if body.len() > limits::BODY_BYTES {
            return Err(No::TooLong);
        }
        Ok(body)
    }

    /// The idempotency key, and the fingerprint of this very request with it.
    ///
    /// # Errors
    /// `invalid_request` when it is not 1 to 128 visible ASCII characters.
    pub(crate) fn idempotency(&self, body: &[u8]) -> Result<Option<Key>, No> {
        let Some(key) = self.header("idempotency-key") else {
            return Ok(None);
        };
        let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
        if key.is_empty() || key.len() > limits::IDEMPOTENCY_KEY_CHARACTERS || !visible {
            return Err(wrong("idempotency-key", FieldCode::Invalid));
        }
        let digest = Sha256::new()
            .chain_update(self.method.as_bytes())
            .chain_update(b"\n")
            .chain_update(self.path.as_bytes())
            .chain_update(self.url.search().as_bytes())
            .chain_update(b"\n")
            .chain_update(body)
            .finalize();
        Ok(Some(Key {
            key,
            fingerprint: base64url::encode(&digest),
        }))
    }
}
