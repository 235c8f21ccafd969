//! Random commands of services.

use super::{RandomHistory, Range, number_of};
use crate::model::command::{Command, Enrolment, Limits, Step, User};
use crate::model::services::{FIRST_SERVICE, SERVICES};
use crate::model::world::{DAY, World};

impl RandomHistory {
    /// A step of a service, in some of the steps. Over HTTP an enrolment takes the user's address from their own account, which is
    /// not part of a history.
    pub(super) fn service_step(&mut self, world: &World) -> Option<Step> {
        if self.range != Range::Whole || !self.draw.percent(12) {
            return None;
        }
        let number = number_of(self.draw.below(SERVICES.len()));
        // Mostly the one that holds everything.
        let service = if self.draw.percent(40) { 0 } else { number };
        let who = FIRST_SERVICE + service;
        Some(Step {
            after: self.pause(),
            who,
            address: None,
            command: self.service_command(world, who),
        })
    }

    fn service_command(&mut self, world: &World, who: User) -> Command {
        match self.draw.below(30) {
            0..14 => self.enrolment(world),
            14..17 => Command::ChangeMember {
                user: self.affected_user(world),
                change: self.member_change(world),
            },
            17..19 => Command::Remove {
                user: self.affected_user(world),
            },
            19..21 => self.update(),
            21..24 => self.project_command(world, who),
            24 => Command::Review(self.review_command(world)),
            25 => Command::Revoke {
                invite: self.invite(world),
            },
            26 => Command::Invite {
                to: Some(self.user()),
                offer: self.offer(world),
                life: None,
                limits: Limits::default(),
            },
            27 => Command::Resend {
                invite: self.invite(world),
                rotate: false,
                life: None,
            },
            28 => Command::EditInvite {
                invite: self.invite(world),
                edit: self.edit(world, false),
            },
            _ => Command::Convert {
                name: self.name(),
                dry: false,
            },
        }
    }

    /// An enrolment of anybody, or of a member with some of what they have.
    pub(super) fn enrolment(&mut self, world: &World) -> Command {
        let user = if self.draw.percent(50) {
            self.affected_user(world)
        } else {
            self.user()
        };
        let shown = world.assignment_shown(user);
        let assignment = match shown.filter(|_| self.draw.percent(40)) {
            Some(shown) => shown,
            None => self.assignment(world),
        };
        let end = self.draw.percent(30).then(|| {
            self.draw
                .percent(60)
                .then(|| self.draw.of(&[-1, 0, 1, 30, 60, DAY], 30))
        });
        Command::Enrol(Enrolment {
            user,
            address: (!self.draw.percent(10)).then_some(user),
            assignment,
            projects: self.grants(world),
            end,
        })
    }
}
