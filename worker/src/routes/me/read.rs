use hallpass_core::Code;
use hallpass_protocol::object::account::ReadAccount;

use super::overview::{Overview, respond};
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /v1/me`
pub(crate) async fn read(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let Overview { list, inbox_count } = Overview::load(context).await?;
    let account = list.own.ok_or(Code::NoAccount)?;
    let own = if list.rows.iter().any(|row| row.id == account) {
        None
    } else {
        // The row of the own account has not arrived yet, so the account itself is read.
        match context.call(ReadAccount { account }).await {
            Ok(account) => Some(account),
            // Its id is reserved, but it was never opened.
            Err(ApiError::DeniedToNonMember(_)) => return Err(Code::NoAccount.into()),
            Err(error) => return Err(error),
        }
    };
    respond(context, account, own, list.rows, inbox_count)
}
