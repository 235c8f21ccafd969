//! What a member may do, by a membership token or by asking the account: for checks and the gate.

use std::rc::Rc;

use hallpass_core::check::{Decision, Spend, check};
use hallpass_core::explain::{Explanation, Question, Situation, explain};
use hallpass_core::freshness::{Freshness, TokenEpoch};
use hallpass_core::token::membership::{MembershipClaims, VerifiedMembership};
use hallpass_core::{
    AccountId, Code, FieldCode, PermissionSet, ProjectId, Refusal, RoleAssignment, Timestamp,
    UserId,
};
use hallpass_protocol::object::account::{CheckMember, MemberStatus};
use worker::Env;

use crate::freshness::{self, TokenAge};
use crate::http::{ApiError, ApiRequest};
use crate::objects::client::ObjectClient;
use crate::state::AppState;
use crate::{clock, deadline};

/// The header of a membership token.
pub(crate) const TOKEN: &str = "hallpass-token";
/// The header with the latest epoch that the caller knows of.
const MIN_EPOCH: &str = "hallpass-min-epoch";

/// The bearer of a membership token that this edge signed and that has not expired.
pub(crate) struct Bearer {
    verified: Rc<VerifiedMembership>,
    min_epoch: u64,
}

/// What a member wants to do.
pub(crate) struct AccessRequest<'a> {
    pub(crate) permissions: &'a [&'a str],
    /// The project that it is about; `None` for the account as a whole.
    pub(crate) project: Option<ProjectId>,
    pub(crate) freshness: Freshness,
    pub(crate) spend: Option<Spend>,
}

/// Whether they may do it.
pub(crate) struct AccessDecision<'a> {
    pub(crate) decision: Decision<'a>,
    /// Why not, and what would help.
    pub(crate) explanation: Option<Explanation>,
    /// The latest known epoch of the account.
    pub(crate) epoch: u64,
}

