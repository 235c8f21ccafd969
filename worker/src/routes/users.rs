//! Users, as services know them.

use hallpass_core::account::{Kind, Person};
use hallpass_core::{FieldCode, Refusal, UserId};
use hallpass_protocol::request;
use hallpass_protocol::shape::{Known, MeUser};

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::own_account::{OpenedBy, open_own_account};
use crate::routes::service;

/// `PUT /v1/users`, by a service: opens a user's own account, or refreshes what it knows about them.
///
/// The permission is checked before an id is reserved in the user's object.
pub(super) async fn put(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let known = request::known_user(&context.body).map_err(ApiError::invalid_body)?;
    service::require_opening(context, context.service()?, Kind::Personal)?;
    let providers = context.state.providers(context.request);
    let provider = providers
        .map(|provider| &provider.rules)
        .find(|provider| provider.name == known.provider && provider.users().is_some())
        .ok_or_else(|| Refusal::field("provider", FieldCode::Unknown))?;
    let may_verify = provider
        .may_verify(&known.subject, known.email.domain())
        .ok_or_else(|| Refusal::field("subject", FieldCode::Invalid))?;
    let user = UserId::derive(&known.provider, &known.subject);
    let email = known.email.to_string();
    let email_verified = known.email_verified && may_verify;
    let owner = Person {
        user: user.clone(),
        name: known.name.clone(),
        address: email_verified.then_some(known.email),
        image: None,
    };
    let own = open_own_account(context, &owner, OpenedBy::Service).await?;
    ApiResponse::ok(&Known {
        user: MeUser {
            id: user,
            email,
            email_verified,
            name: known.name,
            image: None,
        },
        own,
    })
}
