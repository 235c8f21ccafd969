//! Identity providers, with their keys.

use crate::config::{
    Algorithm, Identifies, ProviderConfig, SettingError, UserClaims, invalid_provider,
};

use super::jwks::ProviderKeys;

/// An identity provider.
pub(crate) struct Provider {
    /// Its name, which is part of every user id of its users and never changes.
    pub(crate) name: String,
    /// The `iss` of its tokens.
    pub(crate) issuer: String,
    /// The `aud` of its tokens.
    pub(crate) audience: String,
    /// The algorithms that it may sign with.
    pub(super) algorithms: Vec<Algorithm>,
    /// Its keys.
    pub(super) keys: ProviderKeys,
    /// Whom its tokens identify.
    pub(super) identifies: Identifies,
}

impl Provider {
    /// The provider that a setting describes.
    ///
    /// # Errors
    /// When a given key set has no usable key.
    pub(crate) fn new(config: ProviderConfig) -> Result<Self, SettingError> {
        let keys = ProviderKeys::new(config.keys, &config.name, &config.issuer);
        Ok(Self {
            keys: keys.ok_or_else(|| invalid_provider(&config.name, "`jwks` has no usable key"))?,
            name: config.name,
            issuer: config.issuer,
            audience: config.audience,
            algorithms: config.algorithms,
            identifies: config.identifies,
        })
    }

    /// What it says of people; `None` if it identifies machines.
    pub(crate) const fn users(&self) -> Option<&UserClaims> {
        match &self.identifies {
            Identifies::Users(users) => Some(users),
            Identifies::Services(_) => None,
        }
    }
}
