//! The state of one account, in plain maps.

use std::collections::{BTreeMap, BTreeSet};

use super::command::{Address, Domain, InviteNumber, Offer, ProjectNumber, User, Why};
use super::fault::Fault;
use super::policy::{Assignment, POLICIES, Policy};
use super::reviews::Review;
use super::transfers::Transfer;

/// The most members.
pub(crate) const MOST_MEMBERS: u32 = 100_000;
/// The most users of a link invite.
pub(crate) const MOST_USES: u64 = 1_000;
/// The most pending invites.
pub(crate) const MOST_PENDING: u32 = 10_000;
/// The most projects of an account.
pub(crate) const MOST_PROJECTS: u32 = 1_000;
/// The most grants of a member.
pub(crate) const MOST_GRANTS: u32 = 500;
/// The operator's ceiling of spend limits, in these tests.
pub(crate) const CEILING: u64 = 100_000;
/// A day.
pub(crate) const DAY: i64 = 86_400;

/// The account's own row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Account {
    /// Whether it is a team now.
    pub(crate) team: bool,
    /// Its name.
    pub(crate) name: u8,
    /// Its name as a personal account, if it ever was one.
    pub(crate) personal_name: Option<u8>,
    /// The owner.
    pub(crate) owner: User,
    /// Incremented by every change of members, roles, grants or policy.
    pub(crate) epoch: u64,
    /// The epoch of the last convert or revert.
    pub(crate) floor: u64,
    /// The policy of its last command.
    pub(crate) policy: usize,
    /// Its spend limit.
    pub(crate) limit: Option<u64>,
}

/// A member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Member {
    /// The role or list.
    pub(crate) assignment: Assignment,
    /// The verified address, as last seen.
    pub(crate) address: Option<Address>,
    /// Who invited them.
    pub(crate) invited_by: Option<User>,
    /// The invite that they accepted.
    pub(crate) by: Option<InviteNumber>,
    /// The archived projects in which that invite granted nothing.
    pub(crate) skipped: Vec<ProjectNumber>,
    /// When they joined.
    pub(crate) joined: i64,
    /// The number of the event of that, if an invite made them a member.
    pub(crate) join_event: usize,
    /// When the membership ends, if ever.
    pub(crate) ends: Option<i64>,
    /// Whether they are suspended.
    pub(crate) suspended: bool,
    /// The epoch of their last change.
    pub(crate) changed: u64,
}

/// A project.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Project {
    /// Its name.
    pub(crate) name: u8,
    /// The platform's own id for it.
    pub(crate) external: Option<u8>,
    /// Whether it is archived.
    pub(crate) archived: bool,
    /// When it was created.
    pub(crate) created: i64,
    /// Whether a revert removed it. Its number stays.
    pub(crate) gone: bool,
}

/// What was decided about an invite.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Decision {
    /// This user accepted; of several, the last one did.
    Accepted(User),
    /// This user declined.
    Declined(User),
    /// It was revoked.
    Revoked,
}

/// An invite.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Invite {
    /// The invitee's address; `None` for a link invite.
    pub(crate) to: Option<Address>,
    /// What it gives.
    pub(crate) offer: Offer,
    /// The member who last created, edited or resent it.
    pub(crate) grantor: User,
    /// When it was created.
    pub(crate) created: i64,
    /// When it expires, if ever.
    pub(crate) ends: Option<i64>,
    /// What was decided, and when.
    pub(crate) decided: Option<(Decision, i64)>,
    /// How many users can accept it: one, but for link invites.
    pub(crate) most: u32,
    /// The domains of the addresses that can accept a link invite; none for any.
    pub(crate) domains: Vec<Domain>,
    /// Who has accepted it, and when, in order.
    pub(crate) used: Vec<(User, i64)>,
    /// When it was last resent.
    pub(crate) resent: Option<i64>,
    /// Which of its links is open, counted from 0.
    pub(crate) link: u32,
    /// Whether the name of its grantor is stored with it.
    pub(crate) has_name: bool,
    /// Whether it was removed. Its number stays.
    pub(crate) gone: bool,
}

impl Invite {
    /// Whether this user has accepted it.
    #[must_use]
    pub(crate) fn used_by(&self, user: User) -> bool {
        self.used.iter().any(|(each, _)| *each == user)
    }

    /// Whether as many users have accepted it as it allows.
    #[must_use]
    pub(crate) fn is_used_up(&self) -> bool {
        count(self.used.len()) >= self.most
    }
}

/// The token of an opened link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    /// The invite.
    pub(crate) invite: InviteNumber,
    /// Which of its links was opened.
    pub(crate) link: u32,
    /// The name of the role that the invite gave then.
    pub(crate) role: &'static str,
    /// When it expires.
    pub(crate) ends: i64,
}

