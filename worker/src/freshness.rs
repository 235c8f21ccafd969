//! How an isolate knows that a membership token is still current. Core has the rule; this file has the cache of the epochs
//! that it is applied to.
//!
//! An account's epochs are served for 1.5 s after they were requested: a change while the response was under way is younger
//! than that. A read without a response after 500 ms fails, and without epochs no check passes. So a check that passes has
//! seen every change that is two seconds old.
//!
//! One request reads on behalf of others that need the same epochs. They poll on timers of their own, because a request may
//! not await another's I/O on this platform, and not for long: the request that reads may have been aborted. A request whose
//! token or `hallpass-min-epoch` is ahead of the cached epochs reads for itself, and takes nothing from the others.

use core::cell::RefCell;
use core::time::Duration;
use std::rc::Rc;

use hallpass_core::freshness::{Epochs, Freshness, MemberStatus, TokenEpoch};
use hallpass_core::{AccountId, Code, UserId};
use hallpass_protocol::object::account::ReadEpochs;
use worker::{Delay, Env};

use crate::error::InternalError;
use crate::http::ApiError;
use crate::objects::client::ObjectClient;
use crate::{clock, deadline};

/// How long epochs are served after they were requested.
const MAX_AGE_MILLISECONDS: i64 = 1_500;
/// How long a read may take, with the time that its request waited for another one's.
const READ_TIMEOUT_MILLISECONDS: i64 = 500;
/// How long a request waits for another one's read before it reads itself. Most reads end within.
const SHARED_READ_MILLISECONDS: i64 = 50;
/// How many accounts are cached.
const CAPACITY: usize = 256;
/// How often a request checks whether another one's read has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(5);

/// What a verified membership token says of its own age.
#[derive(Clone, Copy)]
pub(crate) struct TokenAge<'a> {
    pub(crate) account: AccountId,
    pub(crate) token: TokenEpoch<'a>,
    /// The latest epoch that the caller knows of; epochs before it are too old for this check.
    pub(crate) min_epoch: u64,
}

/// Checks that a token is current, to the requested degree. Returns the epochs that were used, if any; those of an account
/// that is not open are `None`, too.
///
/// # Errors
/// `stale_epoch` when it is not current; `unavailable` when that cannot be determined in time.
pub(crate) async fn check_current(
    env: &Env,
    freshness: Freshness,
    age: TokenAge<'_>,
) -> Result<Option<Rc<Epochs>>, ApiError> {
    let mut epochs = match freshness {
        Freshness::Stateless => return Ok(None),
        Freshness::Strict => read_strict(env, age).await?,
        Freshness::Cached => read_cached(env, age).await?,
    };
    let mut status = member_status(epochs.as_deref(), age);
    if status == MemberStatus::Unknown && freshness == Freshness::Cached {
        // So many members changed lately that the epochs do not name them.
        epochs = read_strict(env, age).await?;
        status = member_status(epochs.as_deref(), age);
    }
    match status {
        MemberStatus::Current => Ok(epochs),
        MemberStatus::Stale => Err(Code::StaleEpoch.into()),
        MemberStatus::Unknown => {
            Err(InternalError::new("an account is older than one of its tokens").into())
        }
    }
}

fn member_status(epochs: Option<&Epochs>, age: TokenAge<'_>) -> MemberStatus {
    epochs.map_or(MemberStatus::Stale, |epochs| {
        epochs.check_member(age.token, age.min_epoch)
    })
}

/// The account's epochs, from the cache if they are young enough; `None` if the account is not open.
///
/// # Errors
/// `unavailable` when they cannot be read in time.
pub(crate) async fn read_cached(
    env: &Env,
    age: TokenAge<'_>,
) -> Result<Option<Rc<Epochs>>, ApiError> {
    let requested_at = clock::now().milliseconds();
    loop {
        let now = clock::now().milliseconds();
        let waited = now.saturating_sub(requested_at);
        let may_wait = waited < SHARED_READ_MILLISECONDS;
        match CACHE.with_borrow_mut(|cache| cache.lookup(age, now, may_wait)) {
            Lookup::Found(epochs) => return Ok(epochs),
            Lookup::Wait => Delay::from(POLL_INTERVAL).await,
            Lookup::Read => {
                let remaining = READ_TIMEOUT_MILLISECONDS.saturating_sub(waited);
                let timeout = Duration::from_millis(u64::try_from(remaining).unwrap_or_default());
                let epochs = read(env, age.account, None, timeout).await;
                CACHE.with_borrow_mut(|cache| {
                    cache.end_read(age.account, now, epochs.as_ref().ok())
                });
                return epochs;
            }
        }
    }
}

