//! A request to the API.

use hallpass_core::{FieldCode, FieldError, Refusal, base64url, limits};
use hallpass_protocol::object::{IdempotencyKey, Paging};
use js_sys::Uint8Array;
use sha2::{Digest, Sha256};
use wasm_bindgen_futures::JsFuture;
use worker::web_sys::Request;
use worker::{ByteStream, Headers, Url};

use crate::deadline::{self, within};

use super::{ApiError, read_up_to};

/// A request, with its URL parsed and its body unread.
pub(crate) struct ApiRequest {
    inner: Request,
    headers: Headers,
    method: String,
    url: Url,
}

/// Whether a path is this one or one below it.
pub(crate) fn is_below(parent: &str, path: &str) -> bool {
    let rest = path.strip_prefix(parent);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn invalid(field: &str) -> ApiError {
    Refusal::InvalidRequest {
        errors: vec![FieldError::new(field, FieldCode::Invalid)],
    }
    .into()
}

impl ApiRequest {
    /// A request as the platform hands it over.
    ///
    /// # Errors
    /// `invalid_request` when its URL cannot be parsed.
    pub(crate) fn new(inner: Request) -> Result<Self, ApiError> {
        let url = Url::parse(&inner.url()).map_err(|_| ApiError::invalid_body(Vec::new()))?;
        Ok(Self {
            method: inner.method(),
            headers: Headers(inner.headers()),
            inner,
            url,
        })
    }

    /// The method, as the client sent it.
    pub(crate) fn method(&self) -> &str {
        &self.method
    }

    /// The path in normal form, still percent-encoded.
    pub(crate) fn path(&self) -> &str {
        self.url.path()
    }

    /// The URL as the client sent it, not normalised.
    pub(crate) fn raw_url(&self) -> String {
        self.inner.url()
    }

    /// The query with its question mark; empty when there is none.
    fn search(&self) -> String {
        match self.url.query() {
            None | Some("") => String::new(),
            Some(query) => format!("?{query}"),
        }
    }

    /// The platform's request, for those who pass it on.
    pub(crate) const fn inner(&self) -> &Request {
        &self.inner
    }

    /// A header's value. One that cannot be read counts as absent.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).ok().flatten()
    }

    /// Whether a browser opens the address for a person: it accepts a page.
    pub(crate) fn accepts_page(&self) -> bool {
        let accept = self.header("accept").unwrap_or_default();
        accept.split(',').any(|range| {
            let mut parts = range.split(';').map(str::trim);
            let is_page = parts.next().is_some_and(|kind| {
                kind.eq_ignore_ascii_case("text/html")
                    || kind.eq_ignore_ascii_case("application/xhtml+xml")
            });
            let is_refused = |part: &str| {
                let weight = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="));
                weight.is_some_and(|weight| weight.parse() == Ok(0.0))
            };
            is_page && !parts.any(is_refused)
        })
    }

    /// All headers.
    pub(crate) const fn headers(&self) -> &Headers {
        &self.headers
    }

    /// The host that the request came to.
    #[cfg(feature = "dangerous-local-identity")]
    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The first value of a query parameter.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let mut pairs = self.url.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// A query parameter, parsed; `None` when it is absent.
    ///
    /// # Errors
    /// `invalid_request` when `parse` rejects it.
    pub(crate) fn read<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ApiError> {
        match self.query(name) {
            None => Ok(None),
            Some(text) => parse(&text).map(Some).ok_or_else(|| invalid(name)),
        }
    }

    /// The requested page of a list.
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

    /// Reads the body: at most `most_bytes`, within [`limits::BODY_SECONDS`]. Its content type does not matter:
    /// there are no ambient credentials, so refusing what a plain `fetch` sends would protect nobody.
    ///
    /// # Errors
    /// `invalid_request`: 413 when it is too long, 408 when it takes too long, 400 when it breaks off.
    pub(crate) async fn body(&self, most_bytes: usize) -> Result<Vec<u8>, ApiError> {
        let declared: Option<usize> = self
            .header("content-length")
            .and_then(|length| length.parse().ok());
        if declared.is_some_and(|length| length > most_bytes) {
            return Err(ApiError::BodyTooLarge { most_bytes });
        }
        let read = Box::pin(self.read_body(declared.is_some(), most_bytes));
        let body = within(deadline::BODY, read)
            .await
            .ok_or(ApiError::BodyTimeout)?
            .map_err(|_| invalid("body"))?;
        if body.len() > most_bytes {
            return Err(ApiError::BodyTooLarge { most_bytes });
        }
        Ok(body)
    }

    async fn read_body(
        &self,
        is_length_declared: bool,
        most_bytes: usize,
    ) -> worker::Result<Vec<u8>> {
        if is_length_declared {
            let buffer = JsFuture::from(self.inner.array_buffer()?).await?;
            return Ok(Uint8Array::new(&buffer).to_vec());
        }
        match self.inner.body() {
            Some(stream) => read_up_to(ByteStream::from(stream), most_bytes).await,
            None => Ok(Vec::new()),
        }
    }

    /// The idempotency key, with the fingerprint of this request.
    ///
    /// # Errors
    /// `invalid_request` when it is not 1 to 128 visible ASCII characters.
    pub(crate) fn idempotency(&self, body: &[u8]) -> Result<Option<IdempotencyKey>, ApiError> {
        let Some(key) = self.header("idempotency-key") else {
            return Ok(None);
        };
        let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
        if key.is_empty() || key.len() > limits::IDEMPOTENCY_KEY_CHARACTERS || !visible {
            return Err(invalid("idempotency-key"));
        }
        let fingerprint = self.fingerprint(body);
        Ok(Some(IdempotencyKey { key, fingerprint }))
    }

    /// The fingerprint of this request with `content`: its body, or a part of it.
    pub(crate) fn fingerprint(&self, content: &[u8]) -> String {
        let digest = Sha256::new()
            .chain_update(self.method())
            .chain_update(b"\n")
            .chain_update(self.path())
            .chain_update(self.search())
            .chain_update(b"\n")
            .chain_update(content)
            .finalize();
        base64url::encode(&digest)
    }
}
