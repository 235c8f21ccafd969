//! CORS: which other origins' pages may read answers. There are no ambient credentials to guard.

use hallpass_protocol::route::Route;

use crate::state::AppState;

use super::ApiRequest;
use super::response::Lines;

/// Request headers that pages may send.
const ALLOWED_HEADERS: &str =
    "authorization, content-type, idempotency-key, hallpass-token, hallpass-min-epoch";
/// Reply headers that pages may read.
const EXPOSED_HEADERS: &str = "retry-after, hallpass-time, hallpass-request";
/// How long browsers may keep a preflight's answer, in seconds.
const PREFLIGHT_SECONDS: &str = "600";

/// What an answer says about other origins.
pub(crate) enum Cors {
    /// Nothing: pages of other origins have no business with this path.
    None,
    /// It depends on the origin, and this one is not allowed, or there is none.
    Closed,
    /// Pages of this origin may read it.
    Open {
        origin: String,
        /// Request headers that they may send beside those that the API knows.
        headers: Option<String>,
    },
}

impl Cors {
    /// What applies to a request.
    pub(crate) fn of(state: &AppState, request: &ApiRequest) -> Self {
        if !is_shared(request.path()) {
            return Self::None;
        }
        Self::from(state, request, None)
    }

    /// What applies to a request for the platform's own origin. Which headers its API knows is not for the gate to say.
    pub(crate) fn gated(state: &AppState, request: &ApiRequest) -> Self {
        let headers = request.header("access-control-request-headers");
        Self::from(state, request, headers)
    }

    fn from(state: &AppState, request: &ApiRequest, headers: Option<&str>) -> Self {
        match request.header("origin") {
            Some(origin) if is_allowed(state, origin) => Self::Open {
                origin: origin.into(),
                headers: headers.map(Into::into),
            },
            Some(_) | None => Self::Closed,
        }
    }

    /// Whether an answer depends on the origin.
    pub(crate) const fn varies(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// What it says in an answer's headers.
    pub(crate) fn say(&self, lines: &mut Lines) {
        if let Self::Open { origin, .. } = self {
            lines.add("access-control-allow-origin", origin);
            lines.add("access-control-expose-headers", EXPOSED_HEADERS);
        }
    }

    /// What it says of what a preflight asks for.
    pub(crate) fn say_preflight(&self, lines: &mut Lines, methods: &str) {
        if let Self::Open { headers: more, .. } = self {
            lines.add("access-control-allow-methods", methods);
            match more {
                None => lines.add("access-control-allow-headers", ALLOWED_HEADERS),
                Some(more) => {
                    let both = [ALLOWED_HEADERS, more].join(", ");
                    lines.add("access-control-allow-headers", &both);
                }
            }
            lines.add("access-control-max-age", PREFLIGHT_SECONDS);
        }
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
    state
        .allowed_origins
        .iter()
        .any(|allowed| allowed == origin)
        || is_local(state, origin)
}

#[cfg(feature = "dangerous-local-identity")]
fn is_local(state: &AppState, origin: &str) -> bool {
    state.local.is_some() && crate::identity::local::is_this_machine(origin)
}

#[cfg(not(feature = "dangerous-local-identity"))]
const fn is_local(_edge: &AppState, _origin: &str) -> bool {
    false
}
