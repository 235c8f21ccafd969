//! The one client of all Durable Objects.

use core::time::Duration;

use hallpass_core::Timestamp;
use hallpass_core::account::Caller;
use hallpass_protocol::object::user::PutAccountRow;
use hallpass_protocol::object::{
    IdempotencyKey, ObjectCall, ObjectError, ObjectRequest, ObjectResponse, RandomBytes,
};
use js_sys::Reflect;
use worker::{Env, Method, Request, RequestInit};

use super::call_count;
use crate::error::InternalError;
use crate::http::ApiError;
use crate::json;
use crate::{deadline, log, random};

/// Why a call has no response.
#[derive(Debug)]
pub(crate) enum CallError {
    /// A rule refused it.
    Refused(ObjectError),
    /// The object failed, is overloaded or did not respond in time. Whether the call took effect is unknown.
    Unavailable(InternalError),
}

impl CallError {
    /// The error of work that no rule should refuse; `refused` is what a refusal means for it.
    pub(crate) fn into_internal(self, refused: &'static str) -> InternalError {
        match self {
            Self::Refused(_) => InternalError::new(refused),
            Self::Unavailable(error) => error,
        }
    }
}

impl From<InternalError> for CallError {
    fn from(error: InternalError) -> Self {
        Self::Unavailable(error)
    }
}

impl From<CallError> for ApiError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(ObjectError::Refused(refusal)) => Self::DeniedToNonMember(refusal),
            CallError::Refused(ObjectError::RefusedToMember {
                refusal,
                explanation,
            }) => Self::DeniedToMember(refusal, explanation),
            CallError::Refused(ObjectError::InviteClosed { why, joined }) => {
                Self::InviteClosed { why, joined }
            }
            CallError::Unavailable(error) => Self::Unavailable(error),
        }
    }
}

/// Calls objects on behalf of one request.
pub(crate) struct ObjectClient<'a> {
    env: &'a Env,
    now: Timestamp,
    principal: Option<Caller>,
    idempotency_key: Option<IdempotencyKey>,
    timeout: Duration,
}

impl<'a> ObjectClient<'a> {
    /// A client for calls that the Worker makes for itself.
    pub(crate) const fn new(env: &'a Env, now: Timestamp) -> Self {
        Self {
            env,
            now,
            principal: None,
            idempotency_key: None,
            timeout: deadline::OBJECT,
        }
    }

    /// Makes the calls in the name of this principal.
    pub(crate) fn with_principal(self, principal: Option<Caller>) -> Self {
        Self { principal, ..self }
    }

    /// Another client like this, whose calls are made in the name of this principal.
    pub(crate) const fn in_the_name_of(&self, principal: Caller) -> Self {
        Self {
            env: self.env,
            now: self.now,
            principal: Some(principal),
            idempotency_key: None,
            timeout: self.timeout,
        }
    }

    /// Makes the calls under this idempotency key.
    pub(crate) fn with_idempotency_key(self, idempotency_key: Option<IdempotencyKey>) -> Self {
        Self {
            idempotency_key,
            ..self
        }
    }

    /// Waits this long for each response.
    pub(crate) const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends a call and waits for its response. A call that may be repeated is sent once more to an object that was reset
    /// meanwhile, as each is by a deployment. An object that is overloaded is left alone: the caller is told to retry later.
    ///
    /// A response may bring the caller's own index row, which an account of an earlier release leaves to the Worker. It makes
    /// the caller's next list of accounts show the change, unless that takes longer than [`deadline::OWN_ROW`].
    ///
    /// # Errors
    /// [`CallError`].
    pub(crate) async fn call<C: ObjectCall>(&self, call: C) -> Result<C::Response, CallError> {
        let response = self.exchange(call, self.timeout).await?;
        if let Some(row) = response.own_row {
            let delivered: Result<ObjectResponse<()>, InternalError> = self
                .anonymous()
                .exchange::<PutAccountRow>(row, deadline::OWN_ROW)
                .await;
            if let Err(error) = delivered {
                log::failed("delivery", error);
            }
        }
        response.result.map_err(CallError::Refused)
    }

    /// A client without a principal, for deliveries.
    const fn anonymous(&self) -> Self {
        Self::new(self.env, self.now)
    }

    async fn exchange<C: ObjectCall>(
        &self,
        call: C,
        timeout: Duration,
    ) -> Result<ObjectResponse<C::Response>, InternalError> {
        let binding = C::OBJECT.binding();
        let name = call.object_name();
        let request = ObjectRequest {
            now: self.now,
            random: RandomBytes(random::bytes()?),
            principal: self.principal.clone(),
            idempotency_key: self.idempotency_key.clone(),
            call,
        };
        let body = json::to_string(&request)?;
        let is_repeatable = C::IS_REPEATABLE || self.idempotency_key.is_some();
        call_count::called();
        let send = || self.send(binding, &name, C::OPERATION, &body);
        let sending = async {
            match send().await {
                Err(SendError::Reset(_)) if is_repeatable => send().await,
                outcome => outcome,
            }
        };
        let outcome = deadline::within(timeout, sending).await;
        let outcome = outcome.unwrap_or_else(|| Err("did not respond in time".into()));
        let failed = |error: SendError| {
            InternalError::new(format!("{binding} {}: {}", C::OPERATION, error.message()))
        };
        json::from_str(&outcome.map_err(failed)?)
    }

    /// The body of the response to `POST /{operation}`.
    async fn send(
        &self,
        binding: &str,
        name: &str,
        operation: &str,
        body: &str,
    ) -> Result<String, SendError> {
        // A stub that failed is broken, so each attempt has one of its own.
        let stub = self.env.durable_object(binding)?.get_by_name(name)?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(Some(body.into()));
        let request = Request::new_with_init(&format!("https://object/{operation}"), &init)?;
        let mut response = stub.fetch_with_request(request).await?;
        if response.status_code() != 200 {
            return Err("failed".into());
        }
        Ok(response.text().await?)
    }
}

/// Why an attempt has no response.
enum SendError {
    /// The object was reset meanwhile; another attempt starts a fresh one.
    Reset(String),
    /// Anything else.
    Failed(String),
}

impl SendError {
    fn message(self) -> String {
        match self {
            Self::Reset(message) | Self::Failed(message) => message,
        }
    }
}

impl From<&str> for SendError {
    fn from(message: &str) -> Self {
        Self::Failed(message.into())
    }
}

impl From<worker::Error> for SendError {
    /// The runtime marks its errors.
    fn from(error: worker::Error) -> Self {
        let value = error.to_js_value();
        let is_marked = |mark: &str| {
            let mark = Reflect::get(&value, &mark.into());
            mark.is_ok_and(|mark| mark.is_truthy())
        };
        if is_marked("overloaded") {
            Self::Failed("is overloaded".into())
        } else if is_marked("durableObjectReset") || is_marked("retryable") {
            Self::Reset(error.to_string())
        } else {
            Self::Failed(error.to_string())
        }
    }
}
