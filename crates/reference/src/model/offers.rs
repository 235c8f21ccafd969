//! What an invite gives, and who may give it (rules 5 and 13).

use super::command::{Address, Denial, Grant, InviteNumber, Offer, User};
use super::fault::Fault;
use super::policy::{Assignment, INVITE, MANAGEMENT, Scope, within};
use super::world::{Invite, World};

impl World {
    /// Whether this member may put an assignment into an invite: it exists, a link invite may carry it, and they hold all of it.
    pub(crate) fn check_assignment(
        &self,
        who: User,
        to: Option<Address>,
        assignment: Assignment,
    ) -> Result<(), Denial> {
        if !self.acceptable(assignment, Scope::Account) {
            return Err(Denial::code("invalid_request"));
        }
        let gives = self.policy().gives(assignment, Scope::Account);
        let is_management = to.is_none() && gives & MANAGEMENT != 0;
        if is_management && !self.broken(Fault::LinkCarriesManagement) {
            return Err(Denial::code("forbidden"));
        }
        if within(gives, self.held(who)) || self.broken(Fault::InvitesAnything) {
            Ok(())
        } else {
            Err(Denial::code("role_exceeds_grantor"))
        }
    }

    /// Whether this member may put grants into an invite: no project occurs twice, each role or list exists, and for each a
    /// link invite may carry it, they know the project, it is active, and they hold all of it there.
    pub(crate) fn check_grants(
        &self,
        who: User,
        to: Option<Address>,
        grants: &[Grant],
    ) -> Result<(), Denial> {
        for (at, grant) in grants.iter().enumerate() {
            let mut before = grants.iter().take(at);
            let is_repeated = before.any(|each| each.project == grant.project);
            if is_repeated || !self.acceptable(grant.assignment, Scope::Project) {
                return Err(Denial::code("invalid_request"));
            }
        }
        for grant in grants {
            let gives = self.policy().gives(grant.assignment, Scope::Project);
            let is_management = to.is_none() && gives & MANAGEMENT != 0;
            if is_management && !self.broken(Fault::LinkGrantsManagement) {
                return Err(Denial::code("forbidden"));
            }
            let project = self.known_project(who, grant.project)?;
            if project.archived && !self.broken(Fault::ArchivedTakesGrants) {
                return Err(Denial::code("project_archived"));
            }
            let holds = within(gives, self.held_in(who, grant.project));
            if !holds && !self.broken(Fault::InvitesGrantAnything) {
                return Err(Denial::code("role_exceeds_grantor"));
            }
        }
        Ok(())
    }

    /// Whether an assignment can be given under today's policy.
    #[must_use]
    pub(crate) fn acceptable(&self, assignment: Assignment, scope: Scope) -> bool {
        let any_list = matches!(assignment, Assignment::Custom(list) if list != 0);
        self.policy().accepts(assignment, scope) || (any_list && self.broken(Fault::AnyList))
    }

    /// Whether a link invite may carry an offer (rule 13).
    #[must_use]
    pub(crate) fn fits_link(&self, offer: &Offer) -> bool {
        let role = self.policy().gives(offer.assignment, Scope::Account) & MANAGEMENT == 0;
        let grants = offer
            .projects
            .iter()
            .all(|grant| self.policy().gives(grant.assignment, Scope::Project) & MANAGEMENT == 0);
        (role || self.broken(Fault::LinkCarriesManagement))
            && (grants || self.broken(Fault::LinkGrantsManagement))
    }

    /// Whether a member holds everything that an offer gives, scope by scope (rule 5).
    #[must_use]
    pub(crate) fn holds_offer(&self, who: User, offer: &Offer) -> bool {
        let policy = self.policy();
        let in_account = within(
            policy.gives(offer.assignment, Scope::Account),
            self.held(who),
        );
        let in_projects = offer.projects.iter().all(|grant| {
            let given = policy.gives(grant.assignment, Scope::Project);
            within(given, self.held_in(who, grant.project))
        });
        in_account && (in_projects || self.broken(Fault::InvitesGrantAnything))
    }

    /// Whether the grantor of an invite could create it today.
    #[must_use]
    pub(crate) fn grantable(&self, invite: &Invite) -> bool {
        self.offers(invite.grantor, invite)
    }

    /// Whether this member could create an invite today.
    #[must_use]
    pub(crate) fn offers(&self, who: User, invite: &Invite) -> bool {
        let policy = self.policy();
        let mut projects = invite.offer.projects.iter();
        let exists = policy.has(invite.offer.assignment, Scope::Account)
            && projects.all(|grant| policy.has(grant.assignment, Scope::Project));
        exists
            && within(INVITE, self.held(who))
            && self.holds_offer(who, &invite.offer)
            && (invite.to.is_some() || self.fits_link(&invite.offer))
    }

    /// The pending invites, of this grantor or of all, that could not be created today.
    pub(crate) fn no_longer_grantable(&self, grantor: Option<User>) -> Vec<InviteNumber> {
        let mut pending = self.pending();
        pending.retain(|number| {
            self.invites.get(*number).is_some_and(|invite| {
                let theirs = grantor.is_none_or(|user| user == invite.grantor);
                theirs && !self.grantable(invite)
            })
        });
        pending
    }
}
