//! What anybody may read: the policy and the public keys.

use hallpass_core::Code;

use crate::call::Call;
use crate::http::{Keep, No, Reply};

/// `GET /v1/policy`.
pub(super) fn policy(call: &Call<'_>) -> Reply {
    let etag = etag(call);
    let known = call.incoming.header("if-none-match").unwrap_or_default();
    let same = known
        .split(',')
        .map(|tag| tag.trim().trim_start_matches("W/"))
        .any(|tag| tag == etag || tag == "*");
    if same {
        return Reply::NotModified { etag };
    }
    document(call, Keep::WhileSame)
}

/// `GET /v1/policy/{id}`: today's, and the one before.
pub(super) fn policy_by_id(call: &Call<'_>) -> Result<Reply, No> {
    let asked = call.named();
    if asked == call.edge.rules.policy.id().as_str() {
        return Ok(document(call, Keep::Forever));
    }
    match &call.edge.previous_policy {
        Some(previous) if asked == previous.id.as_str() => Ok(Reply::Json {
            status: 200,
            body: previous.json.clone(),
            keep: Keep::Forever,
            etag: Some(format!("\"{}\"", previous.id)),
        }),
        Some(_) | None => Err(Code::NotFound.into()),
    }
}

/// `GET /.well-known/jwks.json`.
pub(super) fn keys(call: &Call<'_>) -> Reply {
    Reply::Json {
        status: 200,
        body: call.edge.keys.jwks(),
        keep: Keep::Minutes,
        etag: None,
    }
}

fn document(call: &Call<'_>, keep: Keep) -> Reply {
    Reply::Json {
        status: 200,
        body: call.edge.policy_json.clone(),
        keep,
        etag: Some(etag(call)),
    }
}

fn etag(call: &Call<'_>) -> String {
    format!("\"{}\"", call.edge.rules.policy.id())
}
