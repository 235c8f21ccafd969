//! Random histories of an account: short, with few users, so that rules interact.

mod commands;
mod offers;
mod purge;
mod services;

use crate::draw::Draw;
use crate::model::command::{
    Command, Grant, Limits, MemberChange, Offer, ProjectCommand, Proof, Step, TransferCommand, User,
};
use crate::model::policy::POLICIES;
use crate::model::world::{
    DAY, Invite, MOST_GRANTS, MOST_MEMBERS, MOST_PENDING, MOST_PROJECTS, World,
};

/// The users of a history. Number 0 opens the account.
pub(crate) const USERS: u8 = 7;

/// Which steps a history can have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Range {
    /// All, including a change of policy.
    Whole,
    /// Those of a deployed Worker, whose policy does not change.
    OnePolicy,
}

/// The generator of one history.
pub(crate) struct RandomHistory {
    draw: Draw,
    range: Range,
    /// The policy at its start.
    pub(crate) policy: usize,
    /// The number of its steps.
    pub(crate) steps: usize,
    /// Members at its start that are only counted.
    pub(crate) uncounted: u32,
    /// Pending invites at its start that are only counted.
    pub(crate) unlisted: u32,
    /// Projects at its start that are only counted.
    pub(crate) unlisted_projects: u32,
    /// Grants of each member at its start that are only counted.
    pub(crate) unlisted_grants: u32,
    /// A user who sends nearly all commands, without pauses, until some are rate limited.
    persistent: Option<User>,
    steps_taken: usize,
    /// The user of the current step.
    current: User,
}

impl RandomHistory {
    /// The history with this number.
    pub(crate) fn new(seed: u64, number: u64, range: Range) -> Self {
        let mut draw = Draw::new(seed, number);
        let whole = range == Range::Whole;
        let (padded, piled) = (whole && draw.percent(6), whole && draw.percent(10));
        let (unlisted_projects, unlisted_grants) = match draw.below(20) {
            0 if whole => (MOST_PROJECTS - 1, 0),
            1 if whole => (0, MOST_GRANTS - 1),
            _ => (0, 0),
        };
        Self {
            policy: draw.below(POLICIES.len()),
            steps: 20 + draw.below(70),
            uncounted: if padded { MOST_MEMBERS - 4 } else { 0 },
            unlisted: if piled { MOST_PENDING - 1 } else { 0 },
            unlisted_projects,
            unlisted_grants,
            persistent: draw.percent(6).then(|| number_of(draw.below(USERS.into()))),
            steps_taken: 0,
            current: 0,
            draw,
            range,
        }
    }

    /// The next step, or `None` at the end.
    pub(crate) fn next(&mut self, world: &World) -> Option<Step> {
        let mut step = self.random_step(world)?;
        while is_by_erased(world, &step) {
            step = self.random_step(world)?;
        }
        let joining = if let Command::Enrol(enrolment) = &step.command {
            enrolment.user
        } else {
            step.who
        };
        // Core tells a user's memberships apart by their times: a user who left does not join again within the same second.
        let joined_now = |invite: &Invite| {
            let mut used = invite.used.iter();
            used.any(|(user, at)| *user == joining && *at == world.now)
        };
        if !world.members.contains_key(&joining) && world.invites.iter().any(joined_now) {
            step.after = step.after.max(1);
        }
        Some(step)
    }

