//! Issuers: one, or one per tenant.

use alloc::string::String;
use core::fmt;

/// The longest tenant, in bytes.
const TENANT_BYTES: usize = 128;

/// An issuer of tokens, or a template of issuers that differ by their tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issuer {
    /// Exactly this one.
    Exact(String),
    /// One per tenant: the texts before and after the tenant, and the placeholder as it is written.
    PerTenant {
        /// The text before the tenant.
        before: String,
        /// The text after it.
        after: String,
        /// `tenantid` in `{tenantid}`.
        placeholder: String,
    },
}

impl Issuer {
    /// Parses an issuer as it is written: `https://issuer.example` or `https://issuer.example/{tenantid}/v2.0`.
    ///
    /// # Errors
    /// What is wrong with its braces.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let Some((before, rest)) = text.split_once('{') else {
            return if text.contains('}') {
                Err("has a `}` without a `{`")
            } else {
                Ok(Self::Exact(text.into()))
            };
        };
        let (placeholder, after) = rest.split_once('}').ok_or("has a `{` without a `}`")?;
        if after.contains(['{', '}']) {
            return Err("has more than one placeholder");
        }
        let is_word = placeholder
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        if placeholder.is_empty() || !is_word {
            return Err("has a placeholder that is not a word such as `{tenantid}`");
        }
        // Between slashes, so that no tenant's name can reach into the host.
        let is_segment = before.ends_with('/') && (after.is_empty() || after.starts_with('/'));
        if !is_segment || before.ends_with("://") {
            return Err("has a placeholder that is not a whole segment of the path");
        }
        Ok(Self::PerTenant {
            before: before.into(),
            after: after.into(),
            placeholder: placeholder.into(),
        })
    }

    /// Whether it is a template.
    #[must_use]
    pub const fn is_template(&self) -> bool {
        matches!(self, Self::PerTenant { .. })
    }

    /// Whether a token of this `iss` is of this issuer.
    #[must_use]
    pub fn matches(&self, issuer: &str) -> bool {
        match self {
            Self::Exact(own) => own == issuer,
            Self::PerTenant { .. } => self.tenant(issuer).is_some(),
        }
    }

    /// The tenant of an `iss`; `None` if this is no template, or not its issuer.
    #[must_use]
    pub fn tenant<'a>(&self, issuer: &'a str) -> Option<&'a str> {
        let Self::PerTenant { before, after, .. } = self else {
            return None;
        };
        let tenant = issuer.strip_prefix(before)?.strip_suffix(after.as_str())?;
        let is_name = tenant
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        let is_dots = tenant.bytes().all(|byte| byte == b'.');
        (is_name && !is_dots && tenant.len() <= TENANT_BYTES).then_some(tenant)
    }

    /// Whether some `iss` could be of both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (own, Self::Exact(other)) => own.matches(other),
            (Self::Exact(own), other) => other.matches(own),
            // Templates differ if the text around the tenant does. Any other pair may overlap.
            (
                Self::PerTenant { before, after, .. },
                Self::PerTenant {
                    before: other_before,
                    after: other_after,
                    ..
                },
            ) => before == other_before && after == other_after,
        }
    }

    /// The issuer as it scopes subjects. Google signs as `https://accounts.google.com` and as `accounts.google.com`, and
    /// a user is the same in both.
    pub(super) fn without_scheme(issuer: &str) -> &str {
        issuer.strip_prefix("https://").unwrap_or(issuer)
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(issuer) => f.write_str(issuer),
            Self::PerTenant {
                before,
                after,
                placeholder,
            } => write!(f, "{before}{{{placeholder}}}{after}"),
        }
    }
}
