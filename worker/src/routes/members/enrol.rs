use hallpass_core::{Refusal, required};
use hallpass_protocol::object::account::EnrolMember;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::person::find_person;
use crate::routes::service::require;

/// `PUT /v1/accounts/{acc}/members/{user}`, by a service.
///
/// The command checks the service's permission and audits a denial. It needs a known user; for an unknown one the
/// permission is checked here, so that a service without it cannot tell which users exist.
pub(crate) async fn enrol(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let enrolment = request::enrolment(&context.body).map_err(ApiError::invalid_body)?;
    let user = request::user(context.last_parameter()).ok_or(Refusal::NotFound)?;
    let Some(person) = find_person(context, &user).await? else {
        require(context, context.service()?, required::MEMBERS_MANAGE)?;
        return Err(Refusal::NotFound.into());
    };
    let enrol = EnrolMember {
        account,
        person,
        assignment: enrolment.assignment,
        projects: enrolment.projects,
        expires_at: enrolment.expires_at,
    };
    let member = context.call(enrol).await?;
    ApiResponse::ok(&member)
}
