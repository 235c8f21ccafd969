//! Local sign-in: answers only where both the configured origin and the request's host are this machine.

use hallpass_core::wire::WireWrite;
use hallpass_core::{Code, Timestamp};
use hallpass_protocol::request;

use crate::edge::Edge;
use crate::http::{Incoming, No, Reason, Reply};
use crate::identity::local::LocalIdentity;
use crate::unicode::Runtime;
use crate::url::is_loopback;

#[derive(WireWrite)]
#[serde(rename_all = "camelCase")]
struct SignedIn {
    token: String,
    expires_at: Timestamp,
}

/// Local identity, if it is there for this request.
pub(crate) fn for_request<'a>(edge: &'a Edge, incoming: &Incoming) -> Option<&'a LocalIdentity> {
    edge.local
        .as_ref()
        .filter(|_| is_loopback(&incoming.host()))
}

/// Answers the path of local sign-in.
///
/// # Errors
/// `not_found` where local identity is not there; `invalid_request` for a body that cannot be read.
pub(crate) async fn answer(
    edge: &Edge,
    incoming: &mut Incoming,
    now: Timestamp,
) -> Result<Reply, No> {
    let local = for_request(edge, incoming).ok_or(Code::NotFound)?;
    let methods = || "POST, OPTIONS".to_owned();
    if incoming.method() == "OPTIONS" {
        return Ok(Reply::Options { methods: methods() });
    }
    if incoming.method() != "POST" {
        return Err(Reason::Method(methods()).into());
    }
    let who = request::sign_in(&incoming.body().await?, &Runtime).map_err(No::body)?;
    let (token, expires_at) = local.sign_in(&who, now).await?;
    Ok(Reply::ok(&SignedIn { token, expires_at }))
}
