//! What all objects share in reading a request and writing a response.

use core::future::Future;

use futures_util::future::FutureExt as _;
use hallpass_protocol::object::{ObjectCall, ObjectError, ObjectRequest, ObjectResponse};
use worker::{Request, Response, State};

use crate::error::InternalError;
use crate::json;
use crate::{deadline, log};

/// The operation of every class that `npx hallpass start` calls after a restore from a backup, before it listens: it sets the
/// alarm, without which an object that no request reaches would not run. It has no request and no response.
pub(super) const RESUME: &str = "resume";

/// Why a handler returns no response.
pub(super) enum OperationError {
    /// A rule refused the call.
    Refused(ObjectError),
    /// Something failed.
    Internal(InternalError),
}

impl From<InternalError> for OperationError {
    fn from(error: InternalError) -> Self {
        Self::Internal(error)
    }
}

impl From<ObjectError> for OperationError {
    fn from(error: ObjectError) -> Self {
        Self::Refused(error)
    }
}

/// What a handler returns.
pub(super) type OperationResult<R> = Result<R, OperationError>;

/// Separates refusals, which are responses, from internal errors.
///
/// # Errors
/// The internal error.
pub(super) fn refusal_as_response<R>(
    result: OperationResult<R>,
) -> Result<Result<R, ObjectError>, InternalError> {
    match result {
        Ok(response) => Ok(Ok(response)),
        Err(OperationError::Refused(error)) => Ok(Err(error)),
        Err(OperationError::Internal(error)) => Err(error),
    }
}

/// A request to an object: its operation, which is empty in requests of the previous release, and its body.
pub(super) struct Call {
    pub(super) operation: String,
    pub(super) body: String,
}

impl Call {
    /// Reads a request.
    ///
    /// # Errors
    /// When the body breaks off.
    pub(super) async fn read(mut request: Request) -> worker::Result<Self> {
        Ok(Self {
            operation: request.path().trim_start_matches('/').to_owned(),
            body: request.text().await?,
        })
    }

    /// The body of the response to a call that changes no index row.
    ///
    /// # Errors
    /// When the body of the request cannot be read, or the handler fails.
    pub(super) fn answer<C: ObjectCall>(
        &self,
        handler: impl FnOnce(ObjectRequest<C>) -> OperationResult<C::Response>,
    ) -> Result<String, InternalError> {
        let result = handler(json::from_str(&self.body)?);
        json::to_string(&ObjectResponse {
            result: refusal_as_response(result)?,
            own_row: None,
        })
    }

    /// The error of an operation that this release does not have.
    pub(super) fn unknown_operation(&self) -> InternalError {
        InternalError::new("an unknown operation was called")
    }
}

/// Runs work that goes on after the response, which waits for it for a while.
pub(super) async fn run_after_response(state: &State, work: impl Future<Output = ()> + 'static) {
    let work = work.boxed_local().shared();
    state.wait_until(work.clone());
    deadline::within(deadline::OWN_ROW, work).await;
}

/// The HTTP response of an object: 200 with a body, or 500. The error is for the log alone.
///
/// # Errors
/// When no response can be made at all.
pub(super) fn respond(
    object: &'static str,
    outcome: Result<String, InternalError>,
) -> worker::Result<Response> {
    match outcome {
        Ok(body) => Response::ok(body),
        Err(error) => {
            log::failed(object, error);
            Response::error("internal error", 500)
        }
    }
}
