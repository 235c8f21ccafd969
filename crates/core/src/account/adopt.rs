//! Adopting a new policy, before the first command that runs under it.

use alloc::collections::BTreeMap;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::command_context::{CommandContext, CommandResult};
use super::grant::grantor_permissions;
use super::join::INVITES_REVOKED;
use super::{Announcement, Store};
use crate::audit::{Action, Actor, Detail, Details, Outcome, cascade};
use crate::{PermissionSet, UserId};

impl<S: Store> CommandContext<'_, S> {
    /// Starts a new epoch, revokes the invites that their grantors may no longer grant, and appends one event by the
    /// system.
    pub(super) fn adopt_policy(&mut self) -> CommandResult<(), S> {
        let policy = self.policy();
        let mut grantors: BTreeMap<UserId, PermissionSet> = BTreeMap::new();
        let mut revoked = Vec::new();
        for invite in self.load(|store| store.pending(self.context.now))? {
            let grantor = &invite.inviter.user;
            let held = match grantors.get(grantor) {
                Some(held) => *held,
                None => {
                    let member = self.load(|store| store.member(grantor))?;
                    let now = self.context.now;
                    let held = grantor_permissions(&self.account, policy, member.as_ref(), now);
                    grantors.insert(grantor.clone(), held);
                    held
                }
            };
            if !self.may_grant_invite(grantor, held, &invite)? {
                revoked.push(invite);
            }
        }
        let revoked = self.revoke_invites(revoked);
        let mut details = Details::new();
        details.insert("policy".into(), Detail::Text(policy.id().to_string()));
        details.insert(
            "policyBefore".into(),
            Detail::Text(self.account.policy.to_string()),
        );
        cascade(&mut details, INVITES_REVOKED, &revoked);
        self.account.policy = policy.id().clone();
        self.bump_epoch();
        let account = self.account_resource();
        self.append_event(
            Actor::System,
            Action::AccountUpdate.into(),
            account,
            Outcome::Done,
            details,
        );
        self.announce(Announcement::EveryMember);
        Ok(())
    }
}
