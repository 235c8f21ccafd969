//! What the model remembers of one account, in plain maps.

use std::collections::BTreeMap;

use super::ask::{Address, InviteNumber, User, Why};
use super::fault::Fault;
use super::policy::{OWNER, POLICIES, Policy, within};

/// Members at most (§9).
pub(crate) const MOST_MEMBERS: u32 = 100_000;
/// Pending invites at most (§9).
pub(crate) const MOST_PENDING: u32 = 10_000;
/// The operator's ceiling of spend limits, in these tests.
pub(crate) const CEILING: u64 = 100_000;
/// A day.
pub(crate) const DAY: i64 = 86_400;

/// The account's own facts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Account {
    /// A team now?
    pub(crate) team: bool,
    /// Its name.
    pub(crate) name: u8,
    /// Its name as a personal account, if it ever was one.
    pub(crate) personal_name: Option<u8>,
    /// The owner.
    pub(crate) owner: User,
    /// +1 by every change to members, roles or policy.
    pub(crate) epoch: u64,
    /// The epoch of the last convert or revert.
    pub(crate) floor: u64,
    /// The policy that it lives under.
    pub(crate) policy: usize,
    /// Its spend limit.
    pub(crate) limit: Option<u64>,
}

/// A member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Member {
    /// The role given.
    pub(crate) role: &'static str,
    /// The verified address last seen.
    pub(crate) address: Option<Address>,
    /// Who invited them.
    pub(crate) invited_by: Option<User>,
    /// By which invite they came.
    pub(crate) by: Option<InviteNumber>,
    /// When.
    pub(crate) joined: i64,
    /// The epoch of their last change.
    pub(crate) changed: u64,
}

/// What was decided about an invite.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Decision {
    /// This user accepted.
    Accepted(User),
    /// This user declined.
    Declined(User),
    /// It was taken back.
    Revoked,
}

/// An invite.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Invite {
    /// For whom; nobody in particular for a link invite.
    pub(crate) to: Option<Address>,
    /// The role it gives.
    pub(crate) role: &'static str,
    /// Who last created or resent it.
    pub(crate) grantor: User,
    /// When it was created.
    pub(crate) created: i64,
    /// When it ends, if ever.
    pub(crate) ends: Option<i64>,
    /// What was decided, and when.
    pub(crate) decided: Option<(Decision, i64)>,
    /// When it was last resent.
    pub(crate) resent: Option<i64>,
    /// Its link's generation.
    pub(crate) generation: u32,
}

/// A token that an opened link gave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    /// Of which invite.
    pub(crate) invite: InviteNumber,
    /// Of which generation.
    pub(crate) generation: u32,
    /// When it ends.
    pub(crate) ends: i64,
}

/// An audit event: who (nobody: the system), what, and the code of a refusal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Event {
    /// When.
    pub(crate) at: i64,
    /// Who.
    pub(crate) actor: Option<User>,
    /// What.
    pub(crate) action: &'static str,
    /// Refused, and how.
    pub(crate) refused: Option<&'static str>,
}

/// One account's world.
#[derive(Clone, Debug)]
pub(crate) struct World {
    /// Seconds since the world began.
    pub(crate) now: i64,
    /// The policy that the operator deployed.
    pub(crate) deployed: usize,
    /// The account, once opened.
    pub(crate) account: Option<Account>,
    /// Closed for good.
    pub(crate) closed: bool,
    /// The members.
    pub(crate) members: BTreeMap<User, Member>,
    /// Members that are only counted: a team of 99,998 is not played through.
    pub(crate) uncounted: u32,
    /// Pending invites that are only counted.
    pub(crate) unlisted: u32,
    /// The invites.
    pub(crate) invites: Vec<Invite>,
    /// The tokens that links gave.
    pub(crate) tokens: Vec<Token>,
    /// The audit log.
    pub(crate) log: Vec<Event>,
    /// What is broken on purpose.
    pub(crate) fault: Option<Fault>,
}

impl World {
    /// Nothing yet.
    #[must_use]
    pub(crate) fn new(policy: usize, fault: Option<Fault>) -> Self {
        Self {
            now: 0,
            deployed: policy,
            account: None,
            closed: false,
            members: BTreeMap::new(),
            uncounted: 0,
            unlisted: 0,
            invites: Vec::new(),
            tokens: Vec::new(),
            log: Vec::new(),
            fault,
        }
    }

    /// Whether this is broken on purpose.
    #[must_use]
    pub(crate) fn broken(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// The policy in force.
    #[must_use]
    pub(crate) fn policy(&self) -> &'static Policy {
        POLICIES.get(self.deployed).unwrap_or(&POLICIES[0])
    }

    /// What a user may do here: the owner everything, whatever is written in the row (rule 6).
    #[must_use]
    pub(crate) fn holds(&self, user: User) -> Option<u32> {
        let member = self.members.get(&user)?;
        let owns = self.account.as_ref().is_some_and(|it| it.owner == user);
        let role = if owns && !self.broken(Fault::OwnerDemoted) {
            OWNER
        } else {
            member.role
        };
        Some(self.policy().bits(role))
    }

    /// Why an invite is closed now; nothing while it is pending (rule 3: expired is computed).
    #[must_use]
    pub(crate) fn closed_why(&self, invite: &Invite) -> Option<Why> {
        match invite.decided {
            Some((Decision::Accepted(_), _)) => Some(Why::Used),
            Some((Decision::Declined(_), _)) => Some(Why::Declined),
            Some((Decision::Revoked, _)) => Some(Why::Revoked),
            None => invite
                .ends
                .filter(|end| *end <= self.now)
                .map(|_| Why::Expired),
        }
    }

    /// The numbers of the pending invites.
    #[must_use]
    pub(crate) fn pending(&self) -> Vec<InviteNumber> {
        let all = self.invites.iter().enumerate();
        all.filter(|(_, invite)| self.closed_why(invite).is_none())
            .map(|(number, _)| number)
            .collect()
    }

    /// Members, the owner among them.
    #[must_use]
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX) + self.uncounted
    }

    /// Whether this user may grant this role today: holds all of it, and may invite (rule 5).
    #[must_use]
    pub(crate) fn may_grant(&self, user: User, role: &str) -> bool {
        let wanted = self.policy().role(role);
        let held = self.holds(user);
        held.zip(wanted).is_some_and(|(held, wanted)| {
            within(super::policy::INVITE, held) && within(wanted, held)
        })
    }
}