    fn random_step(&mut self, world: &World) -> Option<Step> {
        let at = self.steps_taken;
        self.steps_taken += 1;
        if at >= self.steps || (world.closed && self.draw.percent(20)) {
            return None;
        }
        if at == 0 {
            let team = self.draw.percent(25);
            return Some(step(0, Command::Open { team }));
        }
        if at == 1 && self.draw.percent(85) {
            let name = self.name();
            return Some(step(0, Command::Convert { name, dry: false }));
        }
        if self.persistent.is_none()
            && self.draw.percent(22)
            && let Some(step) = self.join_step(world)
        {
            return Some(step);
        }
        if self.persistent.is_none()
            && self.draw.percent(6)
            && let Some(step) = self.project_invite_step(world)
        {
            return Some(step);
        }
        if self.persistent.is_none()
            && self.draw.percent(5)
            && let Some(step) = self.edit_step(world)
        {
            return Some(step);
        }
        if self.persistent.is_none()
            && let Some(step) = self.service_step(world)
        {
            return Some(step);
        }
        if self.persistent.is_none()
            && self.draw.percent(15)
            && let Some(step) = self.transfer_step(world)
        {
            return Some(step);
        }
        if let Some(step) = self.purge_step(world) {
            return Some(step);
        }
        let who = self.acting_user(world);
        let address = match self.draw.below(100) {
            0..6 => None,
            6..12 => Some(self.user()),
            _ => Some(who),
        };
        self.current = who;
        let command = self.command(world, who);
        let after = self.pause();
        Some(Step {
            after,
            who,
            address,
            command,
        })
    }

    /// A step towards an accepted invite: without it users would rarely join.
    fn join_step(&mut self, world: &World) -> Option<Step> {
        let pending = world.pending();
        let number = self.draw.of(&pending, *pending.first()?);
        let invite = world.invites.get(number)?;
        let newest = world
            .tokens
            .iter()
            .rposition(|token| token.invite == number);
        let after = self.pause();
        let who = invite.to.unwrap_or_else(|| self.user());
        // A link for several users is used by several.
        let who = match invite.used.first() {
            Some((before, _)) if self.draw.percent(15) => *before,
            Some(_) | None => who,
        };
        let command = match newest {
            Some(token) if invite.to.is_none() || self.draw.percent(50) => Command::Accept {
                proof: Proof::Token(token),
            },
            None if invite.to.is_none() => Command::OpenLink {
                invite: number,
                link: invite.link,
            },
            Some(_) | None => Command::Accept {
                proof: Proof::Inbox(number),
            },
        };
        Some(Step {
            after,
            who,
            address: Some(who),
            command,
        })
    }

    /// A step in which a member invites to a project of theirs, or in which the grant of a member who did that changes:
    /// without it both would rarely happen to the same member.
    fn project_invite_step(&mut self, world: &World) -> Option<Step> {
        let mut of_members = Vec::new();
        for number in world.pending() {
            let invite = world.invites.get(number)?;
            let grants = &invite.offer.projects;
            of_members.extend(grants.iter().map(|grant| (grant.project, invite.grantor)));
        }
        of_members.retain(|key| world.grants.contains_key(key));
        let (who, command) = if let Some(first) = of_members.first() {
            let (project, user) = self.draw.of(&of_members, *first);
            let change = if self.draw.percent(50) {
                ProjectCommand::RemoveGrant { project, user }
            } else {
                ProjectCommand::PutGrant {
                    project,
                    user,
                    assignment: self.project_assignment(world),
                }
            };
            (owner_of(world), Command::Project(change))
        } else {
            let grants: Vec<_> = world.grants.iter().collect();
            let ((project, who), assignment) = self.draw.of(&grants, *grants.first()?);
            let grant = Grant {
                project: *project,
                assignment: *assignment,
            };
            let invite = Command::Invite {
                to: Some(self.user()),
                offer: Offer {
                    assignment: self.assignment(world),
                    projects: vec![grant],
                    membership: None,
                },
                life: None,
                limits: Limits::default(),
            };
            (*who, invite)
        };
        Some(Step {
            after: self.pause(),
            who,
            address: Some(who),
            command,
        })
    }

    /// A step about an open offer of the ownership: without it the member whom it is for would rarely decide, or be suspended
    /// and restored before they do.
    fn transfer_step(&mut self, world: &World) -> Option<Step> {
        let to = world.offered_to()?;
        let is_active = world.open_transfer().is_some();
        let (who, command) = match self.draw.below(10) {
            _ if !is_active => (owner_of(world), suspend(to, false)),
            0..6 => (to, Command::Transfer(TransferCommand::Accept)),
            6..8 => (to, Command::Transfer(TransferCommand::Decline)),
            _ => (owner_of(world), suspend(to, true)),
        };
        Some(Step {
            after: self.pause(),
            who,
            address: Some(who),
            command,
        })
    }

