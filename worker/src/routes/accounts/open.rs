use hallpass_core::AccountId;
use hallpass_core::account::Kind;
use hallpass_protocol::object::account::OpenAccount;
use hallpass_protocol::object::user::ReserveAccount;
use hallpass_protocol::request;

use super::open_for_user::open_for_user;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::identity::Principal;
use crate::random;

/// `POST /v1/accounts`: opens a team of the caller's, or of a user whom a service names.
///
/// The idempotency key belongs to the reservation, which returns the same account id for it.
pub(crate) async fn open(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    if let Principal::Service(service) = &context.principal {
        return open_for_user(context, service).await;
    }
    let name = request::name_only(&context.body).map_err(ApiError::invalid_body)?;
    let reserve = ReserveAccount {
        user: context.identity()?.user.clone(),
        fresh: AccountId::from_bytes(random::bytes()?),
    };
    let open = OpenAccount {
        account: context.call(reserve).await?,
        kind: Kind::Team,
        name,
        on_behalf: None,
    };
    let account = context.call_without_key(open).await?;
    ApiResponse::json(201, &account)
}
