//! Opening an account, its settings, convert, revert, a new policy, and membership tokens (rules 8 and 12).

use super::command::{Address, Denial, ProjectNumber, Reply, User};
use super::fault::Fault;
use super::policy::{ACCESS, Assignment, OWNER, TEAM};
use super::step::Outcome;
use super::world::{Account, CEILING, Member, World, count};

impl World {
    /// Opens the account. Once more changes nothing for the owner, and is a conflict for anybody else. A closed account stays so.
    pub(crate) fn open(&mut self, who: User, address: Option<Address>, team: bool) -> Outcome {
        if self.closed && !self.broken(Fault::ClosedReturns) {
            return Err(Denial::code("conflict"));
        }
        if let (Some(account), false) = (&self.account, self.closed) {
            return if account.owner == who {
                Ok(Reply::Account)
            } else {
                Err(Denial::code("conflict"))
            };
        }
        self.closed = false;
        self.account = Some(Account {
            team,
            name: 0,
            personal_name: (!team).then_some(0),
            owner: who,
            epoch: 1,
            floor: 1,
            policy: self.deployed,
            limit: None,
        });
        let owner = Member {
            assignment: Assignment::Role(OWNER),
            address,
            invited_by: None,
            by: None,
            skipped: Vec::new(),
            joined: self.now,
            join_event: 0,
            ends: None,
            suspended: false,
            changed: 1,
        };
        self.members.insert(who, owner);
        self.write(Some(who), "account.create", None);
        Ok(Reply::Account)
    }

    /// Changes name and limit. Needs `team:manage`; a limit above the ceiling is denied, except to a service; what is the same
    /// already is no change.
    pub(crate) fn update(&mut self, who: User, name: Option<u8>, limit: Option<u64>) -> Outcome {
        self.permitted(who, TEAM)?;
        let has_ceiling = if self.service(who).is_some() {
            self.broken(Fault::ServicesHaveCeiling)
        } else {
            !self.broken(Fault::NoSpendCeiling)
        };
        let before = self.account.as_ref().and_then(|account| account.limit);
        let raised = limit.filter(|_| limit != before);
        if has_ceiling && raised.is_some_and(|cents| cents > CEILING) {
            return Err(Denial::code("spend_limit"));
        }
        let Some(account) = &mut self.account else {
            return Err(Denial::code("not_found"));
        };
        let before = (account.name, account.limit);
        account.name = name.unwrap_or(account.name);
        account.limit = limit.or(account.limit);
        if before != (account.name, account.limit) {
            self.write(Some(who), "account.update", None);
        }
        Ok(Reply::Account)
    }

    /// The account, for what only its owner may do. No permission helps another member.
    fn owned(&self, who: User) -> Result<Account, Denial> {
        self.active(who)?;
        if self.service(who).is_some() {
            return Err(Denial::code("forbidden"));
        }
        let account = self.account_of(who)?;
        if account.owner == who || self.broken(Fault::RevertByMembers) {
            Ok(account.clone())
        } else {
            Err(Denial::code("forbidden"))
        }
    }

    /// Converts personal to team, under the same id.
    pub(crate) fn convert(&mut self, who: User, name: u8, dry: bool) -> Outcome {
        let account = self.owned(who)?;
        if account.team {
            return Err(Denial::code("already_a_team"));
        }
        let plan = Reply::Plan {
            members: 0,
            invites: 0,
            projects: 0,
            reviews: 0,
            transfers: 0,
        };
        if dry && !self.broken(Fault::DryRunWrites) {
            return Ok(plan);
        }
        self.move_floor();
        self.account = Some(Account {
            team: true,
            name,
            personal_name: Some(account.name),
            ..self.account.clone().unwrap_or(account)
        });
        self.write(Some(who), "account.convert", None);
        Ok(if dry { plan } else { Reply::Account })
    }

