//! Why a token is refused, for the operator. Its sender learns the code alone.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::{Algorithm, Issuer, NoKey};
use crate::Code;

/// What is checked of a token. The names are stable: they are in the operator's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// That it is a signed JWT.
    Form,
    /// `iss`.
    Issuer,
    /// `aud`, or what the setting names instead.
    Audience,
    /// `typ` of the header.
    Type,
    /// `alg` of the header.
    Algorithm,
    /// The key that is said to have signed it.
    Key,
    /// The signature.
    Signature,
    /// `exp`, `nbf` and `iat`.
    Expiry,
    /// `sub`.
    Subject,
    /// The e-mail address.
    Address,
    /// Whether the address counts as verified.
    Verification,
}

impl Check {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Type => "type",
            Self::Algorithm => "algorithm",
            Self::Key => "key",
            Self::Signature => "signature",
            Self::Expiry => "expiry",
            Self::Subject => "subject",
            Self::Address => "address",
            Self::Verification => "verification",
        }
    }
}

/// Why a token is refused. The texts of the token in it are only shown where they cannot be an address, a name or a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// It is not a JWT that can be read.
    Form(&'static str),
    /// It is of no configured issuer.
    Issuer {
        /// Its `iss`.
        actual: String,
        /// The issuers of the providers.
        expected: Vec<Issuer>,
    },
    /// It is for another audience.
    Audience {
        /// The claim that holds the audience.
        claim: String,
        /// The audiences that it is for.
        actual: Vec<String>,
        /// The audiences of the providers of its issuer.
        expected: Vec<String>,
        /// A claim that holds an expected audience instead.
        instead: Option<&'static str>,
    },
    /// It is for the audiences of several providers.
    Ambiguous,
    /// It is not of a type for this purpose.
    Type {
        /// Its `typ`.
        actual: String,
    },
    /// It is signed with an algorithm that the provider does not use.
    Algorithm {
        /// Its `alg`.
        actual: String,
        /// The provider's.
        expected: Vec<Algorithm>,
    },
    /// The provider has no key for it.
    Key {
        /// Its `kid`.
        key_id: Option<String>,
        /// The algorithm.
        algorithm: Algorithm,
        /// Why.
        problem: NoKey,
    },
    /// The signature does not verify.
    Signature,
    /// It has expired.
    Expired {
        /// Its `exp`.
        expired_seconds: i64,
        /// The time of the check.
        now_seconds: i64,
    },
    /// It is not valid yet.
    NotYetValid {
        /// `nbf` or `iat`.
        claim: &'static str,
        /// When it becomes valid.
        valid_from_seconds: i64,
        /// The time of the check.
        now_seconds: i64,
    },
    /// A time is missing or not a number.
    Time {
        /// `exp`, `nbf` or `iat`.
        claim: &'static str,
    },
    /// `sub` is missing, or not a text of 1 to 255 bytes.
    Subject,
    /// The provider's `subjects` do not name the service.
    UnknownService,
}

/// A refused token, with the provider that it is of, if that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedToken {
    /// The provider's name.
    pub provider: Option<String>,
    /// Why.
    pub rejection: Rejection,
}

impl From<Rejection> for RejectedToken {
    fn from(rejection: Rejection) -> Self {
        Self {
            provider: None,
            rejection,
        }
    }
}

impl Rejection {
    /// The check that failed.
    #[must_use]
    pub const fn check(&self) -> Check {
        match self {
            Self::Form(_) => Check::Form,
            Self::Issuer { .. } => Check::Issuer,
            Self::Audience { .. } | Self::Ambiguous => Check::Audience,
            Self::Type { .. } => Check::Type,
            Self::Algorithm { .. } => Check::Algorithm,
            Self::Key { .. } => Check::Key,
            Self::Signature => Check::Signature,
            Self::Expired { .. } | Self::NotYetValid { .. } | Self::Time { .. } => Check::Expiry,
            Self::Subject | Self::UnknownService => Check::Subject,
        }
    }

    /// The code for the caller, who learns no more.
    #[must_use]
    pub const fn code(&self) -> Code {
        if let Self::Expired { .. } = self {
            Code::TokenExpired
        } else {
            Code::TokenInvalid
        }
    }

    /// What the setting or the time says, where that differs from the token.
    #[must_use]
    pub fn expected(&self) -> Option<String> {
        match self {
            Self::Issuer { expected, .. } => Some(list(expected)),
            Self::Audience { expected, .. } => Some(list(expected)),
            Self::Algorithm { expected, .. } => Some(list(expected)),
            Self::Type { .. } => Some("JWT, at+jwt or none".into()),
            Self::Key { algorithm, .. } => Some(format!("one key for {algorithm}")),
            Self::Expired { now_seconds, .. } => Some(format!("exp after {now_seconds}")),
            Self::NotYetValid {
                claim, now_seconds, ..
            } => Some(format!("{claim} up to {now_seconds}")),
            Self::Form(_)
            | Self::Ambiguous
            | Self::Signature
            | Self::Time { .. }
            | Self::Subject
            | Self::UnknownService => None,
        }
    }

