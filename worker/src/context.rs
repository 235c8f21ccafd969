//! One request on its way to a route: who makes it, with what, and how the route calls objects.

use hallpass_core::account::Service;
use hallpass_core::identity::Identity;
use hallpass_core::{AccountId, Code, InviteId, ProjectId, Refusal, ReviewId, Timestamp};
use hallpass_protocol::object::{IdempotencyKey, ObjectCall};
use worker::Env;

use crate::http::{ApiError, ApiRequest};
use crate::identity::Principal;
use crate::objects::client::ObjectClient;
use crate::state::AppState;

/// Everything that a route needs.
pub(crate) struct RequestContext<'a> {
    /// Bindings.
    pub(crate) env: &'a Env,
    /// Settings and policy.
    pub(crate) state: &'a AppState,
    /// The request.
    pub(crate) request: &'a ApiRequest,
    /// The id of the request, which problems name.
    pub(crate) request_id: &'a str,
    /// The time of the request.
    pub(crate) now: Timestamp,
    /// The values of the path's parameters.
    pub(crate) parameters: Vec<String>,
    /// Who makes the request.
    pub(crate) principal: Principal,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// The idempotency key.
    pub(crate) key: Option<IdempotencyKey>,
}

impl RequestContext<'_> {
    /// The user who makes the request.
    ///
    /// # Errors
    /// `not_signed_in` when the request is anonymous, `forbidden` when it is a service.
    pub(crate) fn identity(&self) -> Result<&Identity, ApiError> {
        match &self.principal {
            Principal::User(identity) => Ok(identity),
            Principal::Service(_) => Err(Code::Forbidden.into()),
            Principal::Anonymous => Err(Code::NotSignedIn.into()),
        }
    }

    /// The service that makes the request.
    ///
    /// # Errors
    /// `not_signed_in` when the request is anonymous, `forbidden` when it is a user's.
    pub(crate) fn service(&self) -> Result<&Service, ApiError> {
        match &self.principal {
            Principal::Service(service) => Ok(service),
            Principal::User(_) => Err(Code::Forbidden.into()),
            Principal::Anonymous => Err(Code::NotSignedIn.into()),
        }
    }

    fn parameter(&self, at: usize) -> &str {
        self.parameters.get(at).map_or("", String::as_str)
    }

    /// The path's last parameter.
    pub(crate) fn last_parameter(&self) -> &str {
        self.parameters.last().map_or("", String::as_str)
    }

    /// The account in the path.
    ///
    /// # Errors
    /// `not_found` for what cannot be an account's id, as for an unknown account.
    pub(crate) fn account(&self) -> Result<AccountId, ApiError> {
        self.parameter(0)
            .parse()
            .map_err(|_| Refusal::NotFound.into())
    }

    /// The invite in the path.
    ///
    /// # Errors
    /// `not_found` for what cannot be an invite's id, as for an unknown invite.
    pub(crate) fn invite(&self) -> Result<InviteId, ApiError> {
        self.parameter(1)
            .parse()
            .map_err(|_| Refusal::NotFound.into())
    }

    /// The access review in the path.
    ///
    /// # Errors
    /// `not_found` for what cannot be a review's id, as for an unknown review.
    pub(crate) fn review(&self) -> Result<ReviewId, ApiError> {
        self.parameter(1)
            .parse()
            .map_err(|_| Refusal::NotFound.into())
    }

    /// The project in the path.
    ///
    /// # Errors
    /// `not_found` for what cannot be a project's id, as for an unknown project.
    pub(crate) fn project(&self) -> Result<ProjectId, ApiError> {
        self.parameter(1)
            .parse()
            .map_err(|_| Refusal::NotFound.into())
    }

    /// Calls an object in the name of the principal, under the request's idempotency key.
    ///
    /// # Errors
    /// The object's refusal, or `unavailable` when it does not respond.
    pub(crate) async fn call<C: ObjectCall>(&self, call: C) -> Result<C::Response, ApiError> {
        let client = self.client().with_idempotency_key(self.key.clone());
        Ok(client.call(call).await?)
    }

    /// Calls an object in the name of the principal, without an idempotency key: the request's own belongs to another
    /// call.
    ///
    /// # Errors
    /// As for [`RequestContext::call`].
    pub(crate) async fn call_without_key<C: ObjectCall>(
        &self,
        call: C,
    ) -> Result<C::Response, ApiError> {
        Ok(self.client().call(call).await?)
    }

    fn client(&self) -> ObjectClient<'_> {
        ObjectClient::new(self.env, self.now).with_principal(self.principal.caller())
    }
}
