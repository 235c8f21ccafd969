//! The link. Opening it changes nothing, however often and by whomever.

use hallpass_core::base64url;
use hallpass_core::link::InviteCode;
use hallpass_protocol::object::account::{Ask, Reply as Said};

use crate::context::{RequestContext, unexpected};
use crate::http::ApiResponse;

use super::next::{Next, ask};
use super::tokens;

/// The length of a code.
const CODE_CHARACTERS: usize = 68;

/// `GET /i/{code}`: the code's tag first, which touches no storage; then the invite, which is read.
pub(super) fn open<'c>(context: &'c RequestContext<'_>) -> Next<'c> {
    let given = context.named();
    let Ok(code) = InviteCode::verify(given, &context.state.pepper) else {
        return Next::Response(closed(context, given));
    };
    let (invite, generation) = (code.invite(), code.generation());
    let question = Ask::Preview { invite, generation };
    let opened = move |context: &RequestContext<'_>, said| match said {
        Said::Preview(offer) => {
            let token = tokens::invite(context, invite, generation, &offer);
            Ok(to_join_page(context, &token))
        }
        Said::Closed { .. } => Ok(closed(context, given)),
        Said::Refused { .. }
        | Said::Document(_)
        | Said::Done
        | Said::Standing { .. }
        | Said::Accepted { .. }
        | Said::Invite(_)
        | Said::Audit { .. }
        | Said::Exported { .. }
        | Said::Epochs(_)
        | Said::Stands(_)
        | Said::Person(_)
        | Said::BadCursor => Err(unexpected()),
    };
    ask(invite.account(), question, Box::new(opened))
}

/// A link that opens nothing: forged and closed ones lead to the same place, and what is no code is not given back.
fn closed(context: &RequestContext<'_>, given: &str) -> ApiResponse {
    let is_code = given.len() == CODE_CHARACTERS && base64url::decode(given).is_ok();
    if is_code {
        to_join_page(context, &format!("closed&code={given}"))
    } else {
        to_join_page(context, "closed")
    }
}

fn to_join_page(context: &RequestContext<'_>, invite: &str) -> ApiResponse {
    ApiResponse::see_other(format!("{}#invite={invite}", context.state.config.join_url))
}
