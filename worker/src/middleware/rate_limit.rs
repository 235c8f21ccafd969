//! Rate limits for look-ups of invites that find nothing: per user for signed-in callers, and per network for all.
//!
//! Only failures count, opening a link counts nothing, and a look-up that finds an invite is answered whatever its network
//! has done: neighbours behind one address cannot stop each other. A signed-in caller is blocked by their own limit alone.
//! An identity token that is not valid identifies nobody, so it counts as a failure of its network.
//!
//! A failure is counted twice: by the platform's rate limiter, where it is bound, and then exactly, in one object per
//! network and one per user, in memory; an object that gets no request for ten seconds may forget it. The platform's
//! limiter spares the objects a flood. Once a limit is reached, this isolate answers by itself until the window ends.

use core::cell::RefCell;

use hallpass_core::budget::{Budget, network};
use hallpass_core::{Code, Refusal, Timestamp};
use hallpass_protocol::object::user::SpendBudget;
use hallpass_protocol::route::Route;
use worker::Env;

use crate::error::InternalError;
use crate::http::{ApiError, ApiRequest};
use crate::identity::Principal;
use crate::log;
use crate::objects::client::ObjectClient;
use crate::state::AppState;

/// The header in which the platform gives the client's address. No other one is trusted.
const CLIENT_ADDRESS: &str = "cf-connecting-ip";
/// The binding of the platform's rate limiter.
const PLATFORM_LIMITER: &str = "LIMITER";
/// How long the platform's rate limiter may block a counter, in seconds: its longest window.
const PLATFORM_WINDOW_SECONDS: u32 = 60;
/// How many blocked counters an isolate remembers.
const BLOCKED_CAPACITY: usize = 1_000;

/// What failures are counted by.
struct Counter {
    /// The name of the object that counts.
    name: String,
    /// `None` when only the platform's rate limiter counts.
    limit: Option<Budget>,
}

/// Counters that reached their limit, and until when, in milliseconds since 1970.
struct Blocked(Vec<(String, i64)>);

thread_local! {
    static BLOCKED: RefCell<Blocked> = const { RefCell::new(Blocked(Vec::new())) };
}

impl Blocked {
    /// How long a counter's callers must wait, in seconds; `None` if it is below its limit.
    fn retry_after(&mut self, name: &str, now_milliseconds: i64) -> Option<u32> {
        self.0.retain(|(_, until)| *until > now_milliseconds);
        let (_, until) = self.0.iter().find(|(blocked, _)| blocked == name)?;
        let seconds = until.saturating_sub(now_milliseconds).saturating_add(999) / 1000;
        Some(u32::try_from(seconds).unwrap_or(u32::MAX))
    }

    fn insert(&mut self, name: String, until_milliseconds: i64) {
        self.0.retain(|(blocked, _)| *blocked != name);
        if self.0.len() < BLOCKED_CAPACITY {
            self.0.push((name, until_milliseconds));
        }
    }
}

/// The rate limits of a request. Only look-ups of invites have any.
pub(crate) struct RateLimiter {
    network: Option<Counter>,
    /// A signed-in caller's own counter.
    user: Option<Counter>,
}

impl RateLimiter {
    /// The limits before the caller is identified.
    pub(crate) fn new(route: Route, state: &AppState, request: &ApiRequest) -> Self {
        let is_lookup = matches!(route, Route::Preview | Route::Accept | Route::Decline);
        // Callers whose network is unknown share one count.
        let network = || {
            let address = request.header(CLIENT_ADDRESS);
            address.as_deref().and_then(network).unwrap_or_default()
        };
        Self {
            network: is_lookup.then(|| Counter {
                name: format!("network {}", network()),
                limit: state.config.rate_limits.lookups,
            }),
            user: None,
        }
    }

    /// The limits of an identified caller.
    ///
    /// # Errors
    /// `rate_limited` when a signed-in caller is over their own limit.
    pub(crate) fn admit(
        self,
        principal: &Principal,
        state: &AppState,
        now: Timestamp,
    ) -> Result<Self, ApiError> {
        let (Some(_), Principal::User(identity)) = (&self.network, principal) else {
            return Ok(self);
        };
        let user = Counter {
            name: identity.user.to_string(),
            limit: state.config.rate_limits.redeems,
        };
        match user.retry_after(now) {
            Some(seconds) => Err(rate_limited(seconds)),
            None => Ok(Self {
                user: Some(user),
                ..self
            }),
        }
    }

    /// Counts an error that says that the look-up found nothing or that the caller's token identifies nobody, and returns
    /// the error for the caller.
    pub(crate) async fn record(self, env: &Env, now: Timestamp, error: ApiError) -> ApiError {
        let Some(network) = self.network else {
            return error;
        };
        if !matches!(error.code(), Code::InviteClosed | Code::TokenInvalid) {
            return error;
        }
        let by_network = network.spend(env, now).await;
        let by_user = match self.user {
            Some(user) => user.spend(env, now).await,
            None => None,
        };
        by_network.max(by_user).map_or(error, rate_limited)
    }
}

impl Counter {
    /// How long its callers must wait, as far as this isolate knows.
    fn retry_after(&self, now: Timestamp) -> Option<u32> {
        BLOCKED.with_borrow_mut(|blocked| blocked.retry_after(&self.name, now.milliseconds()))
    }

    /// Counts a failure. Returns the seconds to wait when the limit is reached.
    async fn spend(self, env: &Env, now: Timestamp) -> Option<u32> {
        if let Some(seconds) = self.retry_after(now) {
            return Some(seconds);
        }
        let seconds = if is_blocked_by_platform(env, &self.name).await {
            PLATFORM_WINDOW_SECONDS
        } else {
            self.spend_exactly(env, now).await?
        };
        let until = now.plus_seconds(seconds.into()).milliseconds();
        BLOCKED.with_borrow_mut(|blocked| blocked.insert(self.name, until));
        Some(seconds)
    }

    async fn spend_exactly(&self, env: &Env, now: Timestamp) -> Option<u32> {
        let spend = SpendBudget {
            counter: self.name.clone(),
            budget: self.limit?,
        };
        match ObjectClient::new(env, now).call(spend).await {
            Ok(wait) => wait,
            // The caller gets an error in any case.
            Err(_) => {
                log::failed("budgets", InternalError::new("nothing was counted"));
                None
            }
        }
    }
}

fn rate_limited(retry_after: u32) -> ApiError {
    Refusal::RateLimited { retry_after }.into()
}

/// Whether the platform's rate limiter blocks a counter, after it has counted this failure. Without one, or when it fails,
/// nothing is blocked.
async fn is_blocked_by_platform(env: &Env, counter: &str) -> bool {
    let Ok(limiter) = env.rate_limiter(PLATFORM_LIMITER) else {
        return false;
    };
    let outcome = limiter.limit(counter.to_owned()).await;
    outcome.is_ok_and(|outcome| !outcome.success)
}
