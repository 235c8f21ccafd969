//! How somebody stands, for checks and the gate.

use hallpass_core::account::{Presence, Store as _};
use hallpass_core::explain::{Question, Situation, explain};
use hallpass_core::{Refusal, UserId};
use hallpass_protocol::object::account::{Reply, Stands};

use crate::config::Config;
use crate::error::InternalError;

use super::colleagues::colleagues;
use super::store::Sql;

/// The role that somebody holds today, and what stands in the way of their doing all of this.
pub(super) fn stands(
    store: &Sql<'_>,
    config: &Config,
    user: &UserId,
    permissions: &[String],
) -> Result<Reply, InternalError> {
    let Presence::Open(account) = store.presence()? else {
        return Ok(Reply::Refused {
            refusal: Refusal::NotFound,
            explanation: None,
            member: false,
        });
    };
    let policy = &config.policy;
    let member = store.member(user)?;
    let situation = match &member {
        Some(member) => Situation::Member {
            role: member.role.clone(),
            owns: member.user == account.owner,
        },
        None => Situation::Stranger,
    };
    let colleagues = match &member {
        Some(_) => colleagues(store, &account, policy)?,
        None => Vec::new(),
    };
    let permissions: Vec<&str> = permissions.iter().map(String::as_str).collect();
    let explanation = explain(
        policy,
        &Question {
            permissions: &permissions,
            situation: &situation,
            user: Some(user),
            colleagues: &colleagues,
            count: None,
            support_url: config.support_url.as_deref(),
        },
    );
    Ok(Reply::Stands(Box::new(Stands {
        role: member.map(|member| account.role_of(&member, policy).clone()),
        epoch: account.epoch,
        spend_limit: account.spend_limit_cents_per_hour,
        explanation,
    })))
}
