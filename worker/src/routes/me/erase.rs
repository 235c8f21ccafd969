use hallpass_core::link::mailbox_name;
use hallpass_protocol::object::user::EraseUser;
use hallpass_protocol::request;
use hallpass_protocol::shape::ErasedUser;

use crate::context::RequestContext;
use crate::current_user::forget_user;
use crate::http::{ApiError, ApiResponse};

/// `DELETE /v1/me`: erases the caller. A repeat with the same token gets the same response.
pub(crate) async fn erase(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    request::empty(&context.body).map_err(ApiError::invalid_body)?;
    let identity = context.identity()?;
    let address = identity.verified.as_ref().ok();
    let call = EraseUser {
        user: identity.user.clone(),
        issued_at_seconds: identity.issued_at_seconds,
        mailbox: address.map(|address| mailbox_name(&context.state.pepper, address)),
    };
    let erasure = context.call(call).await?;
    forget_user(&identity.user);
    let erased = ErasedUser {
        user: identity.user.clone(),
        erased_at: erasure.at,
    };
    ApiResponse::json(202, &erased)
}
