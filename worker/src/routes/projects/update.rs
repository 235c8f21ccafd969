use hallpass_protocol::object::account::UpdateProject;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `PATCH /v1/accounts/{acc}/projects/{prj}`: renames, archives or restores a project.
pub(crate) async fn update(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let changes = request::project_update(&context.body).map_err(ApiError::invalid_body)?;
    let update = UpdateProject {
        account,
        project: context.project()?,
        name: changes.name,
        status: changes.status,
    };
    let project = context.call(update).await?;
    ApiResponse::ok(&project)
}
