use hallpass_core::Code;
use hallpass_protocol::object::account::ReadAccount;

use super::overview::{Overview, respond};
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/me`. With `ifOpened=true` it answers 204 if there is no account yet, because browsers log every 404 in red.
pub(crate) async fn read(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let if_opened = context.request.read("ifOpened", |text| text.parse().ok())?;
    let not_opened = || match if_opened {
        Some(true) => Ok(ApiResponse::no_content()),
        Some(false) | None => Err(Code::NoAccount.into()),
    };
    let Overview { list, inbox_count } = Overview::load(context).await?;
    let Some(account) = list.own else {
        return not_opened();
    };
    let user = &context.identity()?.user;
    let own = match list.rows.iter().find(|row| row.id == account) {
        Some(row) if row.owner.user == *user => None,
        // It was transferred, and another one is not opened yet.
        Some(_) => return not_opened(),
        // The row of the own account has not arrived yet, so the account itself is read.
        None => match context.call(ReadAccount { account }).await {
            Ok(account) if account.owner.user == *user => Some(account),
            Ok(_) => return not_opened(),
            // Its id is reserved, but it was never opened.
            Err(ApiError::DeniedToNonMember(_)) => return not_opened(),
            Err(error) => return Err(error),
        },
    };
    respond(context, account, own, list.rows, inbox_count)
}