/// An audit event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Event {
    /// When.
    pub(crate) at: i64,
    /// The user, or `None` for the system.
    pub(crate) actor: Option<User>,
    /// The action.
    pub(crate) action: &'static str,
    /// The code of the denial, if it was denied.
    pub(crate) refused: Option<&'static str>,
}

/// One account with everything that belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct World {
    /// Seconds since the history began.
    pub(crate) now: i64,
    /// The policy that the operator deployed.
    pub(crate) deployed: usize,
    /// The account, once opened.
    pub(crate) account: Option<Account>,
    /// Whether it is closed.
    pub(crate) closed: bool,
    /// The members.
    pub(crate) members: BTreeMap<User, Member>,
    /// Members that are only counted.
    pub(crate) uncounted: u32,
    /// Pending invites that are only counted.
    pub(crate) unlisted: u32,
    /// The invites.
    pub(crate) invites: Vec<Invite>,
    /// The tokens of opened links.
    pub(crate) tokens: Vec<Token>,
    /// The projects.
    pub(crate) projects: Vec<Project>,
    /// Projects that are only counted.
    pub(crate) unlisted_projects: u32,
    /// Grants of each member that are only counted.
    pub(crate) unlisted_grants: u32,
    /// The grants, by project and member.
    pub(crate) grants: BTreeMap<(ProjectNumber, User), Assignment>,
    /// The access reviews.
    pub(crate) reviews: Vec<Review>,
    /// The latest offer of ownership.
    pub(crate) transfer: Option<Transfer>,
    /// The audit log.
    pub(crate) log: Vec<Event>,
    /// How many of its oldest events were removed.
    pub(crate) cut: usize,
    /// Former owners, whose personal account it was, and whose name is stored because they get another one.
    pub(crate) replaced_owners: BTreeSet<User>,
    /// Whether the name of a closed account is stored, which can be that of its owner.
    pub(crate) has_owner_name: bool,
    /// Users who were erased. They send nothing any more.
    pub(crate) erased: BTreeSet<User>,
    /// The rule that is broken on purpose.
    pub(crate) fault: Option<Fault>,
}

impl World {
    /// An account that was never opened.
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
            projects: Vec::new(),
            unlisted_projects: 0,
            unlisted_grants: 0,
            grants: BTreeMap::new(),
            reviews: Vec::new(),
            transfer: None,
            log: Vec::new(),
            cut: 0,
            replaced_owners: BTreeSet::new(),
            has_owner_name: true,
            erased: BTreeSet::new(),
            fault,
        }
    }

    /// Whether this rule is broken on purpose.
    #[must_use]
    pub(crate) fn broken(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// The policy in force.
    #[must_use]
    pub(crate) fn policy(&self) -> &'static Policy {
        POLICIES.get(self.deployed).unwrap_or(&POLICIES[0])
    }

    /// Whether this user owns the account.
    #[must_use]
    pub(crate) fn owns(&self, user: User) -> bool {
        self.account.as_ref().is_some_and(|it| it.owner == user)
    }

    /// Why an invite is closed now; `None` while it is pending. Expiry is computed (rule 3).
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
        all.filter(|(_, invite)| !invite.gone && self.closed_why(invite).is_none())
            .map(|(number, _)| number)
            .collect()
    }

    /// How many events the log has had.
    #[must_use]
    pub(crate) fn event_count(&self) -> usize {
        self.cut + self.log.len()
    }

    /// An invite that was not removed.
    #[must_use]
    pub(crate) fn invite_at(&self, number: InviteNumber) -> Option<&Invite> {
        self.invites.get(number).filter(|invite| !invite.gone)
    }

    /// How many members there are, including the owner.
    #[must_use]
    pub(crate) fn member_count(&self) -> u32 {
        count(self.members.len()) + self.uncounted
    }

    /// How many projects there are.
    #[must_use]
    pub(crate) fn project_count(&self) -> u32 {
        let projects = self.projects.iter().filter(|project| !project.gone);
        count(projects.count()) + self.unlisted_projects
    }

    /// How many grants a member has.
    #[must_use]
    pub(crate) fn grant_count(&self, user: User) -> u32 {
        count(self.granted_projects(user).len()) + self.unlisted_grants
    }

    /// The projects in which this user has a grant.
    #[must_use]
    pub(crate) fn granted_projects(&self, user: User) -> Vec<ProjectNumber> {
        let keys = self.grants.keys().filter(|(_, member)| *member == user);
        keys.map(|(project, _)| *project).collect()
    }

    /// A project that exists. Under a policy without projects none does.
    #[must_use]
    pub(crate) fn project(&self, number: ProjectNumber) -> Option<&Project> {
        let project = self.projects.get(number).filter(|project| !project.gone);
        project.filter(|_| self.policy().project_owner_role.is_some())
    }
}

/// A length as a count.
#[must_use]
pub(crate) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
