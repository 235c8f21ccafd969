use hallpass_core::AccountId;
use hallpass_protocol::object::account::IssueClaims;
use hallpass_protocol::shape::Token;

use crate::context::RequestContext;
use crate::http::ApiError;
use crate::routes::signing::membership_token;

/// A membership token of the caller's, with the account as they see it.
pub(super) async fn token_for(
    context: &RequestContext<'_>,
    account: AccountId,
) -> Result<Token, ApiError> {
    let issued = context.call_without_key(IssueClaims { account }).await?;
    let (token, expires_at) = membership_token(context, issued.claims)?;
    Ok(Token {
        token,
        expires_at,
        account: issued.account,
    })
}