    /// What the token says, if that can be shown.
    #[must_use]
    pub fn actual(&self) -> Option<String> {
        match self {
            Self::Issuer { actual, .. } => Some(shown_url(actual)),
            Self::Audience { actual, .. } => Some(list(
                &actual.iter().map(|one| shown(one)).collect::<Vec<_>>(),
            )),
            Self::Type { actual } | Self::Algorithm { actual, .. } => Some(shown(actual)),
            Self::Key { key_id, .. } => key_id.as_deref().map(shown),
            Self::Expired {
                expired_seconds, ..
            } => Some(expired_seconds.to_string()),
            Self::NotYetValid {
                valid_from_seconds, ..
            } => Some(valid_from_seconds.to_string()),
            Self::Form(_)
            | Self::Ambiguous
            | Self::Signature
            | Self::Time { .. }
            | Self::Subject
            | Self::UnknownService => None,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let actual = self.actual().unwrap_or_default();
        let expected = self.expected().unwrap_or_default();
        match self {
            Self::Form(problem) => write!(f, "the token is not a signed JWT: {problem}"),
            Self::Issuer {
                actual: issuer,
                expected: issuers,
            } => {
                write!(
                    f,
                    "the token's `iss` is {actual}, and `issuer` of the providers is {expected}"
                )?;
                let differs_by_slash = issuers.iter().any(|own| {
                    own.matches(&format!("{issuer}/"))
                        || issuer
                            .strip_suffix('/')
                            .is_some_and(|issuer| own.matches(issuer))
                });
                f.write_str(if differs_by_slash {
                    ": they differ by the final `/` alone; set `issuer` to exactly the token's"
                } else {
                    ""
                })
            }
            Self::Audience {
                claim,
                actual: audiences,
                instead,
                ..
            } => {
                if audiences.is_empty() {
                    write!(f, "the token has no `{claim}`, and")?;
                } else {
                    write!(f, "the token's `{claim}` is {actual}, and")?;
                }
                write!(f, " `audience` of the issuer's provider is {expected}")?;
                match instead {
                    Some(instead) => write!(
                        f,
                        ": the token's `{instead}` is that; set `audienceClaim` to `{instead}`"
                    ),
                    None => Ok(()),
                }
            }
            Self::Ambiguous => f.write_str(
                "the token is for the audiences of several providers: give each provider different audiences",
            ),
            Self::Type { .. } => write!(
                f,
                "the token's `typ` is {actual}: ID tokens and access tokens have {expected}"
            ),
            Self::Algorithm { .. } => write!(
                f,
                "the token is signed with {actual}, and `algorithms` of the provider has {expected}"
            ),
            Self::Key {
                key_id,
                algorithm,
                problem,
            } => match key_id {
                Some(_) => write!(f, "{problem} has the `kid` {actual} and is for {algorithm}"),
                None => write!(
                    f,
                    "the token has no `kid`, and {problem} is for {algorithm}"
                ),
            },
            Self::Signature => f.write_str(
                "the signature does not verify with the provider's key: the token was changed, or another issuer of the same name signed it",
            ),
            Self::Expired {
                expired_seconds,
                now_seconds,
            } => write!(
                f,
                "the token expired {} s ago",
                now_seconds.saturating_sub(*expired_seconds)
            ),
            Self::NotYetValid {
                claim,
                valid_from_seconds,
                now_seconds,
            } => write!(
                f,
                "the token's `{claim}` is {} s in the future: a clock is wrong",
                valid_from_seconds.saturating_sub(*now_seconds)
            ),
            Self::Time { claim } => write!(f, "the token's `{claim}` is missing or not a number"),
            Self::Subject => {
                f.write_str("the token's `sub` is missing, or not a text of 1 to 255 bytes")
            }
            Self::UnknownService => {
                f.write_str("the token's `sub` is none of the provider's `subjects`")
            }
        }
    }
}

impl core::error::Error for Rejection {}

/// The longest text of a token that is shown, in bytes. Tokens and invite codes are longer, or not of these characters.
const SHOWN_BYTES: usize = 64;
/// The longest URL of a token that is shown, in bytes.
const SHOWN_URL_BYTES: usize = 200;

/// Values in backticks, with commas between them.
fn list<T: ToString>(values: &[T]) -> String {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    values.join(", ")
}

/// An identifier that a token states, if it can be neither an address nor a name nor a token.
pub(super) fn shown(text: &str) -> String {
    let is_identifier = |byte: u8| byte.is_ascii_alphanumeric() || b"._:/+=-~".contains(&byte);
    if text.is_empty() {
        "empty".into()
    } else if text.len() <= SHOWN_BYTES && text.bytes().all(is_identifier) {
        text.to_owned()
    } else if is_url(text) {
        shown_url(text)
    } else {
        format!("a text of {} bytes that is not shown", text.len())
    }
}

/// A URL that a token states, if it is one without credentials, query and fragment.
fn shown_url(text: &str) -> String {
    if text.is_empty() {
        return "empty".into();
    }
    if is_url(text) || (text.len() <= SHOWN_BYTES && text.bytes().all(is_in_url)) {
        text.to_owned()
    } else {
        format!("a text of {} bytes that is not shown", text.len())
    }
}

fn is_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.bytes().all(is_in_url))
        && text.len() <= SHOWN_URL_BYTES
        // An invite code or a part of a token is a long run without punctuation.
        && text.split(['/', '.', ':', '-']).all(|part| part.len() <= SHOWN_BYTES)
}

const fn is_in_url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b':' | b'-' | b'_' | b'~')
}
