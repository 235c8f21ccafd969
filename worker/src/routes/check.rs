//! A platform's server asks: may they, and does the budget cover it?

use hallpass_core::Code;
use hallpass_protocol::request;
use hallpass_protocol::shape::Verdict;

use crate::call::Call;
use crate::http::{No, Reply};
use crate::member::{Bearer, Wanted};

/// `POST /v1/check`.
pub(super) async fn check(call: &Call<'_>) -> Result<Reply, No> {
    let bearer = Bearer::of(call.edge, call.incoming, call.now)?;
    let asked = request::check(&call.body).map_err(No::body)?;
    if bearer.claims.account != asked.account {
        return Err(No::Code(Code::AccountMismatch));
    }
    let permissions: Vec<&str> = asked.permissions.iter().map(String::as_str).collect();
    let wanted = Wanted {
        permissions: &permissions,
        freshness: asked.freshness,
        spend: asked.spend,
    };
    let decided = bearer.decide(call.env, call.edge, &wanted).await?;
    Reply::ok(&Verdict::new(
        asked.account,
        decided.decision,
        decided.explanation,
        decided.epoch,
    ))
}