    /// Reverts team to personal: members, projects and grants go, invites are revoked, the personal name returns. A team that
    /// never was personal is closed.
    pub(crate) fn revert(&mut self, who: User, typed: u8, dry: bool) -> Outcome {
        let account = self.owned(who)?;
        if !account.team {
            return Err(Denial::code("not_a_team"));
        }
        let pending = self.pending();
        if dry {
            return Ok(Reply::Plan {
                members: self.member_count() - 1,
                invites: count(pending.len()) + self.unlisted,
                projects: self.project_count(),
                reviews: count(self.reviews.iter().filter(|review| !review.gone).count()),
                transfers: self.open_transfer().is_some().into(),
            });
        }
        if typed != account.name && !self.broken(Fault::RevertNeedsNoName) {
            return Err(Denial::code("name_mismatch"));
        }
        self.revert_transfer();
        self.members.retain(|user, _| *user == account.owner);
        self.uncounted = 0;
        self.unlisted = 0;
        self.remove_projects();
        self.remove_reviews();
        if !self.broken(Fault::RevertKeepsInvites) {
            self.revoke_all(pending);
        }
        self.move_floor();
        self.write(Some(who), "account.revert", None);
        let Some(account) = &mut self.account else {
            return Err(Denial::code("not_found"));
        };
        match account.personal_name {
            Some(name) => {
                account.team = false;
                account.name = name;
                Ok(Reply::Account)
            }
            None => {
                self.closed = true;
                self.members.clear();
                Ok(Reply::Closed)
            }
        }
    }

    /// Removes every project and grant (rule 8).
    fn remove_projects(&mut self) {
        if self.broken(Fault::RevertKeepsProjects) {
            return;
        }
        self.unlisted_projects = 0;
        self.unlisted_grants = 0;
        self.grants.clear();
        for project in &mut self.projects {
            project.gone = true;
        }
    }

    /// Convert and revert start a new epoch, and make every older token stale.
    fn move_floor(&mut self) {
        let epoch = self.advance();
        let stands = self.broken(Fault::FloorStands);
        if let Some(account) = self.account.as_mut().filter(|_| !stands) {
            account.floor = epoch;
        }
    }

    /// A membership token needs `team:access`, and refreshes what is stored of the member. Pending invites to a new address are
    /// revoked. A token for a project needs a project that is not archived, and to hold something in it.
    pub(crate) fn token(
        &mut self,
        who: User,
        address: Option<Address>,
        project: Option<ProjectNumber>,
    ) -> Outcome {
        self.permitted(who, ACCESS)?;
        let Some(member) = self.members.get_mut(&who) else {
            return Err(Denial::code("not_found"));
        };
        let is_new = member.address != address;
        member.address = address;
        if is_new && !self.broken(Fault::AddressKeepsInvites) {
            self.revoke_invites_to(address);
        }
        if let Some(number) = project {
            self.token_project(who, number)?;
        }
        let epoch = self.account.as_ref().map_or(0, |account| account.epoch);
        Ok(Reply::Token { epoch })
    }

    fn token_project(&self, who: User, number: ProjectNumber) -> Result<(), Denial> {
        let holds_any = self.held_in(who, number) != 0;
        let project = self.project(number).filter(|_| holds_any);
        let project = project.ok_or(Denial::code("not_found"))?;
        if project.archived && !self.broken(Fault::ArchivedMintsTokens) {
            return Err(Denial::code("project_archived"));
        }
        Ok(())
    }

    /// The first command under a new policy starts an epoch, and revokes the invites that are no longer grantable, with one
    /// event by the system.
    pub(crate) fn adopt(&mut self) {
        let deployed = self.deployed;
        let Some(account) = self.account.as_mut().filter(|_| !self.closed) else {
            return;
        };
        if account.policy == deployed {
            return;
        }
        account.policy = deployed;
        self.advance();
        if !self.broken(Fault::AdoptKeepsInvites) {
            let gone = self.no_longer_grantable(None);
            self.revoke_all(gone);
        }
        self.write(None, "account.update", None);
    }
}
