//! Opening, settings, convert, revert, a new policy, membership tokens (§5, rules 8 and 12).

use super::ask::{Address, No, Reply, User};
use super::fault::Fault;
use super::policy::{ACCESS, OWNER, TEAM};
use super::step::Answer;
use super::world::{Account, CEILING, Decision, Member, World};

impl World {
    /// Opening again is harmless for the owner, and `conflict` for anybody else. A closed account never comes back.
    pub(crate) fn open(&mut self, who: User, address: Option<Address>, team: bool) -> Answer {
        if self.closed && !self.broken(Fault::ClosedReturns) {
            return Err(No::code("conflict"));
        }
        if let (Some(account), false) = (&self.account, self.closed) {
            return if account.owner == who {
                Ok(Reply::Account)
            } else {
                Err(No::code("conflict"))
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
            role: OWNER,
            address,
            invited_by: None,
            by: None,
            joined: self.now,
            changed: 1,
        };
        self.members.insert(who, owner);
        self.write(Some(who), "account.create", None);
        Ok(Reply::Account)
    }

    /// Name and limit need `team:manage`; a limit above the ceiling is refused; what is so already is no change.
    pub(crate) fn update(&mut self, who: User, name: Option<u8>, limit: Option<u64>) -> Answer {
        self.permitted(who, TEAM)?;
        if limit.is_some_and(|cents| cents > CEILING) && !self.broken(Fault::NoSpendCeiling) {
            return Err(No::code("spend_limit"));
        }
        let Some(account) = &mut self.account else {
            return Err(No::code("not_found"));
        };
        let before = (account.name, account.limit);
        account.name = name.unwrap_or(account.name);
        account.limit = limit.or(account.limit);
        if before != (account.name, account.limit) {
            self.write(Some(who), "account.update", None);
        }
        Ok(Reply::Account)
    }

    /// The owner's account, for what only the owner may do: no permission would help another member.
    fn owned(&self, who: User) -> Result<Account, No> {
        let account = self.account_of(who)?;
        if account.owner == who || self.broken(Fault::RevertByMembers) {
            Ok(account.clone())
        } else {
            Err(No::code("forbidden"))
        }
    }

    /// Personal to team, under the same id.
    pub(crate) fn convert(&mut self, who: User, name: u8, dry: bool) -> Answer {
        let account = self.owned(who)?;
        if account.team {
            return Err(No::code("already_a_team"));
        }
        let plan = Reply::Plan {
            members: 0,
            invites: 0,
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

    /// Team to personal: members out, invites revoked, the personal name back. A team that never was personal is closed.
    pub(crate) fn revert(&mut self, who: User, typed: u8, dry: bool) -> Answer {
        let account = self.owned(who)?;
        if !account.team {
            return Err(No::code("not_a_team"));
        }
        let pending = self.pending();
        if dry {
            let listed = u32::try_from(pending.len()).unwrap_or(u32::MAX);
            return Ok(Reply::Plan {
                members: self.count() - 1,
                invites: listed + self.unlisted,
            });
        }
        if typed != account.name && !self.broken(Fault::RevertNeedsNoName) {
            return Err(No::code("name_mismatch"));
        }
        self.members.retain(|user, _| *user == account.owner);
        self.uncounted = 0;
        self.unlisted = 0;
        if !self.broken(Fault::RevertKeepsInvites) {
            self.revoke_all(pending);
        }
        self.move_floor();
        self.write(Some(who), "account.revert", None);
        let Some(account) = &mut self.account else {
            return Err(No::code("not_found"));
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

    /// Convert and revert move the epoch, and end every older token.
    fn move_floor(&mut self) {
        let epoch = self.advance();
        let stands = self.broken(Fault::FloorStands);
        if let Some(account) = self.account.as_mut().filter(|_| !stands) {
            account.floor = epoch;
        }
    }

    /// Revokes these, now.
    pub(crate) fn revoke_all(&mut self, numbers: Vec<usize>) {
        for number in numbers {
            if let Some(invite) = self.invites.get_mut(number) {
                invite.decided = Some((Decision::Revoked, self.now));
            }
        }
    }

    /// A token needs `team:access`, and refreshes what is shown of the member. A new address has no use for its invites.
    pub(crate) fn token(&mut self, who: User, address: Option<Address>) -> Answer {
        self.permitted(who, ACCESS)?;
        let Some(member) = self.members.get_mut(&who) else {
            return Err(No::code("not_found"));
        };
        let is_new = member.address != address;
        member.address = address;
        if is_new && !self.broken(Fault::AddressKeepsInvites) {
            self.revoke_invites_to(address);
        }
        let epoch = self.account.as_ref().map_or(0, |account| account.epoch);
        Ok(Reply::Token { epoch })
    }

    /// The first command under a new policy: epoch + 1, invites that are no longer grantable revoked, one event of the system's.
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

    /// Pending invites (of this grantor, or of all) that could not be granted today.
    pub(crate) fn no_longer_grantable(&self, grantor: Option<User>) -> Vec<usize> {
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
