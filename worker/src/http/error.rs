//! Errors of the API, and the problem documents that callers see of them.

use hallpass_core::explain::Explanation;
use hallpass_core::identity::RejectedToken;
use hallpass_core::{ClosedReason, Code, FieldError, Refusal, limits};
use hallpass_protocol::Problem;
use hallpass_protocol::problem::AccountName;
use worker::ResponseBody;

use crate::error::InternalError;
use crate::json;

use super::ApiResponse;

/// When to retry after a 503, in seconds: an overloaded object needs time to recover.
const UNAVAILABLE_RETRY_SECONDS: u32 = 2;

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
    /// 413: the body is over the limit.
    BodyTooLarge,
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
            Self::BodyTooLarge | Self::BodyTimeout | Self::MethodNotAllowed(_) => {
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

    /// The response to the caller: a problem document (RFC 9457).
    ///
    /// # Errors
    /// When the document has no JSON form.
    pub(crate) fn into_response(self, request_id: &str) -> Result<ApiResponse, InternalError> {
        Ok(self.into_document(request_id)?.1)
    }

    /// The problem, and the response to the caller.
    ///
    /// # Errors
    /// As for [`Self::into_response`].
    pub(crate) fn into_document(
        self,
        request_id: &str,
    ) -> Result<(Problem, ApiResponse), InternalError> {
        let allow = if let Self::MethodNotAllowed(allow) = &self {
            Some(allow.clone())
        } else {
            None
        };
        let problem = self.into_problem(request_id);
        let mut response = ApiResponse::empty(problem.status)
            .with_body(ResponseBody::Body(json::to_string(&problem)?.into_bytes()))
            .with_header("content-type", "application/problem+json");
        if let Some(allow) = allow {
            response = response.with_header("allow", allow);
        }
        if let Some(seconds) = problem.retry_after {
            response = response.with_header("retry-after", seconds.to_string());
        }
        if problem.status == 401 {
            response = response.with_header("www-authenticate", "Bearer");
        }
        Ok((problem, response))
    }

    fn into_problem(self, request_id: &str) -> Problem {
        match self {
            Self::Code(code) | Self::Unauthenticated(code, _) => Problem::new(code, request_id),
            Self::DeniedToNonMember(refusal) => Problem::of(refusal, request_id),
            Self::DeniedToMember(refusal, explanation) => Problem {
                explanation: explanation.map(|explanation| *explanation),
                ..Problem::of(refusal, request_id)
            },
            Self::InviteClosed { why, joined } => Problem {
                you: joined.as_ref().map(|_| "member"),
                account: joined,
                ..Problem::of(Refusal::InviteClosed { why }, request_id)
            },
            Self::BodyTooLarge => Problem {
                status: 413,
                detail: "a body has 16 KiB at most".into(),
                ..Problem::new(Code::InvalidRequest, request_id)
            },
            Self::BodyTimeout => Problem {
                status: 408,
                detail: format!("the body did not arrive within {} s", limits::BODY_SECONDS),
                ..Problem::new(Code::InvalidRequest, request_id)
            },
            Self::MethodNotAllowed(allow) => Problem {
                status: 405,
                detail: format!("this address takes {allow}"),
                ..Problem::new(Code::InvalidRequest, request_id)
            },
            Self::Misconfigured(_) => Problem {
                detail:
                    "the settings of this edge have mistakes, which its log names; nothing was done"
                        .into(),
                ..Problem::new(Code::Unavailable, request_id)
            },
            Self::Unavailable(_) => Problem {
                retry_after: Some(UNAVAILABLE_RETRY_SECONDS),
                ..Problem::new(Code::Unavailable, request_id)
            },
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
