//! A platform's server asks: may they, and does the budget cover it?

use hallpass_core::account::Service;
use hallpass_core::{Code, Refusal, required};
use hallpass_protocol::request::{self, Asker};
use hallpass_protocol::shape::Verdict;

use crate::call::Call;
use crate::http::{No, Reply};
use crate::identity::Who;
use crate::member::{Bearer, Wanted, decide_for};

/// `POST /v1/check`, about whoever the membership token is for, or about a user whom a service names.
pub(super) async fn check(call: &Call<'_>) -> Result<Reply, No> {
    let service = match &call.who {
        Some(Who::Service(service)) => Some(service),
        Some(Who::User(_)) | None => None,
    };
    let bearer = match service {
        Some(_) => None,
        None => Some(Bearer::of(call.edge, call.incoming, call.now)?),
    };
    let asker = bearer.as_ref().map_or(Asker::Service, |_| Asker::Bearer);
    let asked = request::check(&call.body, asker).map_err(No::body)?;
    let permissions: Vec<&str> = asked.permissions.iter().map(String::as_str).collect();
    let wanted = Wanted {
        permissions: &permissions,
        freshness: asked.freshness,
        spend: asked.spend,
    };
    let decided = match (bearer, service, &asked.user) {
        (Some(bearer), ..) if bearer.claims().account != asked.account => {
            return Err(Code::AccountMismatch.into());
        }
        (Some(bearer), ..) => bearer.decide(call.env, call.edge, &wanted).await?,
        (None, Some(service), Some(user)) => {
            may_look(service)?;
            decide_for(call.env, call.edge, (asked.account, user), &wanted).await?
        }
        (None, ..) => return Err(Code::NotSignedIn.into()),
    };
    Ok(Reply::ok(&Verdict::new(
        asked.account,
        decided.decision,
        decided.explanation,
        decided.epoch,
    )))
}

/// A service looks into accounts only where the operator lets it.
fn may_look(service: &Service) -> Result<(), No> {
    let held = service.permissions.iter();
    if held
        .map(|name| name.as_str())
        .any(|name| name == required::TEAM_ACCESS)
    {
        return Ok(());
    }
    let missing = required::TEAM_ACCESS.parse().into_iter().collect();
    Err(Refusal::Forbidden { missing }.into())
}
