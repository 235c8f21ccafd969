use hallpass_core::account::{Kind, OnBehalf, Service};
use hallpass_core::link::external_account;
use hallpass_core::{AccountId, FieldCode, Refusal};
use hallpass_protocol::object::account::OpenAccount;
use hallpass_protocol::object::user::ReserveAccount;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::random;
use crate::routes::person::find_person;
use crate::routes::service::require_opening;

/// `POST /v1/accounts` by a service: opens a team of a user's.
///
/// With an external id of the platform's, a repeat opens the same team, however late: the account's id derives from it.
///
/// The permission is checked before anything is read or reserved: a reservation is stored in the user's object.
pub(super) async fn open_for_user(
    context: &RequestContext<'_>,
    service: &Service,
) -> Result<ApiResponse, ApiError> {
    let team = request::new_team(&context.body).map_err(ApiError::invalid_body)?;
    require_opening(context, service, Kind::Team)?;
    let owner = find_person(context, &team.owner).await?;
    let owner = owner.ok_or_else(|| Refusal::field("owner", FieldCode::Unknown))?;
    let account = match &team.external_id {
        Some(id) => external_account(&context.state.pepper, id),
        None => {
            let reserve = ReserveAccount {
                user: team.owner,
                fresh: AccountId::from_bytes(random::bytes()?),
            };
            context.call(reserve).await?
        }
    };
    let open = OpenAccount {
        account,
        kind: Kind::Team,
        name: team.name,
        on_behalf: Some(OnBehalf {
            owner,
            external_id: team.external_id,
        }),
    };
    let account = context.call_without_key(open).await?;
    ApiResponse::json(201, &account)
}
