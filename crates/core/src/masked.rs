//! Masked addresses.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

/// An address with a masked local part, such as `d***@example.com`: enough for its owner to recognise it. Without a local
/// part, any address of the domain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MaskedAddress(String);

impl MaskedAddress {
    /// The masked text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[cfg(feature = "unicode")]
    pub(crate) fn of(local: &str, domain: &str) -> Self {
        let first: String = local.chars().take(1).collect();
        Self(alloc::format!("{first}***@{domain}"))
    }

    #[cfg(feature = "unicode")]
    pub(crate) fn at(domain: &str) -> Self {
        Self(alloc::format!("@{domain}"))
    }
}

impl fmt::Display for MaskedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
