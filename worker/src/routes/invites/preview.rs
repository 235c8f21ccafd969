use hallpass_core::Code;
use hallpass_core::link::InviteCode;
use hallpass_protocol::object::account::PreviewInvite;
use hallpass_protocol::request::{self, PreviewReference};
use hallpass_protocol::shape::{Preview, PreviewInviter};

use super::proof::{invite_closed, verify_invite_token};
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};
use crate::routes::signing::invite_token;

/// `POST /v1/invites/preview`: what an invite offers, by its code or token.
pub(crate) async fn preview(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let body = request::preview(&context.body).map_err(ApiError::invalid_body)?;
    let (invite, generation, token_has_expired) = match body {
        PreviewReference::Code(code) => {
            let code =
                InviteCode::verify(&code, &context.state.pepper).map_err(|_| invite_closed())?;
            (code.invite(), code.generation(), false)
        }
        PreviewReference::Token(token) => {
            let token = verify_invite_token(context, &token)?;
            let claims = token.claims();
            let has_expired = token.expired(context.now.seconds());
            (claims.invite, claims.generation, has_expired)
        }
    };
    let preview = context.call(PreviewInvite { invite, generation }).await?;
    if token_has_expired {
        // An expired token must not renew itself here; the invite's link issues new ones.
        return Err(Code::TokenExpired.into());
    }
    ApiResponse::ok(&Preview {
        token: invite_token(context, invite, generation, &preview),
        offer: preview.offer,
        inviter: PreviewInviter {
            name: preview.inviter,
        },
    })
}
