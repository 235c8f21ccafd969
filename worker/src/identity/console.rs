//! The provider with which people sign in to the console, and the origins that the console's pages may reach for that.
//!
//! The origins come from the provider's OpenID configuration, which is fetched and cached like its keys.

use core::cell::RefCell;
use std::rc::Rc;

use hallpass_core::identity::{ConsoleSignIn, sign_in_origins};
use hallpass_core::refresh::{Attempt, RefreshSchedule, Step};
use worker::{Context, Delay};

use crate::error::InternalError;
use crate::http::Network;
use crate::{clock, deadline, log};

use super::document::fetch_document;

/// The setting `CONSOLE`, with what is known of its provider.
pub(crate) struct ConsoleProvider {
    /// The setting.
    pub(crate) sign_in: Rc<ConsoleSignIn>,
    origins: Rc<OriginCache>,
}

impl ConsoleProvider {
    /// The provider that the setting names. Its configuration is fetched for the first page.
    pub(crate) fn new(sign_in: ConsoleSignIn, network: Network) -> Self {
        let sign_in = Rc::new(sign_in);
        let origins = OriginCache {
            sign_in: Rc::clone(&sign_in),
            network,
            origins: RefCell::default(),
            schedule: RefCell::default(),
        };
        Self {
            sign_in,
            origins: Rc::new(origins),
        }
    }

    /// The origins that a page may reach to sign in. None if the provider does not publish its configuration in time: the
    /// page then says that it cannot reach the provider.
    pub(crate) async fn origins(&self, execution: &Context) -> Vec<String> {
        let origins = Box::pin(self.origins.current(execution));
        let origins = deadline::within(deadline::CONSOLE_PAGE, origins).await;
        origins.flatten().unwrap_or_default()
    }
}

/// The origins as they were last discovered. All requests of an isolate share them.
struct OriginCache {
    sign_in: Rc<ConsoleSignIn>,
    network: Network,
    origins: RefCell<Vec<String>>,
    schedule: RefCell<RefreshSchedule>,
}

impl OriginCache {
    async fn current(self: &Rc<Self>, execution: &Context) -> Option<Vec<String>> {
        let requested_at = clock::now();
        loop {
            let now = clock::now();
            if self.schedule.borrow().is_usable(now) {
                if self.schedule.borrow().is_due(now) {
                    self.start_refresh(execution);
                }
                return Some(self.origins.borrow().clone());
            }
            let step = self.schedule.borrow().next_step(requested_at, now);
            match step {
                Step::Fetch => self.start_refresh(execution),
                Step::Wait(duration) => Delay::from(duration).await,
                Step::Absent | Step::Unavailable => return None,
            }
        }
    }

    /// Starts a fetch that outlives the request which starts it.
    fn start_refresh(self: &Rc<Self>, execution: &Context) {
        let attempt = self.schedule.borrow_mut().start(clock::now());
        let cache = Rc::clone(self);
        execution.wait_until(async move { cache.refresh(&attempt).await });
    }

    async fn refresh(&self, attempt: &Attempt) {
        match self.discover().await {
            Ok(origins) => {
                if self.schedule.borrow_mut().succeeded(attempt) {
                    *self.origins.borrow_mut() = origins;
                }
            }
            Err(error) => {
                self.schedule.borrow_mut().failed(attempt, clock::now());
                log::failed(
                    "identity",
                    format_args!("OpenID configuration of `CONSOLE.issuer`: {error}"),
                );
            }
        }
    }

    async fn discover(&self) -> Result<Vec<String>, InternalError> {
        let configuration = fetch_document(&self.network, &self.sign_in.configuration_url).await?;
        Ok(sign_in_origins(&configuration, &self.sign_in)?)
    }
}
