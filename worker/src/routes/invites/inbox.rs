use hallpass_core::link::mailbox_name;
use hallpass_protocol::object::mailbox::ListPendingInvites;
use hallpass_protocol::shape::{Invite, Page};

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/invites`: the pending invites to the caller's verified address; none without one.
pub(crate) async fn inbox(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let page = context.request.paging()?;
    let Ok(address) = &context.identity()?.verified else {
        return ApiResponse::ok(&Page::<Invite> {
            items: Vec::new(),
            next: None,
        });
    };
    let mailbox = mailbox_name(&context.state.pepper, address);
    let page = context.call(ListPendingInvites { mailbox, page }).await?;
    ApiResponse::ok(&page)
}
