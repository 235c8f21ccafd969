//! Taking over a new policy, before the first command that runs under it.

use alloc::collections::BTreeMap;
use alloc::string::ToString;

use super::grant::{grantor_permissions, may_vouch};
use super::work::{Step, Work};
use super::{Announcement, Change, Store};
use crate::audit::{Action, Actor, Detail, Details, Outcome, cascade};
use crate::{PermissionSet, UserId};

impl<S: Store> Work<'_, S> {
    /// Epoch + 1, invites that are no longer grantable revoked, one event by the system.
    pub(super) fn adopt(&mut self) -> Step<(), S> {
        let policy = self.policy();
        let mut grantors: BTreeMap<UserId, PermissionSet> = BTreeMap::new();
        let mut revoked = self.ask(|store| store.pending(self.context.now))?;
        for invite in &revoked {
            let grantor = &invite.inviter.user;
            if !grantors.contains_key(grantor) {
                let member = self.ask(|store| store.member(grantor))?;
                let held = grantor_permissions(&self.account, policy, member.as_ref());
                grantors.insert(grantor.clone(), held);
            }
        }
        revoked.retain(|invite| {
            let held = grantors
                .get(&invite.inviter.user)
                .copied()
                .unwrap_or_default();
            !may_vouch(policy, held, invite)
        });
        let revoked = self.revoke_all(revoked);
        let mut details = Details::new();
        details.insert("policy".into(), Detail::Text(policy.id().to_string()));
        details.insert(
            "policyBefore".into(),
            Detail::Text(self.account.policy.to_string()),
        );
        cascade(&mut details, "invitesRevoked", &revoked);
        self.account.policy = policy.id().clone();
        self.bump_epoch();
        let account = self.this_account();
        self.append(
            Actor::System,
            Action::AccountUpdate.into(),
            account,
            Outcome::Done,
            details,
        );
        self.changes
            .push(Change::Announce(Announcement::EveryMember));
        Ok(())
    }
}
