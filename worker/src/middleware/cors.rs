//! CORS: which other origins' pages may read a response. There are no ambient credentials to protect.

use hallpass_protocol::route::Route;
use worker::Headers;

use crate::error::InternalError;
use crate::http::ApiRequest;
use crate::state::AppState;

/// Request headers that pages may send.
const ALLOWED_HEADERS: &str =
    "authorization, content-type, idempotency-key, hallpass-token, hallpass-min-epoch";
/// Response headers that pages may read.
const EXPOSED_HEADERS: &str = "retry-after, hallpass-time, hallpass-request";
/// How long browsers may cache the response to a preflight, in seconds.
const PREFLIGHT_MAX_AGE_SECONDS: &str = "600";

/// What a response says to other origins.
pub(crate) enum Cors {
    /// Nothing: the path is not for pages of other origins.
    NotShared,
    /// The response varies by origin, and this origin may not read it, or there is none.
    Denied,
    /// Pages of this origin may read it.
    Allowed {
        origin: String,
        /// Request headers that they may send besides those of the API.
        extra_headers: Option<String>,
    },
}

impl Cors {
    /// The rule for a request that no gate covers: the API and its description are shared.
    pub(crate) fn of_path(state: &AppState, request: &ApiRequest) -> Self {
        if is_shared(request.path()) {
            Self::of_origin(state, request, None)
        } else {
            Self::NotShared
        }
    }

    /// The rule for a request to the gated origin. The gate does not know which headers its API takes.
    pub(crate) fn of_gate(state: &AppState, request: &ApiRequest) -> Self {
        let headers = request.header("access-control-request-headers");
        Self::of_origin(state, request, headers)
    }

    fn of_origin(state: &AppState, request: &ApiRequest, extra_headers: Option<String>) -> Self {
        match request.header("origin") {
            Some(origin) if is_allowed(state, &origin) => Self::Allowed {
                origin,
                extra_headers,
            },
            Some(_) | None => Self::Denied,
        }
    }

    /// Adds the headers of every response.
    ///
    /// # Errors
    /// When the platform refuses a header.
    pub(super) fn write(&self, headers: &Headers) -> Result<(), InternalError> {
        match self {
            Self::NotShared => {}
            Self::Denied => headers.append("vary", "Origin")?,
            Self::Allowed { origin, .. } => {
                headers.append("vary", "Origin")?;
                headers.set("access-control-allow-origin", origin)?;
                headers.set("access-control-expose-headers", EXPOSED_HEADERS)?;
            }
        }
        Ok(())
    }

    /// Adds the headers of a response to a preflight.
    ///
    /// # Errors
    /// When the platform refuses a header.
    pub(super) fn write_preflight(
        &self,
        headers: &Headers,
        methods: &str,
    ) -> Result<(), InternalError> {
        if let Self::Allowed { extra_headers, .. } = self {
            headers.set("access-control-allow-methods", methods)?;
            headers.set("access-control-allow-headers", ALLOWED_HEADERS)?;
            if let Some(extra) = extra_headers {
                headers.append("access-control-allow-headers", extra)?;
            }
            headers.set("access-control-max-age", PREFLIGHT_MAX_AGE_SECONDS)?;
        }
        Ok(())
    }
}

fn is_shared(path: &str) -> bool {
    #[cfg(feature = "dangerous-local-identity")]
    if path == crate::identity::local::PATH {
        return true;
    }
    path.starts_with("/v1/") || path == Route::Keys.pattern()
}

fn is_allowed(state: &AppState, origin: &str) -> bool {
    let mut allowed = state.config.allowed_origins.iter();
    allowed.any(|allowed| allowed == origin) || is_local(state, origin)
}

#[cfg(feature = "dangerous-local-identity")]
fn is_local(state: &AppState, origin: &str) -> bool {
    state.local.is_some() && crate::config::is_this_machine(origin)
}

#[cfg(not(feature = "dangerous-local-identity"))]
const fn is_local(_state: &AppState, _origin: &str) -> bool {
    false
}
