//! A response of the API.

use serde::Serialize;
use worker::ResponseBody;

use crate::json;

use super::ApiError;

/// The `Cache-Control` of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CacheControl {
    /// `private, no-store`: it depends on the caller.
    PrivateNoStore,
    /// `no-store`.
    NoStore,
    /// Kept, and revalidated by its `ETag` on each use.
    Revalidate,
    /// Kept for five minutes.
    FiveMinutes,
    /// Kept for a year: the document at this URL never changes.
    Immutable,
}

impl CacheControl {
    /// The header's value.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::PrivateNoStore => "private, no-store",
            Self::NoStore => "no-store",
            Self::Revalidate => "public, no-cache",
            Self::FiveMinutes => "public, max-age=300",
            Self::Immutable => "public, max-age=31536000, immutable",
        }
    }
}

/// A response, before the middleware adds the headers that every response has.
#[derive(Debug)]
pub(crate) struct ApiResponse {
    pub(crate) status: u16,
    pub(crate) cache: CacheControl,
    /// Headers of this response alone.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: ResponseBody,
}

impl ApiResponse {
    /// A JSON value, for this caller alone.
    ///
    /// # Errors
    /// `unavailable` when the value has no JSON form.
    pub(crate) fn json<T: Serialize>(status: u16, value: &T) -> Result<Self, ApiError> {
        Ok(Self::json_text(status, json::to_string(value)?))
    }

    /// 200 with a JSON value, for this caller alone.
    ///
    /// # Errors
    /// As for [`Self::json`].
    pub(crate) fn ok<T: Serialize>(value: &T) -> Result<Self, ApiError> {
        Self::json(200, value)
    }

    /// JSON text that is ready to send, for this caller alone.
    pub(crate) fn json_text(status: u16, text: impl Into<String>) -> Self {
        let body = ResponseBody::Body(text.into().into_bytes());
        Self::empty(status)
            .with_body(body)
            .with_header("content-type", "application/json")
    }

    /// 204.
    pub(crate) fn no_content() -> Self {
        Self::empty(204)
    }

    /// 304: the client's copy is current.
    pub(crate) fn not_modified(etag: impl Into<String>) -> Self {
        Self::empty(304)
            .with_cache(CacheControl::Revalidate)
            .with_header("etag", etag)
    }

    /// 303 to a page whose URL carries a token, so that no cache or crawler may keep it.
    pub(crate) fn see_other(location: impl Into<String>) -> Self {
        Self::empty(303)
            .with_cache(CacheControl::NoStore)
            .with_header("location", location)
            .with_header("x-robots-tag", "noindex")
    }

    /// 200 with a file to download, which is produced while it is sent.
    pub(crate) fn attachment(media_type: &'static str, body: ResponseBody) -> Self {
        Self::empty(200)
            .with_body(body)
            .with_header("content-type", media_type)
            .with_header("content-disposition", "attachment")
    }

    /// The response to `OPTIONS`: the methods that the resource supports.
    pub(crate) fn options(allow: impl Into<String>) -> Self {
        Self::empty(204).with_header("allow", allow)
    }

    /// A response without a body.
    pub(crate) const fn empty(status: u16) -> Self {
        Self {
            status,
            cache: CacheControl::PrivateNoStore,
            headers: Vec::new(),
            body: ResponseBody::Empty,
        }
    }

    /// Sets the body.
    pub(crate) fn with_body(self, body: ResponseBody) -> Self {
        Self { body, ..self }
    }

    /// Sets `Cache-Control`.
    pub(crate) fn with_cache(self, cache: CacheControl) -> Self {
        Self { cache, ..self }
    }

    /// Adds a header.
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The value of a header that [`Self::with_header`] added.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(own, _)| *own == name)
            .map(|(_, value)| value.as_str())
    }
}
