//! Invite links. Opening one changes nothing, however often and by whomever it is opened.

use std::borrow::Cow;

use hallpass_core::base64url;
use hallpass_core::link::{CODE_CHARACTERS, InviteCode, pasted_code};
use hallpass_protocol::object::account::PreviewInvite;
use percent_encoding::percent_decode_str;

use super::signing::invite_token;
use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse};

/// `GET /i/{code}`: redirects to the join page with an invite token. The code's tag is verified first, so a forged link
/// touches no storage. Punctuation that was pasted around the code is forgiven.
pub(super) async fn open(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let parameter = decode(context.last_parameter());
    let given = pasted_code(&parameter);
    let Ok(code) = InviteCode::verify(given, &context.state.pepper) else {
        return Ok(redirect_closed(context, given));
    };
    let (invite, generation) = (code.invite(), code.generation());
    match context.call(PreviewInvite { invite, generation }).await {
        Ok(preview) => {
            let token = invite_token(context, invite, generation, &preview);
            Ok(redirect(context, &token))
        }
        Err(ApiError::InviteClosed { .. }) => Ok(redirect_closed(context, given)),
        Err(error) => Err(error),
    }
}

/// The text of a path segment. One that is not UTF-8 stays as it is.
fn decode(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(segment))
}

/// The redirect of a link that opens nothing. Forged and closed links lead to the same page; what is not a code is not
/// repeated there. A genuine code without its last character is, so that the page can tell that the link is incomplete.
fn redirect_closed(context: &RequestContext<'_>, given: &str) -> ApiResponse {
    let is_code = given.len() == CODE_CHARACTERS && base64url::decode(given).is_ok();
    if is_code || InviteCode::lacks_last_character(given, &context.state.pepper) {
        redirect(context, &format!("closed&code={given}"))
    } else {
        redirect(context, "closed")
    }
}

fn redirect(context: &RequestContext<'_>, invite: &str) -> ApiResponse {
    ApiResponse::see_other(format!("{}#invite={invite}", context.state.config.join_url))
}
