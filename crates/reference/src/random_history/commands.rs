//! Random commands.

use super::{RandomHistory, Range, number_of, owner_of};
use crate::model::command::{
    Command, Decision as ReviewDecision, InviteEdit, ProjectCommand, Proof, ReviewCommand, Step,
    TransferCommand, User,
};
use crate::model::policy::POLICIES;
use crate::model::world::World;

impl RandomHistory {
    pub(super) fn command(&mut self, world: &World, who: User) -> Command {
        match self.draw.below(134) {
            0..16 => {
                let to = self.draw.percent(72).then(|| self.user());
                Command::Invite {
                    to,
                    offer: self.offer(world),
                    life: self.lifetime(),
                    limits: self.limits(to.is_none()),
                }
            }
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
            86..90 => {
                let invite = self.invite(world);
                let is_link = world.invites.get(invite).is_some_and(|it| it.to.is_none());
                Command::EditInvite {
                    invite,
                    edit: self.edit(world, is_link),
                }
            }
            90..108 => self.project_command(world, who),
            108..114 => Command::Review(self.review_command(world)),
            114..124 => Command::Transfer(self.transfer_command(world)),
            _ => self.rare_command(world),
        }
    }

    /// An edit of an invite that was opened or used: without it an edit would rarely use up a
    /// link, change its domains after a use, or outdate a token.
    pub(super) fn edit_step(&mut self, world: &World) -> Option<Step> {
        let is_touched = |number: &usize| {
            let invite = world.invites.get(*number);
            invite.is_some_and(|invite| !invite.used.is_empty())
                || world.tokens.iter().any(|token| token.invite == *number)
        };
        let touched: Vec<usize> = world.pending().into_iter().filter(is_touched).collect();
        let number = self.draw.of(&touched, *touched.first()?);
        let invite = world.invites.get(number)?;
        let uses = u64::try_from(invite.used.len()).unwrap_or(0);
        let mut edit = InviteEdit::default();
        if uses > 0 && self.draw.percent(70) {
            edit.most = Some(self.draw.of(&[uses - 1, uses, uses, uses + 1], uses));
        } else if uses > 0 && self.draw.percent(50) {
            edit.domains = Some(self.domains());
        } else {
            edit.assignment = Some(self.assignment(world));
        }
        let who = if self.draw.percent(50) {
            owner_of(world)
        } else {
            invite.grantor
        };
        Some(Step {
            after: self.pause(),
            who,
            address: Some(who),
            command: Command::EditInvite {
                invite: number,
                edit,
            },
        })
    }

    pub(super) fn project_command(&mut self, world: &World, who: User) -> Command {
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
                user: if world.service(who).is_none() && self.draw.percent(25) {
                    who
                } else {
                    user
                },
            },
            // A service has no tokens.
            _ if world.service(who).is_some() => self.create_project(),
            _ => {
                let project = Some(project);
                return Command::Token { project };
            }
        })
    }

    pub(super) fn review_command(&mut self, world: &World) -> ReviewCommand {
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

    /// Mostly with the right name.
    fn transfer_command(&mut self, world: &World) -> TransferCommand {
        let name = world.account.as_ref().map_or(0, |account| account.name);
        match self.draw.below(10) {
            0..6 => TransferCommand::Offer {
                user: self.affected_user(world),
                typed: if self.draw.percent(85) {
                    name
                } else {
                    self.name()
                },
            },
            6..8 => TransferCommand::Withdraw,
            8 => TransferCommand::Accept,
            _ => TransferCommand::Decline,
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
            20 if self.range == Range::Whole => self.enrolment(world),
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

    pub(super) fn update(&mut self) -> Command {
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
}
