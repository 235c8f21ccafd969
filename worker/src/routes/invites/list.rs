use hallpass_core::account::Status;
use hallpass_protocol::object::account::ListInvites;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/accounts/{acc}/invites`
pub(crate) async fn list(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let list = ListInvites {
        account: context.account()?,
        status: context.request.read("status", status)?,
        page: context.request.paging()?,
    };
    let page = context.call(list).await?;
    ApiResponse::ok(&page)
}

fn status(word: &str) -> Option<Status> {
    match word {
        "pending" => Some(Status::Pending),
        "accepted" => Some(Status::Accepted),
        "declined" => Some(Status::Declined),
        "revoked" => Some(Status::Revoked),
        "expired" => Some(Status::Expired),
        _ => None,
    }
}
