//! Members, as their membership tokens show them: what checks and the gate decide by.

use std::rc::Rc;

use hallpass_core::check::{Decision, Spend, check};
use hallpass_core::explain::{Explanation, Question, Situation, explain};
use hallpass_core::freshness::Freshness;
use hallpass_core::token::membership::{MembershipClaims, VerifiedMembership};
use hallpass_core::{AccountId, Code, FieldCode, Refusal, Timestamp, UserId};
use hallpass_protocol::object::account::{CheckMember, MemberStatus};
use worker::Env;

use crate::freshness::{self, Asked};
use crate::http::{ApiError, ApiRequest};
use crate::objects::client::ObjectClient;
use crate::state::AppState;
use crate::{clock, deadline};

/// The header that a membership token comes in.
pub(crate) const TOKEN: &str = "hallpass-token";
/// The header that says of which epoch the caller knows.
const LEAST_EPOCH: &str = "hallpass-min-epoch";

/// Somebody with a membership token that is signed by us, for us, and not past its end.
pub(crate) struct Bearer {
    verified: Rc<VerifiedMembership>,
    /// The epoch that the caller knows of.
    least: u64,
}

/// What is asked of somebody.
pub(crate) struct AccessRequest<'a> {
    pub(crate) permissions: &'a [&'a str],
    pub(crate) freshness: Freshness,
    pub(crate) spend: Option<Spend>,
}

/// What was decided about it.
pub(crate) struct AccessDecision<'a> {
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
    pub(crate) fn of(
        state: &AppState,
        request: &ApiRequest,
        now: Timestamp,
    ) -> Result<Self, ApiError> {
        let token = request.header(TOKEN);
        let token = token.ok_or(Code::NotSignedIn)?;
        let verified = state
            .verified_tokens
            .borrow_mut()
            .verify(&token, now.seconds());
        let least = match request.header(LEAST_EPOCH) {
            None => 0,
            Some(text) => text
                .parse()
                .map_err(|_| Refusal::field(LEAST_EPOCH, FieldCode::Invalid))?,
        };
        Ok(Self {
            verified: verified.map_err(|error| ApiError::from(error.code()))?,
            least,
        })
    }

    /// What the token says.
    pub(crate) fn claims(&self) -> &MembershipClaims {
        self.verified.claims()
    }

    /// Decides whether they may, after a look at whether their token still counts.
    ///
    /// # Errors
    /// `stale_epoch` when it does not, `unavailable` when that cannot be found out in time.
    pub(crate) async fn decide<'a>(
        &self,
        env: &Env,
        state: &AppState,
        wanted: &AccessRequest<'a>,
    ) -> Result<AccessDecision<'a>, ApiError> {
        let (claims, config) = (self.claims(), &state.config);
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
                return Err(Code::StaleEpoch.into());
            }
        }
        let limit = epochs.as_ref().and_then(|epochs| epochs.spend_limit);
        let limit = limit.unwrap_or(config.spend_limit_default);
        let decision = check(
            &config.policy,
            claims.permissions_under(&config.policy),
            wanted.permissions,
            wanted.spend.map(|spend| (spend, limit)),
        );
        let explanation = if decision.allowed {
            None
        } else {
            self.explained(env, state, wanted.permissions, decision.permitted)
                .await
        };
        Ok(AccessDecision {
            decision,
            explanation,
            epoch: epochs.map_or(claims.epoch, |epochs| epochs.epoch),
        })
    }

    /// Why not, and whom to ask. The account knows the colleagues; without its answer it is told without them.
    async fn explained(
        &self,
        env: &Env,
        state: &AppState,
        permissions: &[&str],
        permitted: bool,
    ) -> Option<Explanation> {
        let claims = self.claims();
        if permitted {
            return explained(state, permissions, &claims.user, &Situation::OverBudget);
        }
        let status = check_member(env, claims.account, &claims.user, permissions).await;
        if let Ok(MemberStatus {
            explanation: Some(explanation),
            ..
        }) = status
        {
            return Some(explanation);
        }
        let situation = Situation::Member {
            role: claims.role.clone(),
            owns: false,
        };
        explained(state, permissions, &claims.user, &situation)
    }
}

/// Decides whether somebody may who brings no token: the account itself is asked.
///
/// # Errors
/// `not_found` where there is no open account, `unavailable` when it does not answer in time.
pub(crate) async fn decide_for<'a>(
    env: &Env,
    state: &AppState,
    (account, user): (AccountId, &UserId),
    wanted: &AccessRequest<'a>,
) -> Result<AccessDecision<'a>, ApiError> {
    let config = &state.config;
    let status = check_member(env, account, user, wanted.permissions).await?;
    let limit = status.spend_limit.unwrap_or(config.spend_limit_default);
    let held = status.role.as_ref().map(|role| config.policy.set_of(role));
    let decision = check(
        &config.policy,
        held.unwrap_or_default(),
        wanted.permissions,
        wanted.spend.map(|spend| (spend, limit)),
    );
    let explanation = match decision {
        Decision { allowed: true, .. } => None,
        Decision {
            permitted: true, ..
        } => explained(state, wanted.permissions, user, &Situation::OverBudget),
        Decision { .. } => status.explanation,
    };
    Ok(AccessDecision {
        decision,
        explanation,
        epoch: status.epoch,
    })
}

async fn check_member(
    env: &Env,
    account: AccountId,
    user: &UserId,
    permissions: &[&str],
) -> Result<MemberStatus, ApiError> {
    let client = ObjectClient::new(env, clock::now()).with_timeout(deadline::EPOCHS);
    let call = CheckMember {
        account,
        user: user.clone(),
        permissions: permissions.iter().map(ToString::to_string).collect(),
    };
    Ok(client.call(call).await?)
}

fn explained(
    state: &AppState,
    permissions: &[&str],
    user: &UserId,
    situation: &Situation,
) -> Option<Explanation> {
    let question = Question {
        permissions,
        situation,
        user: Some(user),
        colleagues: &[],
        count: None,
        support_url: state.config.support_url.as_deref(),
    };
    explain(&state.config.policy, &question)
}
