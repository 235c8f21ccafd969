//! A no, on its way to becoming a problem document.

use hallpass_core::explain::Explanation;
use hallpass_core::{Code, FieldError, Refusal, Why};
use hallpass_protocol::Problem;
use hallpass_protocol::problem::AccountName;

use crate::fault::Fault;
use crate::identity::IdentityError;
use crate::object::Unanswered;

/// When to try again what did not answer, in seconds: an object that is overloaded must be left alone for a moment.
const UNAVAILABLE_SECONDS: u32 = 2;

/// Why a request is not done.
pub(crate) enum No {
    /// A code that needs nothing else.
    Code(Code),
    /// A rule's no to somebody who is no member.
    Refused(Refusal),
    /// A rule's no to a member, with what would help.
    RefusedToMember(Refusal, Option<Box<Explanation>>),
    /// A preview of an invite that cannot be used.
    Closed {
        /// Why, for its invitee.
        why: Option<Why>,
        /// The account that the caller came into by it.
        joined: Option<AccountName>,
    },
    /// The body is longer than it may be.
    TooLong,
    /// The route does not take this method; these it does.
    Method(String),
    /// A part did not answer; whether anything was done is unknown.
    Unavailable(Fault),
}

impl No {
    /// The no of a body that cannot be read.
    pub(crate) const fn body(errors: Vec<FieldError>) -> Self {
        Self::Refused(Refusal::InvalidRequest { errors })
    }

    /// Its code.
    pub(crate) const fn code(&self) -> Code {
        match self {
            Self::Code(code) => *code,
            Self::Refused(refusal) | Self::RefusedToMember(refusal, _) => refusal.code(),
            Self::Closed { .. } => Code::InviteClosed,
            Self::TooLong | Self::Method(_) => Code::InvalidRequest,
            Self::Unavailable(_) => Code::Unavailable,
        }
    }

    /// Whether a rule said no to somebody who is no member: that is for the log.
    pub(crate) const fn is_to_stranger(&self) -> bool {
        match self {
            Self::Refused(_) | Self::Closed { .. } => true,
            Self::Code(_)
            | Self::RefusedToMember(..)
            | Self::TooLong
            | Self::Method(_)
            | Self::Unavailable(_) => false,
        }
    }

    /// The fault behind it, for the log.
    pub(crate) const fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Unavailable(fault) => Some(fault),
            Self::Code(_)
            | Self::Refused(_)
            | Self::RefusedToMember(..)
            | Self::Closed { .. }
            | Self::TooLong
            | Self::Method(_) => None,
        }
    }

    /// The problem that the caller is told.
    pub(crate) fn problem(self, request_id: &str) -> Problem {
        match self {
            Self::Code(code) => Problem::new(code, request_id),
            Self::Refused(refusal) => Problem::of(refusal, request_id),
            Self::RefusedToMember(refusal, explanation) => Problem {
                explanation: explanation.map(|explanation| *explanation),
                ..Problem::of(refusal, request_id)
            },
            Self::Closed { why, joined } => Problem {
                you: joined.as_ref().map(|_| "member"),
                account: joined,
                ..Problem::of(Refusal::InviteClosed { why }, request_id)
            },
            Self::TooLong => Problem {
                status: 413,
                detail: "a body has 16 KiB at most".into(),
                ..Problem::new(Code::InvalidRequest, request_id)
            },
            Self::Method(allowed) => Problem {
                status: 405,
                detail: format!("this address takes {allowed}"),
                ..Problem::new(Code::InvalidRequest, request_id)
            },
            Self::Unavailable(_) => Problem {
                retry_after: Some(UNAVAILABLE_SECONDS),
                ..Problem::new(Code::Unavailable, request_id)
            },
        }
    }
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Fault> for No {
    fn from(fault: Fault) -> Self {
        Self::Unavailable(fault)
    }
}

impl From<Unanswered> for No {
    fn from(unanswered: Unanswered) -> Self {
        Self::Unavailable(unanswered.0)
    }
}

impl From<IdentityError> for No {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::KeysUnavailable(fault) => Self::Unavailable(fault),
            IdentityError::Absent | IdentityError::Invalid | IdentityError::Expired => {
                Self::Code(error.code())
            }
        }
    }
}
