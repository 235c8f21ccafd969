//! Identity providers: what the operator says of them, and the judgement of their tokens.
//!
//! A token passes through [`UnverifiedToken::parse`], [`select_provider`], [`Provider::check_header`] and
//! [`KeySet::find`]; then its bearer verifies the signature with WebCrypto, and [`Provider::check_claims`] and
//! [`Provider::principal`] judge what was signed. [`report()`] runs the same checks for an operator who wants to know why
//! a token was refused.

mod algorithm;
mod claim;
mod console;
mod discovery;
mod issuer;
mod keys;
mod principal;
mod provider;
mod rejection;
mod report;
pub mod settings;
mod token;

pub use algorithm::Algorithm;
pub use claim::ClaimPath;
pub use console::{ConsoleSignIn, sign_in_origins};
pub use discovery::{DocumentError, discovered_key_url, key_set};
pub use issuer::Issuer;
pub use keys::{KeySet, NoKey, PublicKey};
pub use principal::{Identity, Principal, Unverified};
pub use provider::{
    Audience, ClaimNames, EmailDomains, EmailTrust, Identifies, KeySource, LOCAL_PROVIDER,
    Provider, Services, Subjects, UserClaims, select_provider,
};
pub use rejection::{Check, RejectedToken, Rejection};
pub use report::{CheckResult, Outcome, SignatureCheck, report};
pub use token::{Claims, TOKEN_BYTES, UnverifiedToken};

#[cfg(test)]
mod tests;
