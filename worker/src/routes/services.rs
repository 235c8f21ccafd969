//! What only services do: make users known, open teams for them, take them in, and write host events.

use hallpass_core::account::{Command, Kind, OnBehalf, Person};
use hallpass_core::link::external_account;
use hallpass_core::{FieldCode, Refusal, UserId};
use hallpass_protocol::object::Object;
use hallpass_protocol::object::account::{Ask, Reply as Said};
use hallpass_protocol::object::index::{UserAsk, UserReply};
use hallpass_protocol::request;
use hallpass_protocol::shape::{Known, MeUser};

use crate::context::{RequestContext, shown, unexpected};
use crate::http::{ApiError, ApiResponse};
use crate::unicode::Runtime;

use super::next::{Next, run};
use super::{accounts, me};

/// `PUT /v1/users`: opens the user's own account, or keeps what is said of them now.
pub(super) async fn know(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let known = request::known_user(&context.body, &Runtime).map_err(ApiError::invalid_body)?;
    let named = context
        .state
        .providers(context.request)
        .find(|own| own.name == known.provider);
    let Some(users) = named.and_then(|provider| provider.users()) else {
        return Err(Refusal::field("provider", FieldCode::Unknown).into());
    };
    let user = UserId::derive(&known.provider, &known.subject);
    let email = known.email.to_string();
    let verified = known.email_verified && users.vouch_for(known.email.domain());
    let owner = Person {
        user: user.clone(),
        name: known.name.clone(),
        address: verified.then_some(known.email),
        image: None,
    };
    let account = me::reserved(context, &user).await?;
    let command = Command::Open {
        kind: Kind::Personal,
        name: known.name.clone(),
        on_behalf: Some(OnBehalf {
            owner,
            external_id: None,
        }),
    };
    let Said::Document(own) = context.run_unkeyed(account, command).await? else {
        return Err(unexpected());
    };
    Ok(ApiResponse::ok(&Known {
        user: MeUser {
            id: user,
            email,
            email_verified: verified,
            name: known.name,
            image: None,
        },
        own: own.embedded(),
    }))
}

/// `POST /v1/accounts`: a team of a known user's. The platform's own id for it makes this idempotent for ever: the
/// account's id is made of it.
pub(super) async fn open(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let team = request::new_team(&context.body, &Runtime).map_err(ApiError::invalid_body)?;
    let owner = person(context, &team.owner).await?;
    let owner = owner.ok_or_else(|| Refusal::field("owner", FieldCode::Unknown))?;
    let account = match &team.external_id {
        Some(id) => external_account(&context.state.pepper, id),
        None => accounts::reserved(context, &team.owner).await?,
    };
    let command = Command::Open {
        kind: Kind::Team,
        name: team.name,
        on_behalf: Some(OnBehalf {
            owner,
            external_id: team.external_id,
        }),
    };
    shown(201, context.run_unkeyed(account, command).await?)
}

/// `PUT /v1/accounts/{acc}/members/{user}`.
pub(super) async fn enrol(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let role = request::role_only(&context.body).map_err(ApiError::invalid_body)?;
    let user = request::user(context.named()).ok_or(Refusal::NotFound)?;
    let person = person(context, &user).await?.ok_or(Refusal::NotFound)?;
    let command = Command::Enrol { person, role };
    shown(
        200,
        context
            .ask_account(account, &Ask::Run { account, command })
            .await?,
    )
}

/// `POST /v1/accounts/{acc}/audit`: an event of the host's.
pub(super) fn note<'c>(context: &'c RequestContext<'_>) -> Result<Next<'c>, ApiError> {
    let account = context.account()?;
    let event = request::host_event(&context.body).map_err(ApiError::invalid_body)?;
    Ok(run(account, event, Box::new(|_, said| shown(201, said))))
}

/// What is known of a user: their own account has it.
async fn person(context: &RequestContext<'_>, user: &UserId) -> Result<Option<Person>, ApiError> {
    let own = match context
        .ask(Object::User, user.as_str(), &UserAsk::Own)
        .await?
    {
        UserReply::Accounts { own, .. } => own,
        UserReply::Reserved { .. }
        | UserReply::Spent { .. }
        | UserReply::IdempotencyMismatch
        | UserReply::Full
        | UserReply::Taken => return Err(unexpected()),
    };
    let Some(own) = own else {
        return Ok(None);
    };
    let user = user.clone();
    match context.ask_account(own, &Ask::Person { user }).await {
        Ok(Said::Person(person)) => Ok(person.map(|person| *person)),
        Ok(_) => Err(unexpected()),
        // Reserved and never opened.
        Err(ApiError::DeniedToNonMember(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
