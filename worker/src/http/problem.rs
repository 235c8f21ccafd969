//! The problem documents (RFC 9457) in which callers see errors.

use hallpass_core::{Code, Refusal, limits};
use hallpass_protocol::Problem;
use worker::ResponseBody;

use crate::error::InternalError;
use crate::json;

use super::{ApiError, ApiResponse};

/// When to retry after a 503, in seconds: an overloaded object needs time to recover.
const UNAVAILABLE_RETRY_SECONDS: u32 = 2;

impl ApiError {
    /// The response to the caller.
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

    /// The problem document, for the response or a part of it.
    pub(crate) fn into_problem(self, request_id: &str) -> Problem {
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
            Self::BodyTooLarge { most_bytes } => Problem {
                status: 413,
                detail: format!("A request can have at most {} KiB.", most_bytes / 1024),
                ..Problem::new(Code::InvalidRequest, request_id)
            },
            Self::BodyTimeout => Problem {
                status: 408,
                detail: format!("The request didn't arrive within {} s.", limits::BODY_SECONDS),
                ..Problem::new(Code::InvalidRequest, request_id)
            },
            Self::MethodNotAllowed(allow) => Problem {
                status: 405,
                detail: format!("This address accepts only {allow}."),
                ..Problem::new(Code::InvalidRequest, request_id)
            },
            Self::Misconfigured(_) => Problem {
                detail:
                    "The settings of this service have mistakes, which its log names. Nothing was done."
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
