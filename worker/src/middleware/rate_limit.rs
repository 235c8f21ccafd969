//! Rate limits for look-ups of invites that find nothing: per network for every caller, per user for signed-in callers.
//!
//! Only failures count, and opening a link counts nothing. A signed-in caller is blocked by their own limit alone, so that
//! a neighbour's failures do not keep a good invite from them. The platform's rate limiter, where it is bound, is the
//! first filter. The exact count lives in one object per network and one per user, in memory: an object that gets no
//! request for ten seconds may forget it. Once a limit is reached, this isolate answers by itself until the window ends.

use core::cell::RefCell;

use hallpass_core::budget::{Budget, network};
use hallpass_core::{Code, Refusal};
use hallpass_protocol::object::user::SpendBudget;
use hallpass_protocol::route::Route;

use crate::config::RateLimits;
use crate::context::RequestContext;
use crate::error::InternalError;
use crate::http::ApiError;
use crate::identity::Principal;
use crate::log;

/// The header in which the platform gives the client's address. No other one is trusted.
const CLIENT_ADDRESS: &str = "cf-connecting-ip";
/// The binding of the platform's rate limiter.
const PLATFORM_LIMITER: &str = "LIMITER";
/// How long the platform's rate limiter may block a network, in seconds: its longest window.
const PLATFORM_WINDOW_SECONDS: u32 = 60;
/// How many blocked counters an isolate remembers.
const BLOCKED_CAPACITY: usize = 1_000;

/// What failures are counted by.
struct Counter {
    /// The name of the object that counts.
    name: String,
    limit: Budget,
    /// Whether the caller is blocked when it is reached.
    blocks: bool,
}

/// Counters that reached their limit, and until when, in milliseconds since 1970.
struct Blocked(Vec<(String, i64)>);

thread_local! {
    static BLOCKED: RefCell<Blocked> = const { RefCell::new(Blocked(Vec::new())) };
}

impl Blocked {
    /// How long the caller must wait, in seconds; `None` if none of these counters blocks them.
    fn retry_after(&mut self, counters: &[Counter], now_milliseconds: i64) -> Option<u32> {
        self.0.retain(|(_, until)| *until > now_milliseconds);
        let blocking = self.0.iter().filter(|(name, _)| {
            let mut counters = counters.iter();
            counters.any(|counter| counter.blocks && counter.name == *name)
        });
        let until = blocking.map(|(_, until)| *until).max()?;
        let seconds = until.saturating_sub(now_milliseconds).saturating_add(999) / 1000;
        Some(u32::try_from(seconds).unwrap_or(u32::MAX))
    }

    fn insert(&mut self, name: String, until_milliseconds: i64) {
        if self.0.len() < BLOCKED_CAPACITY {
            self.0.push((name, until_milliseconds));
        }
    }
}

/// The rate limits of one look-up.
pub(crate) struct RateLimiter(Vec<Counter>);

impl RateLimiter {
    /// Admits a look-up; other routes have no limits.
    ///
    /// # Errors
    /// `rate_limited` when the caller is over a limit.
    pub(crate) async fn admit(
        route: Route,
        context: &RequestContext<'_>,
    ) -> Result<Self, ApiError> {
        if !matches!(route, Route::Preview | Route::Accept | Route::Decline) {
            return Ok(Self(Vec::new()));
        }
        // Callers whose network is unknown share one count.
        let address = context.request.header(CLIENT_ADDRESS);
        let network = address.as_deref().and_then(network).unwrap_or_default();
        if is_blocked_by_platform(context, &network).await {
            return Err(rate_limited(PLATFORM_WINDOW_SECONDS));
        }
        let limiter = Self::of(context, &network);
        let now = context.now.milliseconds();
        let retry_after = BLOCKED.with_borrow_mut(|blocked| blocked.retry_after(&limiter.0, now));
        retry_after.map_or(Ok(limiter), |seconds| Err(rate_limited(seconds)))
    }

    fn of(context: &RequestContext<'_>, network: &str) -> Self {
        let RateLimits {
            lookups, redeems, ..
        } = context.state.config.rate_limits;
        let by_network = lookups.map(|limit| Counter {
            name: format!("network {network}"),
            limit,
            blocks: matches!(context.principal, Principal::Anonymous),
        });
        let by_user = context.identity().ok().zip(redeems);
        let by_user = by_user.map(|(identity, limit)| Counter {
            name: identity.user.to_string(),
            limit,
            blocks: true,
        });
        Self(by_network.into_iter().chain(by_user).collect())
    }

    /// Counts an error that says that the look-up found nothing, and returns the error for the caller.
    pub(crate) async fn record(self, context: &RequestContext<'_>, error: ApiError) -> ApiError {
        if error.code() != Code::InviteClosed {
            return error;
        }
        let mut retry_after = None;
        for counter in self.0 {
            let spend = SpendBudget {
                counter: counter.name.clone(),
                budget: counter.limit,
            };
            match context.call(spend).await {
                Ok(None) => {}
                Ok(Some(seconds)) => {
                    let until = context.now.plus_seconds(seconds.into()).milliseconds();
                    BLOCKED.with_borrow_mut(|blocked| blocked.insert(counter.name, until));
                    retry_after = retry_after.max(Some(seconds));
                }
                // The caller gets an error in any case.
                Err(_) => log::failed("budgets", InternalError::new("nothing was counted")),
            }
        }
        retry_after.map_or(error, rate_limited)
    }
}

fn rate_limited(retry_after: u32) -> ApiError {
    Refusal::RateLimited { retry_after }.into()
}

/// Whether the platform's rate limiter blocks a network. Without one, or when it fails, nothing is blocked.
async fn is_blocked_by_platform(context: &RequestContext<'_>, network: &str) -> bool {
    let Ok(limiter) = context.env.rate_limiter(PLATFORM_LIMITER) else {
        return false;
    };
    let outcome = limiter.limit(network.to_owned()).await;
    outcome.is_ok_and(|outcome| !outcome.success)
}
