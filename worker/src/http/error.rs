//! Errors of the API.

use hallpass_core::explain::Explanation;
use hallpass_core::identity::RejectedToken;
use hallpass_core::{ClosedReason, Code, FieldError, Refusal};
use hallpass_protocol::problem::AccountName;

use crate::error::InternalError;

/// Why a request fails, as the caller sees it.
#[derive(Debug)]
pub(crate) enum ApiError {
    /// A code without details.
    Code(Code),
    /// A rule denies a caller who is not a member.
    DeniedToNonMember(Refusal),
    /// A rule denies a member; the explanation says what would help.
    DeniedToMember(Refusal, Option<Box<Explanation>>),
    /// A preview of an invite that cannot be used.
    InviteClosed {
        /// The cause, for the invitee only.
        why: Option<ClosedReason>,
        /// The account that the caller joined by this invite.
        joined: Option<AccountName>,
    },
    /// 413: the body is over the route's limit.
    BodyTooLarge {
        /// The limit.
        most_bytes: usize,
    },
    /// 408: the body did not arrive in time.
    BodyTimeout,
    /// 405, with the value of `Allow`.
    MethodNotAllowed(String),
    /// 401: no identity token, or one that is refused. The caller learns the code; the log says why.
    Unauthenticated(Code, Option<Box<RejectedToken>>),
    /// 503: the operator's settings have mistakes, so nothing was done.
    Misconfigured(InternalError),
    /// Something failed inside; whether the operation took effect is unknown.
    Unavailable(InternalError),
}

impl ApiError {
    /// `invalid_request` for the given fields of the body.
    pub(crate) fn invalid_body(errors: Vec<FieldError>) -> Self {
        Refusal::InvalidRequest { errors }.into()
    }

    /// The stable code.
    pub(crate) const fn code(&self) -> Code {
        match self {
            Self::Code(code) | Self::Unauthenticated(code, _) => *code,
            Self::DeniedToNonMember(refusal) | Self::DeniedToMember(refusal, _) => refusal.code(),
            Self::InviteClosed { .. } => Code::InviteClosed,
            Self::BodyTooLarge { .. } | Self::BodyTimeout | Self::MethodNotAllowed(_) => {
                Code::InvalidRequest
            }
            Self::Misconfigured(_) | Self::Unavailable(_) => Code::Unavailable,
        }
    }

    /// Whether a rule denied a caller who is not a member. No audit log records it, so the request log does.
    pub(crate) const fn is_denied_to_non_member(&self) -> bool {
        matches!(self, Self::DeniedToNonMember(_) | Self::InviteClosed { .. })
    }

    /// The cause of an `unavailable`, for the log.
    pub(crate) const fn internal(&self) -> Option<&InternalError> {
        if let Self::Unavailable(error) | Self::Misconfigured(error) = self {
            Some(error)
        } else {
            None
        }
    }

    /// Why an identity token was refused, for the log.
    pub(crate) fn rejected_token(&self) -> Option<&RejectedToken> {
        if let Self::Unauthenticated(_, rejected) = self {
            rejected.as_deref()
        } else {
            None
        }
    }
}

impl From<Code> for ApiError {
    fn from(code: Code) -> Self {
        Self::Code(code)
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Self::DeniedToNonMember(refusal)
    }
}

impl From<InternalError> for ApiError {
    fn from(error: InternalError) -> Self {
        Self::Unavailable(error)
    }
}
