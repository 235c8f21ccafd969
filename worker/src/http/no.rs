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

/// Why a request is not done. It is a pointer: each `?` on its way moves four bytes, and code for that is all over.
pub(crate) struct No(Box<Reason>);

/// The reason for a no.
pub(crate) enum Reason {
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
    pub(crate) fn body(errors: Vec<FieldError>) -> Self {
        Refusal::InvalidRequest { errors }.into()
    }

    /// Its reason.
    pub(crate) const fn reason(&self) -> &Reason {
        &self.0
    }

    /// Its code.
    pub(crate) const fn code(&self) -> Code {
        match self.reason() {
            Reason::Code(code) => *code,
            Reason::Refused(refusal) | Reason::RefusedToMember(refusal, _) => refusal.code(),
            Reason::Closed { .. } => Code::InviteClosed,
            Reason::TooLong | Reason::Method(_) => Code::InvalidRequest,
            Reason::Unavailable(_) => Code::Unavailable,
        }
    }

    /// Whether a rule said no to somebody who is no member: that is for the log.
    pub(crate) const fn is_to_stranger(&self) -> bool {
        match self.reason() {
            Reason::Refused(_) | Reason::Closed { .. } => true,
            Reason::Code(_)
            | Reason::RefusedToMember(..)
            | Reason::TooLong
            | Reason::Method(_)
            | Reason::Unavailable(_) => false,
        }
    }

    /// The fault behind it, for the log.
    pub(crate) const fn fault(&self) -> Option<&Fault> {
        match self.reason() {
            Reason::Unavailable(fault) => Some(fault),
            Reason::Code(_)
            | Reason::Refused(_)
            | Reason::RefusedToMember(..)
            | Reason::Closed { .. }
            | Reason::TooLong
            | Reason::Method(_) => None,
        }
    }

    /// The problem that the caller is told.
    pub(crate) fn problem(self, request_id: &str) -> Problem {
        match *self.0 {
            Reason::Code(code) => Problem::new(code, request_id),
            Reason::Refused(refusal) => Problem::of(refusal, request_id),
            Reason::RefusedToMember(refusal, explanation) => Problem {
                explanation: explanation.map(|explanation| *explanation),
                ..Problem::of(refusal, request_id)
            },
            Reason::Closed { why, joined } => Problem {
                you: joined.as_ref().map(|_| "member"),
                account: joined,
                ..Problem::of(Refusal::InviteClosed { why }, request_id)
            },
            Reason::TooLong => Problem {
                status: 413,
                detail: "a body has 16 KiB at most".into(),
                ..Problem::new(Code::InvalidRequest, request_id)
            },
            Reason::Method(allowed) => Problem {
                status: 405,
                detail: format!("this address takes {allowed}"),
                ..Problem::new(Code::InvalidRequest, request_id)
            },
            Reason::Unavailable(_) => Problem {
                retry_after: Some(UNAVAILABLE_SECONDS),
                ..Problem::new(Code::Unavailable, request_id)
            },
        }
    }
}

impl From<Reason> for No {
    #[inline(never)]
    fn from(reason: Reason) -> Self {
        Self(Box::new(reason))
    }
}

impl From<Code> for No {
    fn from(code: Code) -> Self {
        Reason::Code(code).into()
    }
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Reason::Refused(refusal).into()
    }
}

impl From<Fault> for No {
    fn from(fault: Fault) -> Self {
        Reason::Unavailable(fault).into()
    }
}

impl From<Unanswered> for No {
    fn from(unanswered: Unanswered) -> Self {
        unanswered.0.into()
    }
}

impl From<IdentityError> for No {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::KeysUnavailable(fault) => fault.into(),
            IdentityError::Absent | IdentityError::Invalid | IdentityError::Expired => {
                error.code().into()
            }
        }
    }
}
