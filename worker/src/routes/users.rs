//! Users, as services know them.

use hallpass_core::account::{Kind, Person};
use hallpass_core::{Code, FieldCode, Power, Refusal, Subject, UserId};
use hallpass_protocol::object::user::EraseUser;
use hallpass_protocol::request;
use hallpass_protocol::shape::{Account, ErasedUser, Known, MeUser};

use crate::context::RequestContext;
use crate::current_user::{find_current_user, forget_user};
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
    let email = known.email.to_string();
    let email_verified = known.email_verified && may_verify;
    let subject = Subject::new(&known.provider, &known.subject);
    let first = Person {
        user: subject.user(0),
        name: known.name.clone(),
        address: email_verified.then_some(known.email),
        image: None,
    };
    let (user, own) = open_current_user(context, &subject, first).await?;
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

/// Opens the own account of the user that a subject is now. Returns that user's id as well.
///
/// Hardly any user was ever erased, and the object of one who was refuses to open an account. So it is not asked before.
async fn open_current_user(
    context: &RequestContext<'_>,
    subject: &Subject,
    first: Person,
) -> Result<(UserId, Account), ApiError> {
    match open_own_account(context, &first, OpenedBy::Service).await {
        Err(error) if error.code() == Code::UserErased => {}
        opened => return opened.map(|own| (first.user, own)),
    }
    // A user who was erased before is not meant, but the one who follows: as with a token that is issued now.
    let issued_at_seconds = context.now.plus_seconds(1).seconds();
    let current =
        find_current_user(context.env, subject, Some(issued_at_seconds), context.now).await?;
    let person = Person {
        user: current.user,
        ..first
    };
    let own = open_own_account(context, &person, OpenedBy::Service).await?;
    Ok((person.user, own))
}

/// `DELETE /v1/users/{user}`, by a service: erases a user. The power is checked before anything is looked up.
pub(super) async fn erase(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    context.service()?.require_power(Power::Erase)?;
    let user = request::user(context.last_parameter()).ok_or(Refusal::NotFound)?;
    let call = EraseUser {
        user: user.clone(),
        issued_at_seconds: None,
        mailbox: None,
    };
    let erasure = context.call(call).await?;
    forget_user(&user);
    let erased = ErasedUser {
        user,
        erased_at: erasure.at,
    };
    ApiResponse::json(202, &erased)
}
