//! One request on its way through: who asks, with what, and how objects are asked on their behalf.

use hallpass_core::account::Command;
use hallpass_core::{AccountId, Code, FieldCode, InviteId, Refusal, Timestamp};
use hallpass_protocol::object::account::{Answer, Ask, Reply as Said};
use hallpass_protocol::object::{Envelope, Key, Object, Random};
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::Env;

use crate::error::InternalError;
use crate::http::{ApiError, ApiRequest, ApiResponse};
use crate::identity::{Identity, Principal};
use crate::object::{Later, answer, ask};
use crate::state::AppState;
use crate::{account, deadline, json, random};

/// One request, read and with its caller known.
pub(crate) struct RequestContext<'a> {
    /// Bindings.
    pub(crate) env: &'a Env,
    /// Settings and policy.
    pub(crate) state: &'a AppState,
    /// The request.
    pub(crate) request: &'a ApiRequest,
    /// The moment.
    pub(crate) now: Timestamp,
    /// What stood for the path's parameters.
    pub(crate) parameters: Vec<String>,
    /// Who asks.
    pub(crate) principal: Principal,
    /// The body.
    pub(crate) body: Vec<u8>,
    /// The idempotency key.
    pub(crate) key: Option<Key>,
}

impl RequestContext<'_> {
    /// The user who asks.
    ///
    /// # Errors
    /// `not_signed_in` when nobody does, `forbidden` when it is a service.
    pub(crate) fn identity(&self) -> Result<&Identity, ApiError> {
        match &self.principal {
            Principal::User(identity) => Ok(identity),
            Principal::Service(_) => Err(Code::Forbidden.into()),
            Principal::Anonymous => Err(Code::NotSignedIn.into()),
        }
    }

    fn parameter(&self, at: usize) -> &str {
        self.parameters.get(at).map_or("", String::as_str)
    }

    /// The path's last parameter, as text.
    pub(crate) fn named(&self) -> &str {
        self.parameters.last().map_or("", String::as_str)
    }

    /// The account that the path names.
    ///
    /// # Errors
    /// `not_found` for what cannot be an account's id, as for an account that is unknown.
    pub(crate) fn account(&self) -> Result<AccountId, ApiError> {
        self.parameter(0)
            .parse()
            .map_err(|_| Refusal::NotFound.into())
    }

    /// The invite that the path names.
    ///
    /// # Errors
    /// `not_found` for what cannot be an invite's id, as for an invite that is unknown.
    pub(crate) fn invite(&self) -> Result<InviteId, ApiError> {
        self.parameter(1)
            .parse()
            .map_err(|_| Refusal::NotFound.into())
    }

    /// A question as it goes to an object.
    ///
    /// # Errors
    /// When no random bytes are to be had.
    pub(crate) fn envelope<A>(&self, ask: A) -> Result<Envelope<A>, InternalError> {
        Ok(Envelope {
            now: self.now,
            random: Random(random::bytes()?),
            caller: self.principal.caller(),
            idempotency: self.key.clone(),
            ask,
        })
    }

    fn sent<A: Serialize>(
        &self,
        ask: &A,
        idempotency: Option<Key>,
    ) -> Result<String, InternalError> {
        let mut envelope = self.envelope(ask)?;
        envelope.idempotency = idempotency;
        Ok(json::written(&envelope))
    }

    /// Asks an index object.
    ///
    /// # Errors
    /// `unavailable` when it does not answer.
    pub(crate) async fn ask<R: DeserializeOwned, A: Serialize>(
        &self,
        object: Object,
        name: &str,
        question: &A,
    ) -> Result<R, ApiError> {
        let question = self.sent(question, self.key.clone())?;
        let text = ask(self.env, object, name.into(), question, deadline::OBJECT).await?;
        Ok(answer(&text)?)
    }

    /// Asks an account, and passes on its own no as this request's.
    ///
    /// # Errors
    /// The account's no, or `unavailable` when it does not answer.
    pub(crate) fn ask_account(
        &self,
        account: AccountId,
        question: &Ask,
    ) -> Later<'_, Result<Said, ApiError>> {
        self.send(account, self.sent(question, self.key.clone()))
    }

    /// Has an account run a command under no idempotency key: the request's own is for another object.
    ///
    /// # Errors
    /// As for [`RequestContext::ask_account`].
    pub(crate) fn run_unkeyed(
        &self,
        account: AccountId,
        command: Command,
    ) -> Later<'_, Result<Said, ApiError>> {
        self.send(account, self.sent(&Ask::Run { account, command }, None))
    }

    fn send(
        &self,
        account: AccountId,
        question: Result<String, InternalError>,
    ) -> Later<'_, Result<Said, ApiError>> {
        Box::pin(async move {
            let name = account.to_string();
            let text = ask(self.env, Object::Account, name, question?, deadline::OBJECT).await?;
            let said: Answer = answer(&text)?;
            if let Some(row) = &said.own_row {
                // The outbox has it as well: this only makes the caller see it at once, most times.
                account::deliver(self.env, row, self.now, deadline::OWN_ROW).await;
            }
            passed_on(said.reply)
        })
    }
}

/// What an account says, with its no as this request's.
fn passed_on(said: Said) -> Result<Said, ApiError> {
    if let Said::Refused {
        refusal,
        explanation,
        member,
    } = said
    {
        return Err(if member {
            ApiError::DeniedToMember(refusal, explanation)
        } else {
            refusal.into()
        });
    }
    if let Said::BadCursor = said {
        return Err(Refusal::field("cursor", FieldCode::Invalid).into());
    }
    Ok(said)
}

/// The reply that shows a document whole.
///
/// # Errors
/// `unavailable` when there is none.
pub(crate) fn shown(status: u16, said: Said) -> Result<ApiResponse, ApiError> {
    if let Said::Document(document) = said {
        Ok(ApiResponse::document(status, &document))
    } else {
        Err(unexpected())
    }
}

/// The fault of an answer to another question than the one that was asked.
pub(crate) fn unexpected() -> ApiError {
    InternalError::new("an object answered something else").into()
}
