//! Random erasures, and removals of expired invites.

use super::{RandomHistory, Range, number_of, owner_of};
use crate::model::command::{Command, Proof, Step, User};
use crate::model::purge::{EXPIRED_FOR, PurgeCommand, RETENTION_DAYS};
use crate::model::services::FIRST_SERVICE;
use crate::model::world::{DAY, World};

impl RandomHistory {
    /// At some of the steps, a removal of stored data. Over HTTP it happens at times that no request decides.
    pub(super) fn purge_step(&mut self, world: &World) -> Option<Step> {
        if self.range != Range::Whole {
            return None;
        }
        match self.draw.below(100) {
            0 => Some(self.erase_user(world)),
            1 => {
                let address = self.user();
                let late = self.lateness();
                Some(self.purge(0, PurgeCommand::Address { address, late }))
            }
            2..4 => self.remove_expired(world),
            4 => self.remove_old_events(world),
            5..10 => self.skipped_step(world),
            _ => None,
        }
    }

    /// Mostly of a member, and rarely of the owner, whose account may be closed with it.
    fn erase_user(&mut self, world: &World) -> Step {
        let owner = owner_of(world);
        let user = match self.affected_user(world) {
            user if user == owner && self.draw.percent(80) => self.user(),
            user => user,
        };
        let by_service: User = FIRST_SERVICE + number_of(self.draw.below(2));
        let who = if self.draw.percent(30) {
            by_service
        } else {
            user
        };
        let late = self.lateness();
        self.purge(who, PurgeCommand::User { user, late })
    }

    /// An account learns of an erasure at once, or later.
    fn lateness(&mut self) -> i64 {
        self.draw.of(&[0, 0, 1, 30, 90, 600], 0)
    }

    /// Around the time when an expired invite leaves.
    fn remove_expired(&mut self, world: &World) -> Option<Step> {
        let invites = world.invites.iter().filter(|invite| !invite.gone);
        let ends: Vec<i64> = invites
            .filter(|invite| invite.decided.is_none())
            .filter_map(|invite| invite.ends)
            .collect();
        let end = self.draw.of(&ends, *ends.first()?);
        Some(self.purge_around(world, end + EXPIRED_FOR, PurgeCommand::ExpiredInvites))
    }

    /// Around the time when an event leaves.
    fn remove_old_events(&mut self, world: &World) -> Option<Step> {
        let times: Vec<i64> = world.log.iter().map(|event| event.at).collect();
        let at = self.draw.of(&times, *times.first()?) + RETENTION_DAYS * DAY;
        Some(self.purge_around(world, at, PurgeCommand::OldEvents))
    }

    /// A step about a member who joined without something in an archived project: the event of it leaves, or they accept again
    /// and learn what is still known of it. Without it both would rarely happen to the same member.
    fn skipped_step(&mut self, world: &World) -> Option<Step> {
        let mut members = world.members.iter();
        let (user, member) = members.find(|(_, member)| !member.skipped.is_empty())?;
        let number = member.by?;
        if self.draw.percent(50) {
            let at = member.joined + RETENTION_DAYS * DAY;
            return Some(self.purge_around(world, at, PurgeCommand::OldEvents));
        }
        Some(Step {
            after: 0,
            who: *user,
            address: world.invite_at(number)?.to,
            command: Command::Accept {
                proof: Proof::Inbox(number),
            },
        })
    }

    fn purge_around(&mut self, world: &World, at: i64, command: PurgeCommand) -> Step {
        let at = at + self.draw.of(&[-1, 0, 0, 1], 0);
        let mut step = self.purge(0, command);
        step.after = (at - world.now).max(0);
        step
    }

    fn purge(&mut self, who: User, command: PurgeCommand) -> Step {
        Step {
            after: self.pause(),
            who,
            address: None,
            command: Command::Purge(command),
        }
    }
}
