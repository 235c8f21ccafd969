//! Identity providers, with their keys.

use core::cell::Cell;

use hallpass_core::identity::{self, Identity, Unverified};

use crate::http::Network;
use crate::log;

use super::jwks::ProviderKeys;

/// An identity provider.
pub(crate) struct Provider {
    /// What the operator says of it.
    pub(crate) rules: identity::Provider,
    /// Its keys.
    pub(super) keys: ProviderKeys,
    /// Whether the log has said that its tokens hold no address.
    has_warned: Cell<bool>,
}

impl Provider {
    /// The provider that a setting describes. Its keys are fetched when they are first needed.
    pub(crate) fn new(rules: identity::Provider, network: Network) -> Self {
        Self {
            keys: ProviderKeys::new(&rules, network),
            rules,
            has_warned: Cell::new(false),
        }
    }

    /// Tells the operator, once, that users sign in whose tokens hold no address: no invite can reach them.
    pub(super) fn warn_of_missing_address(&self, identity: &Identity) {
        if let Err(unverified @ Unverified::NoAddress { .. }) = &identity.verified
            && !self.has_warned.replace(true)
        {
            let name = &self.rules.name;
            log::warned("identity", format_args!("provider `{name}`: {unverified}"));
        }
    }
}

impl AsRef<identity::Provider> for Provider {
    fn as_ref(&self) -> &identity::Provider {
        &self.rules
    }
}
