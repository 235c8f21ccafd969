//! The provider with which people sign in to the console, and the origins that the console's pages may reach for that.
//!
//! The origins come from the provider's OpenID configuration, which is fetched and cached like its keys.

use std::rc::Rc;

use hallpass_core::identity::{ConsoleSignIn, sign_in_origins};
use worker::Context;

use crate::error::InternalError;
use crate::http::Network;
use crate::{clock, deadline, log};

use super::document::fetch_document;
use super::refreshing_cache::{RefreshingCache, Source};

/// The setting `CONSOLE`, with what is known of its provider.
pub(crate) struct ConsoleProvider {
    /// The setting.
    pub(crate) sign_in: Rc<ConsoleSignIn>,
    origins: Rc<RefreshingCache<SignInOrigins>>,
}

impl ConsoleProvider {
    /// The provider that the setting names. Its configuration is fetched for the first page.
    pub(crate) fn new(sign_in: ConsoleSignIn, network: Network) -> Self {
        let sign_in = Rc::new(sign_in);
        let origins = RefreshingCache::new(SignInOrigins {
            sign_in: Rc::clone(&sign_in),
            network,
        });
        Self { sign_in, origins }
    }

    /// The origins that a page may reach to sign in. None if the provider does not publish its configuration in time: the
    /// page then says that it cannot reach the provider.
    pub(crate) async fn origins(&self, execution: &Context) -> Vec<String> {
        let origins = self.origins.find(clock::now(), execution, |origins| {
            origins.cloned().ok_or(NotDiscovered)
        });
        let origins = deadline::within(deadline::CONSOLE_PAGE, Box::pin(origins)).await;
        origins.flatten().and_then(Result::ok).unwrap_or_default()
    }
}

/// Nothing was discovered yet.
struct NotDiscovered;

/// The origins that the provider's OpenID configuration names.
struct SignInOrigins {
    sign_in: Rc<ConsoleSignIn>,
    network: Network,
}

impl Source for SignInOrigins {
    type Value = Vec<String>;

    async fn fetch(&self) -> Result<Vec<String>, InternalError> {
        let configuration = fetch_document(&self.network, &self.sign_in.configuration_url).await?;
        Ok(sign_in_origins(&configuration, &self.sign_in)?)
    }

    fn log(&self, fetched: &Result<Vec<String>, InternalError>) {
        if let Err(error) = fetched {
            log::failed(
                "identity",
                format_args!("OpenID configuration of `CONSOLE.issuer`: {error}"),
            );
        }
    }
}
