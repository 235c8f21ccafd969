//! The one client of all Durable Objects.

use core::time::Duration;

use hallpass_core::Timestamp;
use hallpass_core::account::Caller;
use hallpass_protocol::object::user::PutAccountRow;
use hallpass_protocol::object::{
    IdempotencyKey, ObjectCall, ObjectError, ObjectRequest, ObjectResponse, RandomBytes,
};
use js_sys::Reflect;
use worker::{Env, Method, Request, RequestInit, Stub};

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

    /// Sends a call and waits for its response. It is sent once: an object that is overloaded is left alone, and the
    /// caller is told to retry later.
    ///
    /// A response may bring the caller's own index row. The account's outbox delivers it as well; delivering it here
    /// makes the caller's next list of accounts show the change, unless that takes longer than [`deadline::OWN_ROW`].
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
        // A stub that failed is broken, so each call has one of its own.
        let stub = self
            .env
            .durable_object(binding)?
            .get_by_name(&call.object_name())?;
        let request = ObjectRequest {
            now: self.now,
            random: RandomBytes(random::bytes()?),
            principal: self.principal.clone(),
            idempotency_key: self.idempotency_key.clone(),
            call,
        };
        let body = json::to_string(&request)?;
        let response = deadline::within(timeout, send(&stub, C::OPERATION, body)).await;
        let outcome = response.unwrap_or(Err("did not respond in time".into()));
        let failed =
            |what: String| InternalError::new(format!("{binding} {}: {what}", C::OPERATION));
        json::from_str(&outcome.map_err(failed)?)
    }
}

/// The body of the response to `POST /{operation}`, or what went wrong.
async fn send(stub: &Stub, operation: &str, body: String) -> Result<String, String> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(body.into()));
    let url = format!("https://object/{operation}");
    let request = Request::new_with_init(&url, &init).map_err(|error| error.to_string())?;
    let mut response = stub
        .fetch_with_request(request)
        .await
        .map_err(|error| describe(&error))?;
    if response.status_code() != 200 {
        return Err("failed".into());
    }
    response.text().await.map_err(|error| error.to_string())
}

/// Says whether an object is overloaded, which the runtime marks on its error.
fn describe(error: &worker::Error) -> String {
    let flag = Reflect::get(&error.to_js_value(), &"overloaded".into());
    if flag.is_ok_and(|flag| flag.is_truthy()) {
        "is overloaded".into()
    } else {
        error.to_string()
    }
}