/// The account's epochs as they are now, with what concerns this user.
async fn read_strict(env: &Env, age: TokenAge<'_>) -> Result<Option<Rc<Epochs>>, ApiError> {
    let user = Some(age.token.user.clone());
    read(env, age.account, user, deadline::EPOCHS).await
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

thread_local! {
    static CACHE: RefCell<EpochCache> = const { RefCell::new(EpochCache(Vec::new())) };
}

/// The epochs of accounts. All requests of an isolate share it.
struct EpochCache(Vec<Entry>);

struct Entry {
    account: AccountId,
    /// The latest epochs that were read.
    view: Option<View>,
    /// When the read began that others may wait for, in milliseconds since 1970.
    reading_since: Option<i64>,
}

/// The response to a read.
struct View {
    /// In milliseconds since 1970.
    requested_at: i64,
    /// `None` if the account is not open.
    epochs: Option<Rc<Epochs>>,
}

/// What a request does about an account's epochs.
enum Lookup {
    /// Use these.
    Found(Option<Rc<Epochs>>),
    /// Wait for the request that is reading them.
    Wait,
    /// Read them, and report the end of the read.
    Read,
}

/// Whether something that began at `since` did so within the last `milliseconds`.
fn is_within(milliseconds: i64, since: i64, now: i64) -> bool {
    (0..=milliseconds).contains(&now.saturating_sub(since))
}

impl Entry {
    fn young_view(&self, now: i64) -> Option<&View> {
        let is_young = |view: &&View| is_within(MAX_AGE_MILLISECONDS, view.requested_at, now);
        self.view.as_ref().filter(is_young)
    }

    fn is_read_by_another(&self, now: i64) -> bool {
        let is_recent = |since| is_within(SHARED_READ_MILLISECONDS, since, now);
        self.reading_since.is_some_and(is_recent)
    }
}

impl EpochCache {
    fn find(&mut self, account: AccountId) -> Option<&mut Entry> {
        self.0.iter_mut().find(|entry| entry.account == account)
    }

    /// Looks the account up. For a [`Lookup::Read`] that others may use, it marks the entry.
    fn lookup(&mut self, age: TokenAge<'_>, now: i64, may_wait: bool) -> Lookup {
        let Some(entry) = self.find(age.account) else {
            self.insert(age.account, now);
            return Lookup::Read;
        };
        match entry.young_view(now).map(|view| view.epochs.clone()) {
            Some(Some(epochs)) if epochs.epoch < age.token.epoch.max(age.min_epoch) => Lookup::Read,
            Some(epochs) => Lookup::Found(epochs),
            None if may_wait && entry.is_read_by_another(now) => Lookup::Wait,
            None => {
                entry.reading_since = Some(now);
                Lookup::Read
            }
        }
    }

    fn insert(&mut self, account: AccountId, now: i64) {
        if self.0.len() >= CAPACITY {
            let is_used =
                |entry: &Entry| entry.young_view(now).is_some() || entry.is_read_by_another(now);
            self.0.retain(is_used);
        }
        if self.0.len() >= CAPACITY {
            self.0.remove(0);
        }
        self.0.push(Entry {
            account,
            view: None,
            reading_since: Some(now),
        });
    }

    /// Ends the read that began at `requested_at`, and stores its response unless there is a later one.
    fn end_read(
        &mut self,
        account: AccountId,
        requested_at: i64,
        response: Option<&Option<Rc<Epochs>>>,
    ) {
        let Some(entry) = self.find(account) else {
            return;
        };
        if entry
            .reading_since
            .is_some_and(|since| since <= requested_at)
        {
            entry.reading_since = None;
        }
        let is_later = entry
            .view
            .as_ref()
            .is_none_or(|view| view.requested_at < requested_at);
        if let Some(epochs) = response.filter(|_| is_later) {
            entry.view = Some(View {
                requested_at,
                epochs: epochs.clone(),
            });
        }
    }
}
