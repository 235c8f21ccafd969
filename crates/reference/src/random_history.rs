//! Random histories of an account: short, with few users, so that rules interact.

use crate::draw::Draw;
use crate::model::command::{
    Command, Decision as ReviewDecision, Grant, InviteEdit, MemberChange, Offer, ProjectCommand,
    ProjectNumber, Proof, ReviewCommand, Step, User,
};
use crate::model::policy::{ACCESS, Assignment, POLICIES, PROJECT_ROLES, ROLES, Scope, UNKNOWN};
use crate::model::world::{
    DAY, Decision, Invite, MOST_GRANTS, MOST_MEMBERS, MOST_PENDING, MOST_PROJECTS, World,
};

/// The users of a history. Number 0 owns the account.
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
        // Core tells a user's memberships apart by their times: a user who left does not join again within the same second.
        let joined_now = |invite: &Invite| {
            let decision = invite.decided.map(|(decision, _)| decision);
            let at = invite.decided.map(|(_, at)| at);
            decision == Some(Decision::Accepted(step.who)) && at == Some(world.now)
        };
        if !world.members.contains_key(&step.who) && world.invites.iter().any(joined_now) {
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

    /// The owner and members act more often than others.
    fn acting_user(&mut self, world: &World) -> User {
        if let Some(user) = self.persistent.filter(|_| self.draw.percent(90)) {
            return user;
        }
        let members: Vec<User> = world.members.keys().copied().collect();
        match self.draw.below(10) {
            0..3 => 0,
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
            38 => self.draw.of(&[DAY - 1, DAY, DAY + 1], 1),
            _ => 600,
        }
    }

    /// A role of members: mostly one of the policy, sometimes one that it lacks.
    fn role(&mut self, world: &World) -> &'static str {
        if self.draw.percent(8) {
            return self.draw.of(&ROLES, "nobody");
        }
        let roles = world.policy().roles;
        self.draw.of(roles, ("basic", 0)).0
    }

    /// A role or list for a member.
    fn assignment(&mut self, world: &World) -> Assignment {
        if self.draw.percent(70) {
            return Assignment::Role(self.role(world));
        }
        let role = self.role(world);
        let of_role = world.policy().gives(Assignment::Role(role), Scope::Account);
        let mut list = self.thinned(of_role) | ACCESS;
        match self.draw.below(20) {
            0 => list &= !ACCESS,
            1 => list |= UNKNOWN,
            2 => list |= 1 << self.draw.below(16),
            _ => {}
        }
        Assignment::Custom(list)
    }

    /// A role or list for a project.
    fn project_assignment(&mut self, world: &World) -> Assignment {
        let roles = world.policy().project_roles;
        let role = if self.draw.percent(8) {
            self.draw.of(&PROJECT_ROLES, "nobody")
        } else {
            self.draw.of(roles, ("viewer", 0)).0
        };
        if self.draw.percent(65) {
            return Assignment::Role(role);
        }
        let of_role = world.policy().gives(Assignment::Role(role), Scope::Project);
        let mut list = self.thinned(of_role);
        if list == 0 && self.range == Range::OnePolicy {
            // A request refuses an empty list before any rule.
            return Assignment::Role(role);
        }
        match self.draw.below(20) {
            0 => list |= UNKNOWN,
            1 => list |= ACCESS,
            2 => list |= 1 << self.draw.below(16),
            _ => {}
        }
        Assignment::Custom(list)
    }

    /// Some of these bits.
    fn thinned(&mut self, bits: u32) -> u32 {
        let mask = self.draw.next() | self.draw.next();
        bits & u32::try_from(mask & u64::from(u32::MAX)).unwrap_or(0)
    }

    /// Mostly one of the newest projects, and sometimes one that does not exist.
    fn project(&mut self, world: &World) -> ProjectNumber {
        let count = world.projects.len();
        match self.draw.below(20) {
            0 => count + 3,
            1..12 => count.saturating_sub(1 + self.draw.below(3.min(count))),
            _ => self.draw.below(count),
        }
    }

    /// The grants of an invite: mostly none or one.
    fn grants(&mut self, world: &World) -> Vec<Grant> {
        let count = match self.draw.below(10) {
            _ if world.projects.is_empty() && self.draw.percent(95) => 0,
            0..5 => 0,
            5..8 => 1,
            _ => 2,
        };
        let mut grants: Vec<Grant> = Vec::new();
        for _ in 0..count {
            let grant = Grant {
                project: self.project(world),
                assignment: self.project_assignment(world),
            };
            // A request refuses a project that occurs twice before any rule.
            let is_new = grants.iter().all(|each| each.project != grant.project);
            if is_new || self.range == Range::Whole {
                grants.push(grant);
            }
        }
        grants
    }

    fn offer(&mut self, world: &World) -> Offer {
        Offer {
            assignment: self.assignment(world),
            projects: self.grants(world),
            membership: self.membership(),
        }
    }

    /// How long a membership by an invite lasts.
    fn membership(&mut self) -> Option<i64> {
        self.draw
            .percent(15)
            .then(|| self.draw.of(&[1, 30, 60, DAY], 60))
    }

    fn edit(&mut self, world: &World) -> InviteEdit {
        let mut edit = InviteEdit {
            assignment: self.draw.percent(50).then(|| self.assignment(world)),
            projects: self.draw.percent(40).then(|| self.grants(world)),
            life: self.draw.percent(30).then(|| self.lifetime()),
            membership: self.draw.percent(40).then(|| self.membership()),
        };
        // A request changes something.
        if edit == InviteEdit::default() {
            edit.life = Some(self.lifetime());
        }
        edit
    }

    fn member_change(&mut self, world: &World) -> MemberChange {
        let end = |draw: &mut Draw| {
            draw.percent(60)
                .then(|| draw.of(&[-1, 0, 1, 30, 60, DAY], 30))
        };
        let only_role = self.draw.percent(55);
        let mut change = MemberChange::default();
        if only_role || self.draw.percent(15) {
            change.assignment = Some(self.assignment(world));
        }
        if !only_role && self.draw.percent(50) {
            change.end = Some(end(&mut self.draw));
        }
        if !only_role && (self.draw.percent(50) || change.end.is_none()) {
            change.suspended = Some(self.draw.percent(50));
        }
        change
    }

    fn lifetime(&mut self) -> Option<i64> {
        self.draw
            .percent(30)
            .then(|| self.draw.of(&[1, 30, 90, DAY + 60], 90))
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

    fn command(&mut self, world: &World, who: User) -> Command {
        match self.draw.below(124) {
            0..16 => Command::Invite {
                to: self.draw.percent(72).then(|| self.user()),
                offer: self.offer(world),
                life: self.lifetime(),
            },
            16..28 => self.open_link(world),
            28..46 => Command::Accept {
                proof: self.proof(world, who),
            },
            46..50 => Command::Decline {
                proof: self.proof(world, who),
            },
            50..54 => Command::Revoke {
                invite: self.invite(world),
            },
            54..60 => Command::Resend {
                invite: self.invite(world),
                rotate: self.draw.percent(50),
                life: self.lifetime(),
            },
            60..63 => Command::CopyLink {
                invite: self.invite(world),
            },
            63..76 => Command::ChangeMember {
                user: self.affected_user(world),
                change: self.member_change(world),
            },
            76..82 => Command::Remove {
                user: if self.draw.percent(25) {
                    who
                } else {
                    self.affected_user(world)
                },
            },
            82..86 => self.update(),
            86..90 => Command::EditInvite {
                invite: self.invite(world),
                edit: self.edit(world),
            },
            90..108 => self.project_command(world, who),
            108..114 => Command::Review(self.review_command(world)),
            _ => self.rare_command(world),
        }
    }

    fn project_command(&mut self, world: &World, who: User) -> Command {
        let project = self.project(world);
        let user = self.affected_user(world);
        Command::Project(match self.draw.below(18) {
            _ if world.projects.is_empty() && self.draw.percent(80) => self.create_project(),
            0..3 => self.create_project(),
            3..7 => {
                let name = self.draw.percent(40).then(|| self.name());
                let only_name = name.is_some() && self.draw.percent(50);
                ProjectCommand::Change {
                    project,
                    name,
                    archived: (!only_name).then(|| self.draw.percent(45)),
                }
            }
            7..13 => ProjectCommand::PutGrant {
                project,
                user,
                assignment: self.project_assignment(world),
            },
            13..16 => ProjectCommand::RemoveGrant {
                project,
                user: if self.draw.percent(25) { who } else { user },
            },
            _ => {
                let project = Some(project);
                return Command::Token { project };
            }
        })
    }

    fn review_command(&mut self, world: &World) -> ReviewCommand {
        let newest = world.reviews.len().saturating_sub(1);
        let review = match self.draw.below(12) {
            0 => newest + 3,
            1 => self.draw.below(newest),
            _ => newest,
        };
        match self.draw.below(6) {
            _ if world.reviews.is_empty() && self.draw.percent(80) => ReviewCommand::Open,
            0 => ReviewCommand::Open,
            1..5 => ReviewCommand::Decide {
                review,
                user: self.affected_user(world),
                decision: self.draw.of(
                    &[
                        ReviewDecision::Keep,
                        ReviewDecision::Changed,
                        ReviewDecision::Removed,
                    ],
                    ReviewDecision::Keep,
                ),
            },
            _ => ReviewCommand::Close { review },
        }
    }

    fn create_project(&mut self) -> ProjectCommand {
        ProjectCommand::Create {
            name: self.name(),
            external: self.draw.percent(40).then(|| number_of(self.draw.below(3))),
        }
    }

    fn rare_command(&mut self, world: &World) -> Command {
        match self.draw.below(22) {
            0..4 => Command::Token { project: None },
            4..9 => Command::Convert {
                name: self.name(),
                dry: self.draw.percent(30),
            },
            9..12 => self.revert(world),
            12..15 => self.open_again(world),
            15..19 if self.range == Range::Whole => Command::Deploy {
                policy: self.draw.below(POLICIES.len()),
            },
            19 if self.range == Range::Whole && !world.invites.is_empty() => Command::Strand {
                invite: self.draw.below(world.invites.len()),
                user: self.affected_user(world),
            },
            _ => Command::Accept {
                proof: Proof::Inbox(self.invite(world)),
            },
        }
    }

    /// Over HTTP a user can only open their own account again; a second team is another account.
    fn open_again(&mut self, world: &World) -> Command {
        let team = self.draw.percent(50);
        let account = world.account.as_ref();
        match self.range {
            Range::Whole => Command::Open { team },
            Range::OnePolicy
                if account.is_some_and(|account| {
                    account.owner == self.current && account.personal_name.is_some()
                }) =>
            {
                Command::Refresh
            }
            Range::OnePolicy => Command::Token { project: None },
        }
    }

    /// Mostly with the right name.
    fn revert(&mut self, world: &World) -> Command {
        let name = world.account.as_ref().map_or(0, |account| account.name);
        Command::Revert {
            typed: if self.draw.percent(60) {
                name
            } else {
                self.name()
            },
            dry: self.draw.percent(30),
        }
    }

    fn update(&mut self) -> Command {
        let limit = [0, 500, 100_000, 100_001];
        let (name, limit) = (self.name(), self.draw.of(&limit, 0));
        match self.draw.below(3) {
            0 => Command::Update {
                name: Some(name),
                limit: None,
            },
            1 => Command::Update {
                name: None,
                limit: Some(limit),
            },
            _ => Command::Update {
                name: Some(name),
                limit: Some(limit),
            },
        }
    }

    fn open_link(&mut self, world: &World) -> Command {
        let invite = self.invite(world);
        let current = world.invites.get(invite).map_or(0, |invite| invite.link);
        let old = self.draw.percent(10);
        Command::OpenLink {
            invite,
            link: if old {
                current.saturating_sub(1)
            } else {
                current
            },
        }
    }

    /// Mostly a member.
    fn affected_user(&mut self, world: &World) -> User {
        let members: Vec<User> = world.members.keys().copied().collect();
        if self.draw.percent(85) {
            self.draw.of(&members, 0)
        } else {
            self.user()
        }
    }
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
