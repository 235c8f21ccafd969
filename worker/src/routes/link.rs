//! The link. Opening it changes nothing, however often and by whomever.

use hallpass_core::base64url;
use hallpass_core::link::InviteCode;
use hallpass_protocol::object::account::{Ask, Reply as Said};

use crate::call::{Call, unexpected};
use crate::http::Reply;

use super::next::{Next, ask};
use super::tokens;

/// The length of a code.
const CODE_CHARACTERS: usize = 68;

/// `GET /i/{code}`: the code's tag first, which touches no storage; then the invite, which is read.
pub(super) fn open<'c>(call: &'c Call<'_>) -> Next<'c> {
    let given = call.named();
    let Ok(code) = InviteCode::verify(given, &call.edge.pepper) else {
        return Next::Reply(closed(call, given));
    };
    let (invite, generation) = (code.invite(), code.generation());
    let question = Ask::Preview { invite, generation };
    let opened = move |call: &Call<'_>, said| match said {
        Said::Preview(offer) => {
            let token = tokens::invite(call, invite, generation, &offer);
            Ok(to_join_page(call, &token))
        }
        Said::Closed { .. } => Ok(closed(call, given)),
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
fn closed(call: &Call<'_>, given: &str) -> Reply {
    let is_code = given.len() == CODE_CHARACTERS && base64url::decode(given).is_ok();
    if is_code {
        to_join_page(call, &format!("closed&code={given}"))
    } else {
        to_join_page(call, "closed")
    }
}

fn to_join_page(call: &Call<'_>, invite: &str) -> Reply {
    Reply::SeeOther {
        location: format!("{}#invite={invite}", call.edge.join_url),
    }
}
