use hallpass_core::UserId;
use hallpass_core::account::Person;
use hallpass_protocol::object::account::FindPerson;
use hallpass_protocol::object::user::FindOwnAccount;

use crate::context::RequestContext;
use crate::http::ApiError;

/// What Hallpass knows about a user, which their own account stores; `None` for an unknown user.
///
/// # Errors
/// `unavailable` when an object does not respond.
pub(super) async fn find_person(
    context: &RequestContext<'_>,
    user: &UserId,
) -> Result<Option<Person>, ApiError> {
    let find = FindOwnAccount { user: user.clone() };
    let Some(account) = context.call(find).await? else {
        return Ok(None);
    };
    let user = user.clone();
    context.call(FindPerson { account, user }).await
}
