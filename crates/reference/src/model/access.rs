//! What members hold: in the account, and in each project (rules 5, 6 and 12).

use super::command::{Denial, ProjectNumber, User};
use super::fault::Fault;
use super::policy::{OWNER, Scope, within};
use super::world::{Account, World};

impl World {
    /// What a member's row gives in the account, suspended or not. The owner's is always that of the owner role (rule 6).
    #[must_use]
    pub(crate) fn row(&self, user: User) -> Option<u32> {
        let member = self.members.get(&user)?;
        if self.owns(user) && !self.broken(Fault::OwnerDemoted) {
            return Some(self.policy().role(OWNER).unwrap_or(0));
        }
        Some(self.policy().gives(member.assignment, Scope::Account))
    }

    /// What a member's row and grant give in a project, suspended or not.
    #[must_use]
    pub(crate) fn row_in(&self, user: User, project: ProjectNumber) -> u32 {
        let everywhere = self.row(user).unwrap_or(0) & self.policy().project_scope;
        let grant = self.grants.get(&(project, user));
        let granted = grant.map_or(0, |grant| self.policy().gives(*grant, Scope::Project));
        if self.broken(Fault::RolesStayOutOfProjects) {
            return granted;
        }
        everywhere | granted
    }

    /// Why a member holds nothing now, if so.
    #[must_use]
    pub(crate) fn inactive(&self, user: User) -> Option<&'static str> {
        let member = self.members.get(&user)?;
        if member.suspended && !self.broken(Fault::SuspendedHold) {
            return Some("suspended");
        }
        let ended = member.ends.is_some_and(|end| end <= self.now);
        (ended && !self.broken(Fault::EndedHold)).then_some("past_end")
    }

    /// What a member or service holds in the account now; nothing for anybody else.
    #[must_use]
    pub(crate) fn held(&self, user: User) -> u32 {
        if let Some(held) = self.service(user) {
            return held;
        }
        if self.inactive(user).is_some() {
            return 0;
        }
        self.row(user).unwrap_or(0)
    }

    /// What a member or service holds in a project now.
    #[must_use]
    pub(crate) fn held_in(&self, user: User, project: ProjectNumber) -> u32 {
        if let Some(held) = self.service(user) {
            return held & self.policy().project_scope;
        }
        if self.inactive(user).is_some() {
            return 0;
        }
        self.row_in(user, project)
    }

    /// The account, for its members and for services; for anybody else there is none.
    pub(crate) fn account_of(&self, who: User) -> Result<&Account, Denial> {
        let open = self.account.as_ref().filter(|_| !self.closed);
        let knows = self.members.contains_key(&who) || self.service(who).is_some();
        open.filter(|_| knows).ok_or(Denial::code("not_found"))
    }

    /// A service, or a member who is neither suspended nor past their end. Returns what they hold.
    pub(crate) fn active(&self, who: User) -> Result<u32, Denial> {
        self.account_of(who)?;
        match self.inactive(who) {
            Some(code) => Err(Denial::code(code)),
            None => Ok(self.held(who)),
        }
    }

    /// A member or service that holds this permission. Returns everything that they hold.
    pub(crate) fn permitted(&self, who: User, permission: u32) -> Result<u32, Denial> {
        let held = self.active(who)?;
        if within(permission, held) {
            Ok(held)
        } else {
            Err(Denial::code("forbidden"))
        }
    }

    /// Whether a member holds everything that another one's row gives, in the account and in each project where that one
    /// has a grant (rule 5).
    #[must_use]
    pub(crate) fn outranks(&self, who: User, other: User) -> bool {
        let in_account = within(self.row(other).unwrap_or(0), self.held(who));
        let projects = self.granted_projects(other);
        let in_projects = projects
            .iter()
            .all(|project| within(self.row_in(other, *project), self.held_in(who, *project)));
        in_account && (in_projects || self.broken(Fault::ReachesAboveInProjects))
    }

    /// Increments the epoch, and returns the new one.
    pub(crate) fn advance(&mut self) -> u64 {
        match &mut self.account {
            Some(account) => {
                account.epoch += 1;
                account.epoch
            }
            None => 0,
        }
    }

    /// Starts an epoch in which this member changed, and revokes the invites that they may no longer grant (rules 5 and 12).
    pub(crate) fn member_changed(&mut self, user: User, keeps_invites: Fault, keeps_epoch: Fault) {
        if !self.broken(keeps_epoch) {
            self.change_member_epoch(user);
        }
        if !self.broken(keeps_invites) {
            let beyond = self.no_longer_grantable(Some(user));
            self.revoke_all(beyond);
        }
    }

    /// Starts an epoch in which this member changed: their older tokens are stale (rule 12).
    pub(crate) fn change_member_epoch(&mut self, user: User) {
        let epoch = self.advance();
        if let Some(member) = self.members.get_mut(&user) {
            member.changed = epoch;
        }
    }
}
