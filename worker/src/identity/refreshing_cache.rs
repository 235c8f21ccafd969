//! A cache of something that a provider publishes.
//!
//! What is cached is served immediately, for up to a day; after ten minutes one fetch refreshes it in the background.
//! [`RefreshSchedule`] has the rules.
//!
//! A fetch belongs to no request: it is registered with `waitUntil`, so a client that disconnects does not cancel it. A
//! request may not await another request's I/O on this platform; it polls the cache on timers of its own.

use core::cell::RefCell;
use std::rc::Rc;

use hallpass_core::Timestamp;
use hallpass_core::refresh::{Attempt, RefreshSchedule, Step};
use worker::{Context, Delay};

use crate::clock;
use crate::error::InternalError;

/// Where a cache has its value from.
pub(super) trait Source: 'static {
    /// What is cached.
    type Value;

    /// Fetches the value.
    ///
    /// # Errors
    /// When the provider does not publish it in time, or it cannot be read.
    async fn fetch(&self) -> Result<Self::Value, InternalError>;

    /// Logs what came of a fetch.
    fn log(&self, fetched: &Result<Self::Value, InternalError>);
}

/// The value as it was last fetched. All requests of an isolate share it.
pub(super) struct RefreshingCache<S: Source> {
    pub(super) source: S,
    value: RefCell<Option<S::Value>>,
    schedule: RefCell<RefreshSchedule>,
}

impl<S: Source> RefreshingCache<S> {
    /// An empty cache. It fetches for the first request.
    pub(super) fn new(source: S) -> Rc<Self> {
        Rc::new(Self {
            source,
            value: RefCell::default(),
            schedule: RefCell::default(),
        })
    }

    /// What a request that began at `requested_at` finds in the value, which may be fetched again for it. `find` gets `None`
    /// while there is no value. Returns `None` when the provider does not publish it in time to tell.
    pub(super) async fn find<T, E>(
        self: &Rc<Self>,
        requested_at: Timestamp,
        execution: &Context,
        find: impl Fn(Option<&S::Value>) -> Result<T, E>,
    ) -> Option<Result<T, E>> {
        loop {
            let now = clock::now();
            let is_usable = self.schedule.borrow().is_usable(now);
            let found = find(self.value.borrow().as_ref().filter(|_| is_usable));
            if found.is_ok() {
                if self.schedule.borrow().is_due(now) {
                    self.start_refresh(now, execution);
                }
                return Some(found);
            }
            let step = self.schedule.borrow().next_step(requested_at, now);
            match step {
                Step::Fetch => self.start_refresh(now, execution),
                Step::Wait(duration) => Delay::from(duration).await,
                Step::Absent => return Some(found),
                Step::Unavailable => return None,
            }
        }
    }

    /// Starts a fetch that outlives the request which starts it.
    fn start_refresh(self: &Rc<Self>, now: Timestamp, execution: &Context) {
        let attempt = self.schedule.borrow_mut().start(now);
        let cache = Rc::clone(self);
        execution.wait_until(async move { cache.refresh(&attempt).await });
    }

    async fn refresh(&self, attempt: &Attempt) {
        let fetched = self.source.fetch().await;
        self.source.log(&fetched);
        match fetched {
            Ok(value) => {
                if self.schedule.borrow_mut().succeeded(attempt) {
                    *self.value.borrow_mut() = Some(value);
                }
            }
            Err(_) => self.schedule.borrow_mut().failed(attempt, clock::now()),
        }
    }
}