impl Bearer {
    /// The bearer of the request's token.
    ///
    /// # Errors
    /// `not_signed_in` without a token, `token_expired` or `token_invalid` for a token that is not valid.
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
        let min_epoch = match request.header(MIN_EPOCH) {
            None => 0,
            Some(text) => text
                .parse()
                .map_err(|_| Refusal::field(MIN_EPOCH, FieldCode::Invalid))?,
        };
        Ok(Self {
            verified: verified.map_err(|error| ApiError::from(error.code()))?,
            min_epoch,
        })
    }

    /// The token's claims.
    pub(crate) fn claims(&self) -> &MembershipClaims {
        self.verified.claims()
    }

    /// The project that the token is for, if it is for one.
    pub(crate) fn project(&self) -> Option<ProjectId> {
        self.claims().project.map(|project| project.id)
    }

    /// Decides whether the bearer may do this, after checking that the token is current.
    ///
    /// # Errors
    /// `project_mismatch` when the token is not for the project; `stale_epoch` when it is not current, or belongs to a
    /// policy that is not known here; `unavailable` when that cannot be determined in time.
    pub(crate) async fn decide<'a>(
        &self,
        env: &Env,
        state: &AppState,
        required: &AccessRequest<'a>,
    ) -> Result<AccessDecision<'a>, ApiError> {
        let (claims, config) = (self.claims(), &state.config);
        let held = self.permissions(state, required.project)?;
        let age = self.age(claims.epoch, self.min_epoch);
        let mut epochs = freshness::check_current(env, required.freshness, age).await?;
        if required.spend.is_some() && epochs.is_none() {
            // The spend limit is not in the token.
            epochs = freshness::read_cached(env, age).await?;
            if epochs.is_none() {
                return Err(Code::StaleEpoch.into());
            }
        }
        let limit = epochs.as_ref().and_then(|epochs| epochs.spend_limit);
        let limit = limit.unwrap_or(config.spend_limit_default);
        let decision = check(
            &config.policy,
            held,
            required.permissions,
            required.spend.map(|spend| (spend, limit)),
        );
        let explanation = if decision.allowed {
            None
        } else {
            self.explain(env, state, required, decision.permitted).await
        };
        Ok(AccessDecision {
            decision,
            explanation,
            epoch: epochs.map_or(claims.epoch, |epochs| epochs.epoch),
        })
    }

    /// Checks that the bearer, who was a member at this epoch of the account, is one still and has not changed. Returns the
    /// latest known epoch, for the next such check.
    ///
    /// # Errors
    /// As for [`Bearer::decide`].
    pub(crate) async fn check_since(&self, env: &Env, epoch: u64) -> Result<u64, ApiError> {
        let age = self.age(epoch, 0);
        let epochs = freshness::check_current(env, Freshness::Cached, age).await?;
        Ok(epochs.map_or(epoch, |epochs| epochs.epoch))
    }

    /// What the bearer holds in the account, or in a project, under the current policy.
    fn permissions(
        &self,
        state: &AppState,
        project: Option<ProjectId>,
    ) -> Result<PermissionSet, ApiError> {
        if project.is_some() && project != self.project() {
            return Err(Code::ProjectMismatch.into());
        }
        let policy = &state.config.policy;
        // The current policy and the one before it are all that this edge knows.
        let own = state.config.previous_policy.as_ref();
        let held = match project {
            None => self.claims().permissions_under(policy, own),
            Some(_) => self.claims().project_permissions_under(policy, own),
        };
        held.map_err(|unknown| unknown.code().into())
    }

    /// The age of the bearer's access, which was current at `epoch`.
    fn age(&self, epoch: u64, min_epoch: u64) -> TokenAge<'_> {
        let claims = self.claims();
        TokenAge {
            account: claims.account,
            token: TokenEpoch {
                user: &claims.user,
                project: self.project(),
                epoch,
            },
            min_epoch,
        }
    }

    /// Why not, and whom to ask. Only the account knows the colleagues; without its response they are left out. A `stateless`
    /// check does not ask it.
    async fn explain(
        &self,
        env: &Env,
        state: &AppState,
        required: &AccessRequest<'_>,
        permitted: bool,
    ) -> Option<Explanation> {
        let (claims, permissions) = (self.claims(), required.permissions);
        if permitted {
            return explanation(state, permissions, &claims.user, &Situation::OverBudget);
        }
        if required.freshness != Freshness::Stateless {
            let status = check_member(env, (claims.account, &claims.user), required).await;
            if let Ok(MemberStatus {
                explanation: Some(explanation),
                ..
            }) = status
            {
                return Some(explanation);
            }
        }
        let held = self
            .permissions(state, required.project)
            .unwrap_or_default();
        let held = state.config.policy.names_of(held);
        let situation = match required.project {
            Some(_) => Situation::InProject { held },
            None => Situation::Member {
                assignment: RoleAssignment::from_stored(claims.role.clone(), Some(held)),
                owns: false,
            },
        };
        explanation(state, permissions, &claims.user, &situation)
    }
}

/// Decides by asking the account whether a user without a token may do this.
///
/// # Errors
/// `not_found` when the account is not open, `unavailable` when it does not respond in time.
pub(crate) async fn decide_for<'a>(
    env: &Env,
    state: &AppState,
    member: (AccountId, &UserId),
    required: &AccessRequest<'a>,
) -> Result<AccessDecision<'a>, ApiError> {
    let config = &state.config;
    let status = check_member(env, member, required).await?;
    let limit = status.spend_limit.unwrap_or(config.spend_limit_default);
    let decision = check(
        &config.policy,
        config.policy.set_named(&status.permissions),
        required.permissions,
        required.spend.map(|spend| (spend, limit)),
    );
    let explanation = match decision {
        Decision { allowed: true, .. } => None,
        Decision {
            permitted: true, ..
        } => explanation(
            state,
            required.permissions,
            member.1,
            &Situation::OverBudget,
        ),
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
    (account, user): (AccountId, &UserId),
    required: &AccessRequest<'_>,
) -> Result<MemberStatus, ApiError> {
    let client = ObjectClient::new(env, clock::now()).with_timeout(deadline::EPOCHS);
    let call = CheckMember {
        account,
        user: user.clone(),
        project: required.project,
        permissions: required
            .permissions
            .iter()
            .map(ToString::to_string)
            .collect(),
    };
    Ok(client.call(call).await?)
}

fn explanation(
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
