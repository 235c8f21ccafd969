//! One step of the model: time passes, somebody asks, the rules say yes or no, and the log is written.

use super::ask::{Ask, No, Reply, Step, User};
use super::fault::Fault;
use super::policy::within;
use super::world::{Account, Event, World};

/// A rule's no, or what to say.
pub(crate) type Answer = Result<Reply, No>;

/// Refusals of one member that are stored within a minute (rule 9).
const MOST_REFUSALS: usize = 30;

impl World {
    /// Takes one step.
    pub(crate) fn step(&mut self, step: &Step) -> Reply {
        self.now += step.after;
        if let Ask::Deploy { policy } = step.ask {
            self.deployed = policy;
            return Reply::Nothing;
        }
        if let Ask::Strand { invite, user } = step.ask {
            if let Some(invite) = self.invites.get_mut(invite) {
                invite.grantor = user;
            }
            return Reply::Nothing;
        }
        if let Ask::OpenLink { invite, generation } = step.ask {
            return self.open_link(invite, generation);
        }
        // A token and a link change no facts: their refusals are no matter of the log.
        let copies = matches!(step.ask, Ask::CopyLink { .. });
        let reads = copies || step.ask == Ask::Token;
        let dry = matches!(
            step.ask,
            Ask::Convert { dry: true, .. } | Ask::Revert { dry: true, .. }
        );
        if !copies && !dry {
            self.adopt();
        }
        match self.decide(step) {
            Ok(reply) => reply,
            // Rule 8: a dry run writes nothing, not even its refusal.
            Err(no) if reads || dry => Reply::No(no),
            Err(no) => Reply::No(self.refuse(step, no)),
        }
    }

    fn decide(&mut self, step: &Step) -> Answer {
        let who = step.who;
        match &step.ask {
            Ask::Open { team } => self.open(who, step.address, *team),
            Ask::Refresh => self.token(who, step.address).map(|_| Reply::Account),
            Ask::Update { name, limit } => self.update(who, *name, *limit),
            Ask::Convert { name, dry } => self.convert(who, *name, *dry),
            Ask::Revert { typed, dry } => self.revert(who, *typed, *dry),
            Ask::Token => self.token(who, step.address),
            Ask::ChangeRole { user, role } => self.change_role(who, *user, role),
            Ask::Remove { user } => self.remove(who, *user),
            Ask::Invite { to, role, life } => self.invite(who, *to, role, *life),
            Ask::Resend {
                invite,
                rotate,
                life,
            } => self.resend(who, *invite, *rotate, *life),
            Ask::CopyLink { invite } => self.copy_link(who, *invite),
            Ask::Revoke { invite } => self.revoke(who, *invite),
            Ask::Accept { by } => self.accept(who, step.address, *by),
            Ask::Decline { by } => self.decline(who, step.address, *by),
            Ask::OpenLink { .. } | Ask::Deploy { .. } | Ask::Strand { .. } => Ok(Reply::Nothing),
        }
    }

    /// Rule 9: a denial of a member is audited, up to thirty per minute; further ones are `rate_limited` and not stored. A
    /// stranger's denial is not stored.
    fn refuse(&mut self, step: &Step, no: No) -> No {
        let member = self.members.contains_key(&step.who) && self.account.is_some() && !self.closed;
        if !member && !self.broken(Fault::StrangersStored) {
            return no;
        }
        let lately = self.log.iter().filter(|event| {
            event.refused.is_some() && event.actor == Some(step.who) && event.at >= self.now - 60
        });
        if lately.count() >= MOST_REFUSALS && !self.broken(Fault::RefusalsWithoutEnd) {
            return No::code("rate_limited");
        }
        if !self.broken(Fault::RefusalsNotStored) {
            self.write(Some(step.who), action(&step.ask, step.who), Some(no.code));
        }
        no
    }

    /// Writes an audit event.
    pub(crate) fn write(
        &mut self,
        actor: Option<User>,
        action: &'static str,
        refused: Option<&'static str>,
    ) {
        self.log.push(Event {
            at: self.now,
            actor,
            action,
            refused,
        });
    }

    /// The account, to its members; to everybody else there is none.
    pub(crate) fn account_of(&self, who: User) -> Result<&Account, No> {
        let open = self.account.as_ref().filter(|_| !self.closed);
        open.filter(|_| self.members.contains_key(&who))
            .ok_or(No::code("not_found"))
    }

    /// A member who holds this permission.
    pub(crate) fn permitted(&self, who: User, permission: u32) -> Result<u32, No> {
        self.account_of(who)?;
        let held = self.holds(who).unwrap_or(0);
        if within(permission, held) {
            Ok(held)
        } else {
            Err(No::code("forbidden"))
        }
    }

    /// The epoch moves.
    pub(crate) fn advance(&mut self) -> u64 {
        match &mut self.account {
            Some(account) => {
                account.epoch += 1;
                account.epoch
            }
            None => 0,
        }
    }
}

/// What the log calls it.
fn action(ask: &Ask, who: User) -> &'static str {
    match ask {
        Ask::Open { .. } => "account.create",
        Ask::Convert { .. } => "account.convert",
        Ask::Revert { .. } => "account.revert",
        Ask::Update { .. }
        | Ask::Refresh
        | Ask::Token
        | Ask::Deploy { .. }
        | Ask::Strand { .. } => "account.update",
        Ask::ChangeRole { .. } => "member.role",
        Ask::Remove { user } if *user == who => "member.leave",
        Ask::Remove { .. } => "member.remove",
        Ask::Invite { .. } => "invite.create",
        Ask::Resend { .. } | Ask::CopyLink { .. } => "invite.resend",
        Ask::Revoke { .. } => "invite.revoke",
        Ask::Accept { .. } | Ask::OpenLink { .. } => "invite.accept",
        Ask::Decline { .. } => "invite.decline",
    }
}
