//! Members, as their membership tokens show them: what checks and the gate decide by.

use hallpass_core::check::{Decision, Spend, check};
use hallpass_core::explain::{Explanation, Question, Situation, explain};
use hallpass_core::freshness::Freshness;
use hallpass_core::token::membership::{self, MembershipClaims};
use hallpass_core::{Code, FieldCode, Refusal, Timestamp};
use hallpass_protocol::object::account::{Ask, Reply as Said};
use worker::Env;

use crate::deadline;
use crate::edge::Edge;
use crate::freshness::{self, Asked};
use crate::http::{Incoming, No};

/// The header that a membership token comes in.
pub(crate) const TOKEN: &str = "hallpass-token";
/// The header that says of which epoch the caller knows.
const LEAST_EPOCH: &str = "hallpass-min-epoch";

/// Somebody with a membership token that is signed by us, for us, and not past its end.
pub(crate) struct Bearer {
    /// What the token says.
    pub(crate) claims: MembershipClaims,
    /// The epoch that the caller knows of.
    least: u64,
}

/// What is asked of somebody.
pub(crate) struct Wanted<'a> {
    pub(crate) permissions: &'a [&'a str],
    pub(crate) freshness: Freshness,
    pub(crate) spend: Option<Spend>,
}

/// What was decided about it.
pub(crate) struct Decided<'a> {
    pub(crate) decision: Decision<'a>,
    /// Why not.
    pub(crate) explanation: Option<Explanation>,
    /// The account's epoch, as far as it is known.
    pub(crate) epoch: u64,
}

impl Bearer {
    /// Whoever brings this request.
    ///
    /// # Errors
    /// `not_signed_in` without a token, `token_expired` or `token_invalid` with a bad one.
    pub(crate) fn of(edge: &Edge, incoming: &Incoming, now: Timestamp) -> Result<Self, No> {
        let token = incoming.header(TOKEN);
        let token = token.ok_or(No::Code(Code::NotSignedIn))?;
        let verified = membership::verify(
            &token,
            edge.keys.verifying(),
            &edge.origin,
            edge.rules.policy.audience(),
            now.seconds(),
        );
        let least = match incoming.header(LEAST_EPOCH) {
            None => 0,
            Some(text) => text
                .parse()
                .map_err(|_| Refusal::field(LEAST_EPOCH, FieldCode::Invalid))?,
        };
        Ok(Self {
            claims: verified
                .map_err(|error| No::Code(error.code()))?
                .claims()
                .clone(),
            least,
        })
    }

    /// Decides whether they may, after a look at whether their token still counts.
    ///
    /// # Errors
    /// `stale_epoch` when it does not, `unavailable` when that cannot be found out in time.
    pub(crate) async fn decide<'a>(
        &self,
        env: &Env,
        edge: &Edge,
        wanted: &Wanted<'a>,
    ) -> Result<Decided<'a>, No> {
        let (claims, rules) = (&self.claims, &edge.rules);
        let asked = Asked {
            account: claims.account,
            user: &claims.user,
            epoch: claims.epoch,
            least: self.least,
        };
        let mut epochs = freshness::judge(env, wanted.freshness, asked).await?;
        if wanted.spend.is_some() && epochs.is_none() {
            // The token says nothing of money.
            epochs = freshness::view(env, asked).await?;
            if epochs.is_none() {
                return Err(No::Code(Code::StaleEpoch));
            }
        }
        let limit = epochs.as_ref().and_then(|epochs| epochs.spend_limit);
        let limit = limit.unwrap_or(rules.spend_limit_default);
        let decision = check(
            &rules.policy,
            claims.permissions_under(&rules.policy),
            wanted.permissions,
            wanted.spend.map(|spend| (spend, limit)),
        );
        let explanation = if decision.allowed {
            None
        } else {
            self.explained(env, edge, wanted.permissions, decision.permitted)
                .await
        };
        Ok(Decided {
            decision,
            explanation,
            epoch: epochs.map_or(claims.epoch, |epochs| epochs.epoch),
        })
    }

    /// Why not, and whom to ask. The account knows the colleagues; without its answer it is told without them.
    async fn explained(
        &self,
        env: &Env,
        edge: &Edge,
        permissions: &[&str],
        permitted: bool,
    ) -> Option<Explanation> {
        let claims = &self.claims;
        let situation = if permitted {
            Situation::OverBudget
        } else {
            let ask = Ask::Stands {
                user: claims.user.clone(),
                permissions: permissions.iter().map(ToString::to_string).collect(),
            };
            let said = freshness::question(env, claims.account, ask, deadline::EPOCHS).await;
            if let Ok(Said::Stands(stands)) = said
                && stands.explanation.is_some()
            {
                return stands.explanation;
            }
            Situation::Member {
                role: claims.role.clone(),
                owns: false,
            }
        };
        let question = Question {
            permissions,
            situation: &situation,
            user: Some(&claims.user),
            colleagues: &[],
            count: None,
            support_url: edge.rules.support_url.as_deref(),
        };
        explain(&edge.rules.policy, &question)
    }
}
