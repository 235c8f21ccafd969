//! One request and its response, as headers and the log line describe them.

use hallpass_core::identity::Unverified;
use hallpass_core::{Timestamp, base64url};
use worker::Env;

use crate::error::InternalError;
use crate::http::{ApiRequest, is_below};
use crate::identity::Principal;
use crate::objects::CallCount;
use crate::state::AppState;
use crate::{clock, random};

use super::cors::Cors;

/// Where invite links are.
const LINKS: &str = "/i";

/// What is known of a request besides its content. The router adds to it as it learns more.
pub(crate) struct Exchange {
    is_https: bool,
    id: String,
    pub(super) method: &'static str,
    received_at: Timestamp,
    is_page: bool,
    /// Which other origins may read the response.
    pub(crate) cors: Cors,
    /// The route's name for the log; never the path.
    pub(crate) route: &'static str,
    /// The caller's id for the log.
    pub(crate) user: Option<String>,
    /// Why the caller has no verified address, for the log.
    pub(super) unverified: Option<Unverified>,
    /// How many calls of objects were made, for the log.
    pub(crate) object_calls: CallCount,
}

impl Exchange {
    /// Begins with a fresh request id. There is no request if its URL cannot be parsed.
    ///
    /// # Errors
    /// When no random bytes are available.
    pub(crate) fn begin(request: Option<&ApiRequest>, env: &Env) -> Result<Self, InternalError> {
        let state = AppState::load(env);
        Ok(Self {
            is_https: state.is_ok_and(|state| state.config.is_https()),
            id: format!("req_{}", base64url::encode(&random::bytes::<16>()?)),
            method: known_method(request.map_or("", ApiRequest::method)),
            received_at: clock::now(),
            is_page: request
                .is_some_and(|request| is_below(LINKS, request.path()) && request.accepts_page()),
            cors: Cors::NotShared,
            route: "",
            user: None,
            unverified: None,
            object_calls: CallCount::default(),
        })
    }

    /// The id that the response carries in `hallpass-request`.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Whether clients reach the Worker by `https`.
    pub(super) const fn is_https(&self) -> bool {
        self.is_https
    }

    /// When the request arrived: its headers, or its body where one was read.
    pub(crate) const fn received_at(&self) -> Timestamp {
        self.received_at
    }

    /// Whether an error is shown to a person, who opened an invite link.
    pub(super) const fn is_page(&self) -> bool {
        self.is_page
    }

    /// Whether the response must have no body.
    pub(crate) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }

    /// Records that the request's body has arrived: now the whole request has. A token or an invite that ended while the
    /// body was on its way has ended.
    pub(crate) fn body_arrived(&mut self) {
        self.received_at = clock::now();
    }

    /// Records who makes the request.
    pub(crate) fn identified(&mut self, principal: &Principal) {
        self.user = principal.id().map(ToOwned::to_owned);
        if let Principal::User(identity) = principal {
            self.unverified = identity.verified.as_ref().err().cloned();
        }
    }

    /// Milliseconds since the request arrived.
    pub(crate) fn elapsed_milliseconds(&self) -> i64 {
        let now = clock::now().milliseconds();
        now.saturating_sub(self.received_at.milliseconds())
    }
}

/// The method for the log: clients may send any text.
fn known_method(method: &str) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let mut known = KNOWN.into_iter();
    known.find(|known| *known == method).unwrap_or("other")
}
