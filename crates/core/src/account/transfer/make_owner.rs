//! Making a member the owner.

use alloc::string::ToString;

use super::super::command_context::{CommandContext, CommandResult};
use super::super::grant::insert_assignment;
use super::super::{Announcement, Change, Member, Store};
use super::about;
use crate::RoleAssignment;
use crate::audit::{Action, Detail, Details};

impl<S: Store> CommandContext<'_, S> {
    /// Makes a member the owner. Both hold the owner role then, and the former owner is a member like any other.
    pub(super) fn make_owner(&mut self, mut member: Member) -> CommandResult<(), S> {
        let former = self.find_member(&self.account.owner)?;
        self.account.owner = member.user.clone();
        self.bump_epoch();
        let mut details = Details::new();
        details.insert("from".into(), Detail::Text(former.user.to_string()));
        self.audit(Action::TransferAccept, about(&member.user), details);
        if member.expires_at.take().is_some() {
            self.audit(Action::MemberEnd, about(&member.user), Details::new());
        }
        // The team counts as one that never was personal, and its former owner gets another personal account.
        if self.account.personal_name.take().is_some() {
            let person = former.clone().person();
            self.changes.push(Change::ReplaceOwnAccount(person));
        }
        self.give_owner_role(member);
        self.give_owner_role(former);
        self.announce(Announcement::EveryMember);
        Ok(())
    }

    /// Gives a member the owner role, and makes their tokens stale: the event lists them among the changed members.
    fn give_owner_role(&mut self, mut member: Member) {
        let role = RoleAssignment::Role(self.policy().owner_role().clone());
        let mut details = Details::new();
        insert_assignment(&mut details, "role", "permissions", &role);
        insert_assignment(
            &mut details,
            "roleBefore",
            "permissionsBefore",
            &member.assignment,
        );
        let about = about(&member.user);
        member.assignment = role;
        member.changed_epoch = self.account.epoch;
        self.put_member(member);
        self.audit(Action::MemberRole, about, details);
    }
}