    /// The owner and members act more often than others.
    fn acting_user(&mut self, world: &World) -> User {
        if let Some(user) = self.persistent.filter(|_| self.draw.percent(90)) {
            return user;
        }
        let members: Vec<User> = world.members.keys().copied().collect();
        match self.draw.below(10) {
            0..3 => owner_of(world),
            3..7 => self.draw.of(&members, 0),
            _ => self.user(),
        }
    }

    fn user(&mut self) -> User {
        number_of(self.draw.below(USERS.into()))
    }

    fn name(&mut self) -> u8 {
        1 + number_of(self.draw.below(2))
    }

    /// The pause before a step. It often hits the exact ends of minutes, lifetimes and tokens, and the seconds next to them.
    fn pause(&mut self) -> i64 {
        if self.persistent.is_some() && self.draw.percent(90) {
            return 0;
        }
        match self.draw.below(40) {
            0..20 => 0,
            20..30 => 1,
            30..35 => self.draw.of(&[29, 30, 31, 59, 60, 61], 1),
            35..38 => self.draw.of(&[88, 89, 90, 91], 1),
            38 => self
                .draw
                .of(&[DAY - 1, DAY, DAY + 1, 7 * DAY - 1, 7 * DAY], 1),
            _ => 600,
        }
    }

    /// Mostly one of the newest invites, and sometimes one that does not exist.
    fn invite(&mut self, world: &World) -> usize {
        let count = world.invites.len();
        match self.draw.below(20) {
            0 => count + 3,
            1..13 => count.saturating_sub(1 + self.draw.below(3.min(count))),
            _ => self.draw.below(count),
        }
    }

    fn proof(&mut self, world: &World, who: User) -> Proof {
        let tokens = world.tokens.len();
        if tokens > 0 && self.draw.percent(50) {
            return Proof::Token(tokens.saturating_sub(1 + self.draw.below(4.min(tokens))));
        }
        let own = world
            .invites
            .iter()
            .rposition(|invite| invite.to == Some(who));
        match own {
            Some(number) if self.draw.percent(80) => Proof::Inbox(number),
            Some(_) | None => Proof::Inbox(self.invite(world)),
        }
    }

    /// Mostly a member, and often one whose invites are pending: a change of theirs can revoke them.
    fn affected_user(&mut self, world: &World) -> User {
        if self.draw.percent(20)
            && let Some(inviter) = self.inviter(world)
        {
            return inviter;
        }
        let members: Vec<User> = world.members.keys().copied().collect();
        if self.draw.percent(85) {
            self.draw.of(&members, 0)
        } else {
            self.user()
        }
    }

    /// A member besides the owner who has pending invites.
    fn inviter(&mut self, world: &World) -> Option<User> {
        let pending = world.pending().into_iter();
        let inviters: Vec<User> = pending
            .filter_map(|number| world.invites.get(number))
            .map(|invite| invite.grantor)
            .filter(|user| *user != owner_of(world) && world.members.contains_key(user))
            .collect();
        Some(self.draw.of(&inviters, *inviters.first()?))
    }
}

/// Whether a step is of a user who was erased, or would make them a member: who they were signs in as another user.
fn is_by_erased(world: &World, step: &Step) -> bool {
    if let Command::Enrol(enrolment) = &step.command {
        return world.erased.contains(&enrolment.user);
    }
    !matches!(step.command, Command::Purge(_)) && world.erased.contains(&step.who)
}

/// The owner: user 0 until the ownership moves.
fn owner_of(world: &World) -> User {
    world.account.as_ref().map_or(0, |account| account.owner)
}

/// Suspends or restores a member.
fn suspend(user: User, suspended: bool) -> Command {
    let change = MemberChange {
        suspended: Some(suspended),
        ..MemberChange::default()
    };
    Command::ChangeMember { user, change }
}

fn number_of(value: usize) -> u8 {
    u8::try_from(value).unwrap_or(0)
}

const fn step(who: User, command: Command) -> Step {
    Step {
        after: 0,
        who,
        address: Some(who),
        command,
    }
}
