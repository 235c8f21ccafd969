//! What a random command gives: roles, lists, grants, ends and lifetimes.

use super::{RandomHistory, Range};
use crate::draw::Draw;
use crate::model::command::{
    Domain, Grant, InviteEdit, Limits, MemberChange, Offer, ProjectNumber,
};
use crate::model::policy::{ACCESS, Assignment, PROJECT_ROLES, ROLES, Scope, UNKNOWN};
use crate::model::world::{DAY, MOST_USES, World};

impl RandomHistory {
    /// A role of members: mostly one of the policy, sometimes one that it lacks.
    pub(super) fn role(&mut self, world: &World) -> &'static str {
        if self.draw.percent(8) {
            return self.draw.of(&ROLES, "nobody");
        }
        let roles = world.policy().roles;
        self.draw.of(roles, ("basic", 0)).0
    }

    /// A role or list for a member.
    pub(super) fn assignment(&mut self, world: &World) -> Assignment {
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
    pub(super) fn project_assignment(&mut self, world: &World) -> Assignment {
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
    pub(super) fn thinned(&mut self, bits: u32) -> u32 {
        let mask = self.draw.next() | self.draw.next();
        bits & u32::try_from(mask & u64::from(u32::MAX)).unwrap_or(0)
    }

    /// Mostly one of the newest projects, and sometimes one that does not exist.
    pub(super) fn project(&mut self, world: &World) -> ProjectNumber {
        let count = world.projects.len();
        match self.draw.below(20) {
            0 => count + 3,
            1..12 => count.saturating_sub(1 + self.draw.below(3.min(count))),
            _ => self.draw.below(count),
        }
    }

    /// The grants of an invite: mostly none or one.
    pub(super) fn grants(&mut self, world: &World) -> Vec<Grant> {
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

    pub(super) fn offer(&mut self, world: &World) -> Offer {
        Offer {
            assignment: self.assignment(world),
            projects: self.grants(world),
            membership: self.membership(),
        }
    }

    /// How long a membership by an invite lasts.
    pub(super) fn membership(&mut self) -> Option<i64> {
        self.draw
            .percent(15)
            .then(|| self.draw.of(&[1, 30, 60, DAY], 60))
    }

    /// Who can accept an invite: an invite to an address seldom says so, and is refused then.
    pub(super) fn limits(&mut self, is_link: bool) -> Limits {
        if !(is_link || self.draw.percent(3)) {
            return Limits::default();
        }
        Limits {
            most: self.draw.percent(60).then(|| self.most_uses()),
            domains: self.domains(),
        }
    }

    fn most_uses(&mut self) -> u64 {
        self.draw
            .of(&[1, 2, 2, 3, 3, 5, 5, 0, MOST_USES, MOST_USES + 1], 2)
    }

    pub(super) fn domains(&mut self) -> Vec<Domain> {
        self.draw
            .of(&[&[][..], &[], &[], &[0], &[1], &[0, 1], &[2]], &[])
            .to_vec()
    }

    pub(super) fn edit(&mut self, world: &World, is_link: bool) -> InviteEdit {
        let takes_limits = is_link || self.draw.percent(5);
        let mut edit = InviteEdit {
            assignment: self.draw.percent(50).then(|| self.assignment(world)),
            projects: self.draw.percent(40).then(|| self.grants(world)),
            life: self.draw.percent(30).then(|| self.lifetime()),
            membership: self.draw.percent(40).then(|| self.membership()),
            most: (takes_limits && self.draw.percent(50)).then(|| self.most_uses()),
            domains: (takes_limits && self.draw.percent(30)).then(|| self.domains()),
        };
        // A request changes something.
        if edit == InviteEdit::default() {
            edit.life = Some(self.lifetime());
        }
        edit
    }

    pub(super) fn member_change(&mut self, world: &World) -> MemberChange {
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

    pub(super) fn lifetime(&mut self) -> Option<i64> {
        self.draw
            .percent(30)
            .then(|| self.draw.of(&[1, 30, 90, DAY + 60], 90))
    }
}
