use hallpass_core::{AccountId, ProjectId};
use hallpass_protocol::object::account::IssueClaims;
use hallpass_protocol::shape::Token;

use crate::context::RequestContext;
use crate::http::ApiError;
use crate::routes::signing::membership_token;

/// A membership token of the caller's, with account and project as they see them.
pub(super) async fn token_for(
    context: &RequestContext<'_>,
    account: AccountId,
    project: Option<ProjectId>,
) -> Result<Token, ApiError> {
    let issued = context
        .call_without_key(IssueClaims { account, project })
        .await?;
    let (token, expires_at) = membership_token(context, issued.claims)?;
    Ok(Token {
        token,
        expires_at,
        account: issued.account,
        project: issued.project,
    })
}
