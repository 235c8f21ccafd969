//! What an invitee brings: an invite token, or an invite's id from the inbox.

use hallpass_core::account::Proof;
use hallpass_core::token::invite::{VerifiedInvite, verify};
use hallpass_core::{InviteId, Refusal};
use hallpass_protocol::request::{self, InviteReference};

use crate::context::RequestContext;
use crate::http::ApiError;

/// The same error for everything that does not name a usable invite.
pub(super) fn invite_closed() -> ApiError {
    Refusal::InviteClosed { why: None }.into()
}

/// The invite that the body names, and where the caller has it from.
///
/// # Errors
/// `invalid_request` for a malformed body, `invite_closed` for a token that is not valid.
pub(super) fn invite_and_proof(
    context: &RequestContext<'_>,
) -> Result<(InviteId, Proof), ApiError> {
    match request::invite_reference(&context.body).map_err(ApiError::invalid_body)? {
        InviteReference::Id(invite) => Ok((invite, Proof::Inbox)),
        InviteReference::Token(token) => {
            let token = verify_invite_token(context, &token)?;
            let claims = token.claims();
            let proof = Proof::Token {
                generation: claims.generation,
                expires_at_seconds: claims.expires_seconds,
                role: Some(claims.role.clone()),
            };
            Ok((claims.invite, proof))
        }
    }
}

/// Verifies an invite token. One that has expired is still verified: the account decides what that means.
///
/// # Errors
/// `invite_closed` when it is not valid.
pub(super) fn verify_invite_token(
    context: &RequestContext<'_>,
    token: &str,
) -> Result<VerifiedInvite, ApiError> {
    let state = context.state;
    let now = context.now.seconds();
    verify(token, state.keys.verifying(), &state.config.origin, now).map_err(|_| invite_closed())
}
