use std::collections::HashSet;

use futures_util::future::join_all;
use hallpass_core::Refusal;
use hallpass_protocol::request;
use hallpass_protocol::shape::Page;

use super::token_for::token_for;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `POST /v1/tokens`: a token for each of these accounts. Accounts that the caller may not enter are left out.
pub(crate) async fn issue_several(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let mut accounts = request::accounts(&context.body).map_err(ApiError::invalid_body)?;
    let mut seen = HashSet::new();
    accounts.retain(|account| seen.insert(*account));
    let tokens = join_all(
        accounts
            .into_iter()
            .map(|account| token_for(context, account, None)),
    )
    .await;
    let mut items = Vec::with_capacity(tokens.len());
    for token in tokens {
        match token {
            Ok(token) => items.push(token),
            Err(ApiError::DeniedToNonMember(Refusal::NotFound) | ApiError::DeniedToMember(..)) => {}
            Err(error) => return Err(error),
        }
    }
    ApiResponse::ok(&Page { items, next: None })
}
