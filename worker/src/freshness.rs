//! How this isolate knows that a membership token still counts. The rule is core's; what is kept here is the view that
//! it is judged from, by account, and for two seconds at most.
//!
//! A view serves for 1.5 s from when it was *asked for*: whatever changed while the answer was on its way is younger
//! than that. A read that is not answered within 500 ms is no view, and no view is no. So a check that passes has seen
//! every change that was two seconds old. One request reads for all that wait; each of them waits on timers of its own,
//! because a request must not wait for another's input and output.

use core::cell::RefCell;
use core::time::Duration;
use std::rc::Rc;

use hallpass_core::freshness::{Epochs, Freshness, MemberStatus};
use hallpass_core::{AccountId, Code, UserId};
use hallpass_protocol::object::account::ReadEpochs;
use worker::{Delay, Env};

use crate::error::InternalError;
use crate::http::ApiError;
use crate::objects::client::ObjectClient;
use crate::{clock, deadline};

/// How long a view serves, from when it was asked for.
const SERVES_MILLISECONDS: i64 = 1_500;
/// How long one request's read is waited for by others: as long as it may take.
const WAITS_MILLISECONDS: i64 = 500;
/// Views that are kept at once.
const VIEWS: usize = 256;
/// How often a request looks whether another one's read has ended.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// How often it looks at most: for [`WAITS_MILLISECONDS`].
const LOOKS: u32 = 100;

/// A token that is to be judged.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) account: AccountId,
    pub(crate) user: &'a UserId,
    /// The token's epoch.
    pub(crate) epoch: u64,
    /// An epoch that the caller knows of: nothing older will do.
    pub(crate) least: u64,
}

/// The epochs of one account, and when they were asked for, in milliseconds since 1970.
struct Slot {
    account: AccountId,
    sent: i64,
    /// The answer, once it is there: none where there is no open account.
    answer: Option<Option<Rc<Epochs>>>,
}

thread_local! {
    /// By account, which is all that a view depends on beside the moment.
    static SLOTS: RefCell<Vec<Slot>> = const { RefCell::new(Vec::new()) };
}

/// What the cache has to say.
enum Look {
    Found(Option<Rc<Epochs>>),
    /// Another request reads.
    Wait,
    /// This request is to read; nobody else does meanwhile.
    Read,
}

/// Checks that a token still counts, as surely as is wanted. The epochs that it was judged by are handed on.
///
/// # Errors
/// `stale_epoch` when it does not; `unavailable` when that cannot be found out in time.
pub(crate) async fn judge(
    env: &Env,
    level: Freshness,
    asked: Asked<'_>,
) -> Result<Option<Rc<Epochs>>, ApiError> {
    let epochs = match level {
        Freshness::Stateless => return Ok(None),
        Freshness::Strict => strict(env, asked).await?,
        Freshness::Cached => cached(env, asked).await?,
    };
    let standing = |epochs: &Option<Rc<Epochs>>| match epochs {
        None => MemberStatus::Stale,
        Some(epochs) => epochs.check_member(asked.user, asked.epoch, asked.least),
    };
    let (epochs, found) = match standing(&epochs) {
        // So many changed lately that the view does not name them: this one is asked about.
        MemberStatus::Unknown if level == Freshness::Cached => {
            let epochs = strict(env, asked).await?;
            let found = standing(&epochs);
            (epochs, found)
        }
        found @ (MemberStatus::Current | MemberStatus::Stale | MemberStatus::Unknown) => {
            (epochs, found)
        }
    };
    match found {
        MemberStatus::Current => Ok(epochs),
        MemberStatus::Stale => Err(Code::StaleEpoch.into()),
        MemberStatus::Unknown => {
            Err(InternalError::new("an account is older than a token of its own").into())
        }
    }
}

/// The epochs of an account that serve any check, for whoever wants to know its settings.
///
/// # Errors
/// `unavailable` when they cannot be had in time.
pub(crate) async fn view(env: &Env, asked: Asked<'_>) -> Result<Option<Rc<Epochs>>, ApiError> {
    cached(env, asked).await
}

async fn strict(env: &Env, asked: Asked<'_>) -> Result<Option<Rc<Epochs>>, ApiError> {
    let user = Some(asked.user.clone());
    read(env, asked.account, user, deadline::EPOCHS).await
}

async fn cached(env: &Env, asked: Asked<'_>) -> Result<Option<Rc<Epochs>>, ApiError> {
    let end = clock::now()
        .milliseconds()
        .saturating_add(WAITS_MILLISECONDS);
    for _ in 0..LOOKS {
        let now = clock::now().milliseconds();
        match look(asked, now) {
            Look::Found(epochs) => return Ok(epochs),
            Look::Wait => Delay::from(LOOK_EVERY).await,
            Look::Read => {
                let left = u64::try_from(end.saturating_sub(now)).unwrap_or_default();
                let limit = Duration::from_millis(left);
                let epochs = read(env, asked.account, None, limit).await;
                settle(asked.account, now, epochs.as_ref().ok());
                return epochs;
            }
        }
    }
    Err(InternalError::new("another request's view did not come in time").into())
}

fn look(asked: Asked<'_>, now: i64) -> Look {
    let is_young = |slot: &Slot| (0..=SERVES_MILLISECONDS).contains(&now.saturating_sub(slot.sent));
    SLOTS.with_borrow_mut(|slots| {
        let at = slots.iter().position(|slot| slot.account == asked.account);
        if let Some(slot) = at
            .and_then(|at| slots.get(at))
            .filter(|slot| is_young(slot))
        {
            match &slot.answer {
                None if now.saturating_sub(slot.sent) <= WAITS_MILLISECONDS => return Look::Wait,
                None => {}
                Some(epochs) => {
                    let least = asked.epoch.max(asked.least);
                    let is_older = |epochs: &Rc<Epochs>| epochs.epoch < least;
                    if !epochs.as_ref().is_some_and(is_older) {
                        return Look::Found(epochs.clone());
                    }
                }
            }
        }
        let fresh = Slot {
            account: asked.account,
            sent: now,
            answer: None,
        };
        match at.and_then(|at| slots.get_mut(at)) {
            Some(slot) => *slot = fresh,
            None => {
                if slots.len() >= VIEWS {
                    slots.retain(is_young);
                }
                if slots.len() >= VIEWS {
                    slots.remove(0);
                }
                slots.push(fresh);
            }
        }
        Look::Read
    })
}

/// Keeps what the read that was sent then gave, or lets the next request read. A read that took too long finds another
/// one in its place.
fn settle(account: AccountId, sent: i64, epochs: Option<&Option<Rc<Epochs>>>) {
    SLOTS.with_borrow_mut(|slots| {
        let own = |slot: &Slot| slot.account == account && slot.sent == sent;
        match epochs {
            None => slots.retain(|slot| !own(slot)),
            Some(epochs) => {
                if let Some(slot) = slots.iter_mut().find(|slot| own(slot)) {
                    slot.answer = Some(epochs.clone());
                }
            }
        }
    });
}

async fn read(
    env: &Env,
    account: AccountId,
    user: Option<UserId>,
    timeout: Duration,
) -> Result<Option<Rc<Epochs>>, ApiError> {
    let client = ObjectClient::new(env, clock::now()).with_timeout(timeout);
    let epochs = client.call(ReadEpochs { account, user }).await?;
    Ok(epochs.map(Rc::new))
}
