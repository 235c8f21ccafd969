//! How an isolate knows that a membership token is still current. Core has the rule; this file has the cache of the epochs
//! that it is applied to.
//!
//! An account's epochs are served for 1.5 s after they were requested: a change while the response was under way is younger
//! than that. A read without a response after 500 ms fails, and without epochs no check passes. So a check that passes has
//! seen every change that is two seconds old. One request reads on behalf of all that need the same epochs; the others poll
//! on timers of their own, because a request may not await another's I/O on this platform.

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

/// How long epochs are served after they were requested.
const MAX_AGE_MILLISECONDS: i64 = 1_500;
/// How long a read may take, and how long other requests wait for it.
const READ_TIMEOUT_MILLISECONDS: i64 = 500;
/// How many accounts are cached.
const CAPACITY: usize = 256;
/// How often a request checks whether another one's read has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(5);
/// How often it checks at most: for [`READ_TIMEOUT_MILLISECONDS`].
const MAX_POLLS: u32 = 100;

/// What a verified membership token says of its own age.
#[derive(Clone, Copy)]
pub(crate) struct TokenAge<'a> {
    pub(crate) account: AccountId,
    pub(crate) user: &'a UserId,
    /// The epoch at which the token was signed.
    pub(crate) epoch: u64,
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
    token: TokenAge<'_>,
) -> Result<Option<Rc<Epochs>>, ApiError> {
    let mut epochs = match freshness {
        Freshness::Stateless => return Ok(None),
        Freshness::Strict => read_strict(env, token).await?,
        Freshness::Cached => read_cached(env, token).await?,
    };
    let mut status = member_status(epochs.as_deref(), token);
    if status == MemberStatus::Unknown && freshness == Freshness::Cached {
        // So many members changed lately that the epochs do not name them.
        epochs = read_strict(env, token).await?;
        status = member_status(epochs.as_deref(), token);
    }
    match status {
        MemberStatus::Current => Ok(epochs),
        MemberStatus::Stale => Err(Code::StaleEpoch.into()),
        MemberStatus::Unknown => {
            Err(InternalError::new("an account is older than one of its tokens").into())
        }
    }
}

fn member_status(epochs: Option<&Epochs>, token: TokenAge<'_>) -> MemberStatus {
    epochs.map_or(MemberStatus::Stale, |epochs| {
        epochs.check_member(token.user, token.epoch, token.min_epoch)
    })
}

/// The account's epochs, from the cache if they are young enough; `None` if the account is not open.
///
/// # Errors
/// `unavailable` when they cannot be read in time.
pub(crate) async fn read_cached(
    env: &Env,
    token: TokenAge<'_>,
) -> Result<Option<Rc<Epochs>>, ApiError> {
    let requested_at = clock::now().milliseconds();
    let end = requested_at.saturating_add(READ_TIMEOUT_MILLISECONDS);
    for _ in 0..MAX_POLLS {
        let now = clock::now().milliseconds();
        match CACHE.with_borrow_mut(|cache| cache.lookup(token, now)) {
            Lookup::Found(epochs) => return Ok(epochs),
            Lookup::Wait => Delay::from(POLL_INTERVAL).await,
            Lookup::Read => {
                let remaining = u64::try_from(end.saturating_sub(now)).unwrap_or_default();
                let timeout = Duration::from_millis(remaining);
                let epochs = read(env, token.account, None, timeout).await;
                CACHE.with_borrow_mut(|cache| match &epochs {
                    Ok(epochs) => cache.store(token.account, now, epochs.clone()),
                    Err(_) => cache.abandon(token.account, now),
                });
                return epochs;
            }
        }
    }
    Err(InternalError::new("another request's read did not end in time").into())
}

/// The account's epochs as they are now, with what concerns this user.
async fn read_strict(env: &Env, token: TokenAge<'_>) -> Result<Option<Rc<Epochs>>, ApiError> {
    let user = Some(token.user.clone());
    read(env, token.account, user, deadline::EPOCHS).await
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
    /// In milliseconds since 1970.
    requested_at: i64,
    state: State,
}

enum State {
    /// A request is reading them.
    Reading,
    /// The response; `None` if the account is not open.
    Read(Option<Rc<Epochs>>),
}

/// What a request does about an account's epochs.
enum Lookup {
    /// Use these.
    Found(Option<Rc<Epochs>>),
    /// Wait for the request that is reading them.
    Wait,
    /// Read them, and store the response or abandon the entry.
    Read,
}

impl Entry {
    fn age(&self, now: i64) -> i64 {
        now.saturating_sub(self.requested_at)
    }

    fn is_young(&self, now: i64) -> bool {
        (0..=MAX_AGE_MILLISECONDS).contains(&self.age(now))
    }

    /// What to do about an entry that is young.
    fn lookup(&self, token: TokenAge<'_>, now: i64) -> Lookup {
        match &self.state {
            State::Reading if self.age(now) <= READ_TIMEOUT_MILLISECONDS => Lookup::Wait,
            State::Reading => Lookup::Read,
            State::Read(Some(epochs)) if epochs.epoch < token.epoch.max(token.min_epoch) => {
                Lookup::Read
            }
            State::Read(epochs) => Lookup::Found(epochs.clone()),
        }
    }
}

impl EpochCache {
    /// Looks the account up. For [`Lookup::Read`] it marks the entry, so that other requests wait.
    fn lookup(&mut self, token: TokenAge<'_>, now: i64) -> Lookup {
        let is_of_account = |entry: &&mut Entry| entry.account == token.account;
        let existing = self.0.iter_mut().find(is_of_account);
        let lookup = match &existing {
            Some(entry) if entry.is_young(now) => entry.lookup(token, now),
            Some(_) | None => Lookup::Read,
        };
        if matches!(lookup, Lookup::Read) {
            let reading = Entry {
                account: token.account,
                requested_at: now,
                state: State::Reading,
            };
            match existing {
                Some(entry) => *entry = reading,
                None => self.insert(reading, now),
            }
        }
        lookup
    }

    fn insert(&mut self, entry: Entry, now: i64) {
        if self.0.len() >= CAPACITY {
            self.0.retain(|entry| entry.is_young(now));
        }
        if self.0.len() >= CAPACITY {
            self.0.remove(0);
        }
        self.0.push(entry);
    }

    /// Stores the response to the read that began at `requested_at`, unless another read has replaced it since.
    fn store(&mut self, account: AccountId, requested_at: i64, epochs: Option<Rc<Epochs>>) {
        let mut entries = self.0.iter_mut();
        let entry =
            entries.find(|entry| entry.account == account && entry.requested_at == requested_at);
        if let Some(entry) = entry {
            entry.state = State::Read(epochs);
        }
    }

    /// Removes the entry of a read that failed, so that the next request reads.
    fn abandon(&mut self, account: AccountId, requested_at: i64) {
        self.0
            .retain(|entry| entry.account != account || entry.requested_at != requested_at);
    }
}
