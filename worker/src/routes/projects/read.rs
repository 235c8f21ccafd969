use hallpass_protocol::object::account::ReadProject;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/accounts/{acc}/projects/{prj}`
pub(crate) async fn read(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let read = ReadProject {
        account: context.account()?,
        project: context.project()?,
    };
    let project = context.call(read).await?;
    ApiResponse::ok(&project)
}
