//! Which user a subject of an identity provider is now: the first, or a later one if earlier ones were erased.
//!
//! A user's object knows whether they were erased. An isolate remembers its answer for a minute, and asks again for a token
//! that was issued later: such a token may be of the user who follows. Until then, a token of an erased user may pass here.
//! The objects do not rely on it: a user's object refuses what would make an erased user known again, and what reaches an
//! account is erased from it.

use core::cell::RefCell;
use core::num::NonZeroUsize;

use hallpass_core::erasure::Erasure;
use hallpass_core::{Subject, Timestamp, UserId};
use hallpass_protocol::object::user::FindErasure;
use lru::LruCache;
use worker::Env;

use crate::http::ApiError;
use crate::objects::client::ObjectClient;

/// How long an answer is remembered.
const MAX_AGE_SECONDS: i64 = 60;
/// How many subjects are remembered. The least recently used one makes room for a new one.
const CAPACITY: NonZeroUsize = NonZeroUsize::MIN.saturating_add(999);

/// Who a token is of.
pub(crate) struct CurrentUser {
    /// The user.
    pub(crate) user: UserId,
    /// Their erasure, if they were erased after the token was issued.
    pub(crate) erasure: Option<Erasure>,
}

/// The user whom a token is of that was issued for a subject.
///
/// # Errors
/// `unavailable` when a user's object does not respond.
pub(crate) async fn find_current_user(
    env: &Env,
    subject: &Subject,
    issued_at_seconds: Option<i64>,
    now: Timestamp,
) -> Result<CurrentUser, ApiError> {
    let remembered = REMEMBERED.with_borrow_mut(|users| {
        let entry = users.get(subject)?;
        let is_valid = entry.is_of(issued_at_seconds) && entry.is_young(now);
        is_valid.then(|| entry.user.clone())
    });
    if let Some(user) = remembered {
        return Ok(CurrentUser {
            user,
            erasure: None,
        });
    }
    let client = ObjectClient::new(env, now);
    let mut generation = 0;
    let mut before = None;
    loop {
        let user = subject.user(generation);
        let erasure = client.call(FindErasure { user: user.clone() }).await?;
        let covers = |erasure: &Erasure| erasure.covers_token(issued_at_seconds);
        if erasure.is_none() {
            let entry = Entry {
                user: user.clone(),
                before,
                at: now,
            };
            REMEMBERED.with_borrow_mut(|users| users.put(subject.clone(), entry));
        }
        if erasure.as_ref().is_none_or(covers) {
            return Ok(CurrentUser { user, erasure });
        }
        before = erasure;
        generation = generation.saturating_add(1);
    }
}

/// Forgets a user who is erased.
pub(crate) fn forget_user(user: &UserId) {
    REMEMBERED.with_borrow_mut(|users| {
        let is_theirs =
            |(subject, entry): (&Subject, &Entry)| (entry.user == *user).then(|| subject.clone());
        if let Some(subject) = users.iter().find_map(is_theirs) {
            users.pop(&subject);
        }
    });
}

thread_local! {
    /// Users who were not erased. All requests of an isolate share it.
    static REMEMBERED: RefCell<LruCache<Subject, Entry>> = RefCell::new(LruCache::new(CAPACITY));
}

/// A user who was not erased when their object was asked.
struct Entry {
    user: UserId,
    /// The erasure of the user before, whose tokens are not this one's.
    before: Option<Erasure>,
    /// When it was asked.
    at: Timestamp,
}

impl Entry {
    /// Whether a token that was issued then is this user's: after the user before was erased, and before it was asked.
    fn is_of(&self, issued_at_seconds: Option<i64>) -> bool {
        let covers = |erasure: &Erasure| erasure.covers_token(issued_at_seconds);
        let is_earlier = issued_at_seconds.is_none_or(|issued_at| issued_at <= self.at.seconds());
        is_earlier && !self.before.as_ref().is_some_and(covers)
    }

    fn is_young(&self, now: Timestamp) -> bool {
        self.at <= now && now < self.at.plus_seconds(MAX_AGE_SECONDS)
    }
}
