use hallpass_core::Refusal;
use hallpass_protocol::object::account::EnrolMember;
use hallpass_protocol::request;

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::person::find_person;

/// `PUT /v1/accounts/{acc}/members/{user}`, by a service.
pub(crate) async fn enrol(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let account = context.account()?;
    let role = request::role_only(&context.body).map_err(ApiError::invalid_body)?;
    let user = request::user(context.last_parameter()).ok_or(Refusal::NotFound)?;
    let person = find_person(context, &user).await?;
    let enrol = EnrolMember {
        account,
        person: person.ok_or(Refusal::NotFound)?,
        role,
    };
    let member = context.call(enrol).await?;
    ApiResponse::ok(&member)
}
