//! What an invite shows to the holder of its link.

use hallpass_core::account::Person;
use hallpass_core::account::read::{self, Preview, You};
use hallpass_core::{InviteId, Policy, RoleName};
use hallpass_protocol::object::account::{Offer, Reply};
use hallpass_protocol::problem::AccountName;

use crate::config::Config;
use crate::error::InternalError;

use super::store::Sql;

/// What the holder of a good link or invite token sees.
pub(super) fn preview(
    store: &Sql<'_>,
    config: &Config,
    caller: Option<&Person>,
    invite: &InviteId,
    generation: u32,
) -> Result<Reply, InternalError> {
    Ok(
        match read::preview(store, store.now, caller, invite, generation)? {
            Preview::Closed { why, joined } => Reply::Closed {
                why,
                joined: joined.map(|account| AccountName {
                    id: account.id,
                    name: account.name,
                }),
            },
            Preview::Open {
                account,
                invite,
                you,
            } => Reply::Preview(Box::new(Offer {
                role_title: title(&config.policy, &invite.role),
                hint: read::hint(&invite),
                note: invite.note.filter(|_| you == Some(You::Invitee)),
                account: AccountName {
                    id: account.id,
                    name: account.name,
                },
                role: invite.role,
                inviter: invite.inviter.name,
                expires_at: invite.expires_at,
                you: you.map(|you| you.as_str().into()),
                policy: config.policy.id().clone(),
            })),
        },
    )
}

fn title(policy: &Policy, role: &RoleName) -> String {
    policy
        .role(role)
        .map_or_else(|| role.to_string(), |role| role.title.clone())
}
