use futures_util::future::join;
use hallpass_core::AccountId;
use hallpass_protocol::object::account::FormerOwner;

use crate::context::RequestContext;
use crate::error::InternalError;
use crate::objects::client::{CallError, ObjectClient};
use crate::objects::own_account::replace_own_account;
use crate::{deadline, log};

/// Updates the former owner's list of accounts before the response, and opens another personal account for them if this one
/// was theirs. Never fails: the account does the same by itself.
pub(super) async fn update_former_owner(
    context: &RequestContext<'_>,
    account: AccountId,
    former_owner: Option<FormerOwner>,
) {
    let Some(FormerOwner {
        row,
        without_own_account,
    }) = former_owner
    else {
        return;
    };
    let client = ObjectClient::new(context.env, context.now);
    let replace = async {
        match &without_own_account {
            Some(person) => replace_own_account(&client, account, person).await,
            None => Ok(()),
        }
    };
    let outcomes = deadline::within(deadline::FORMER_OWNER, join(client.call(row), replace)).await;
    let Some((delivered, replaced)) = outcomes else {
        let late = "a former owner's list of accounts was not updated in time";
        return log::failed("transfer", InternalError::new(late));
    };
    for outcome in [delivered, replaced] {
        if let Err(CallError::Unavailable(error)) = outcome {
            log::failed("transfer", error);
        }
    }
}
