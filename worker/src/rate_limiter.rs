//! Budgets for look-ups that find nothing: by network for everybody, by user for whoever is signed in.
//!
//! Only what failed is counted, and opening links counts nothing. Whoever is signed in is kept out by their own budget
//! alone: what a neighbour spends does not keep a good invite from them. The
//! platform's rate limiter, where it is bound, is the first filter; the count itself is kept in one object per network and
//! one per user, in memory: an object that nobody asks for ten seconds or more may forget it. Once a budget is spent this
//! isolate says so itself until the window ends.

use core::cell::RefCell;

use hallpass_core::budget::{Budget, TeamBudgets, network};
use hallpass_core::{Code, Refusal};
use hallpass_protocol::object::Object;
use hallpass_protocol::object::index::{UserAsk, UserReply};
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::context::RequestContext;
use crate::error::InternalError;
use crate::http::ApiError;
use crate::identity::Principal;
use crate::log;

/// The header in which the platform says who calls. No other one is believed.
const ADDRESS: &str = "cf-connecting-ip";
/// The binding of the platform's rate limiter.
const FILTER: &str = "LIMITER";
/// How long the filter keeps somebody out, in seconds: its longest window.
const FILTER_SECONDS: u32 = 60;
/// Spent budgets that are remembered at once.
const SPENT: usize = 1_000;

#[wasm_bindgen]
extern "C" {
    type Limiter;

    #[wasm_bindgen(method, catch)]
    fn limit(this: &Limiter, options: &JsValue) -> Result<Promise, JsValue>;
}

/// The operator's budgets; each is off where it is none.
#[derive(Clone, Copy, Default)]
pub(crate) struct RateLimits {
    /// `BUDGET_LOOKUPS`: look-ups that find nothing, by network.
    pub(crate) lookups: Option<Budget>,
    /// `BUDGET_REDEEMS`: the same, by user.
    pub(crate) redeems: Option<Budget>,
    /// `BUDGET_INVITES` and `BUDGET_RESENDS`: what a team does, which its account counts.
    pub(crate) team: TeamBudgets,
}

/// Whom something is counted by.
struct Counted {
    /// The name of the object that counts.
    name: String,
    budget: Budget,
    /// Whether the caller is kept out once it is spent, whatever they look up.
    keeps_out: bool,
}

thread_local! {
    /// Spent budgets, and until when, in milliseconds since 1970.
    static SPENT_UNTIL: RefCell<Vec<(String, i64)>> = const { RefCell::new(Vec::new()) };
}

/// What stands before a look-up, and is told what came of it.
pub(crate) struct RateLimiter(Vec<Counted>);

impl RateLimiter {
    /// Lets a look-up begin.
    ///
    /// # Errors
    /// `rate_limited` when a budget of the caller's is spent.
    pub(crate) async fn check(context: &RequestContext<'_>) -> Result<Self, ApiError> {
        let RateLimits {
            lookups, redeems, ..
        } = context.state.config.budgets;
        // Nobody is let off for being unknown: all who are share one count.
        let address = context.request.header(ADDRESS);
        let network = address.and_then(network).unwrap_or_default();
        if let Some(false) = filtered(context, &network).await {
            return Err(limited(FILTER_SECONDS));
        }
        let by_network = lookups.map(|budget| Counted {
            name: format!("network {network}"),
            budget,
            keeps_out: matches!(context.principal, Principal::Anonymous),
        });
        let by_user = context.identity().ok().zip(redeems);
        let by_user = by_user.map(|(identity, budget)| Counted {
            name: identity.user.to_string(),
            budget,
            keeps_out: true,
        });
        let limiter = Self(by_network.into_iter().chain(by_user).collect());
        let now = context.now.milliseconds();
        SPENT_UNTIL.with_borrow_mut(|spent| {
            spent.retain(|(_, until)| *until > now);
            let until = |counted: &Counted| {
                let found = spent.iter().find(|(name, _)| *name == counted.name)?;
                Some(found.1)
            };
            let keeping_out = limiter.0.iter().filter(|counted| counted.keeps_out);
            match keeping_out.filter_map(until).max() {
                None => Ok(()),
                Some(until) => {
                    let seconds = until.saturating_sub(now).saturating_add(999) / 1000;
                    Err(limited(u32::try_from(seconds).unwrap_or(u32::MAX)))
                }
            }
        })?;
        Ok(limiter)
    }

    /// Counts a look-up that found nothing, and gives the no that the caller is told.
    pub(crate) async fn record(self, context: &RequestContext<'_>, error: ApiError) -> ApiError {
        if error.code() != Code::InviteClosed {
            return error;
        }
        let mut wait = None;
        for counted in self.0 {
            let spend = UserAsk::Spend {
                budget: counted.budget,
            };
            match context.ask(Object::User, &counted.name, &spend).await {
                Ok(UserReply::Spent { wait: None }) => {}
                Ok(UserReply::Spent {
                    wait: Some(seconds),
                }) => {
                    let until = context.now.plus_seconds(seconds.into()).milliseconds();
                    SPENT_UNTIL.with_borrow_mut(|spent| {
                        if spent.len() < SPENT {
                            spent.push((counted.name, until));
                        }
                    });
                    wait = wait.max(Some(seconds));
                }
                // It is a no in any case.
                Ok(_) | Err(_) => log::failed("budgets", InternalError::new("nothing was counted")),
            }
        }
        wait.map_or(error, limited)
    }
}

fn limited(retry_after: u32) -> ApiError {
    Refusal::RateLimited { retry_after }.into()
}

/// What the platform's rate limiter says; nothing where there is none, or it fails.
async fn filtered(context: &RequestContext<'_>, network: &str) -> Option<bool> {
    let limiter = js_sys::Reflect::get(context.env.as_ref(), &FILTER.into()).ok()?;
    if !limiter.is_object() {
        return None;
    }
    let options = js_sys::Object::new();
    js_sys::Reflect::set(&options, &"key".into(), &network.into()).ok()?;
    let limiter: &Limiter = limiter.unchecked_ref();
    let outcome = JsFuture::from(limiter.limit(&options).ok()?).await.ok()?;
    js_sys::Reflect::get(&outcome, &"success".into())
        .ok()?
        .as_bool()
}
