//! One step of the model: time passes, a command runs or is denied, and the log is written.

use super::command::{
    Command, Denial, MemberChange, ProjectCommand, Reply, ReviewCommand, Step, TransferCommand,
    User,
};
use super::fault::Fault;
use super::world::{Event, World};

/// The reply to a command, or its denial.
pub(crate) type Outcome = Result<Reply, Denial>;

/// The denials of one member that are stored within a minute (rule 9).
const MOST_REFUSALS: usize = 30;

impl World {
    /// Takes one step.
    pub(crate) fn step(&mut self, step: &Step) -> Reply {
        self.now += step.after;
        if let Command::Deploy { policy } = step.command {
            self.deployed = policy;
            return Reply::Nothing;
        }
        if let Command::Strand { invite, user } = step.command {
            if let Some(invite) = self.invites.get_mut(invite) {
                invite.grantor = user;
            }
            return Reply::Nothing;
        }
        if let Command::OpenLink { invite, link } = step.command {
            return self.open_link(invite, link);
        }
        if let Command::Purge(command) = step.command {
            return self.purge(step.who, command);
        }
        // Denials of a token and of a copied link are not audited: these change nothing.
        let copies = matches!(step.command, Command::CopyLink { .. });
        let reads = copies || matches!(step.command, Command::Token { .. });
        let dry = matches!(
            step.command,
            Command::Convert { dry: true, .. } | Command::Revert { dry: true, .. }
        );
        if !copies && !dry {
            self.adopt();
        }
        match self.decide(step) {
            Ok(reply) => reply,
            // Rule 8: a dry run writes nothing, not even its denial.
            Err(denial) if reads || dry => Reply::Denied(denial),
            Err(denial) => Reply::Denied(self.refuse(step, denial)),
        }
    }

    fn decide(&mut self, step: &Step) -> Outcome {
        let who = step.who;
        match &step.command {
            Command::Open { team } => self.open(who, step.address, *team),
            Command::Refresh => self.token(who, step.address, None).map(|_| Reply::Account),
            Command::Update { name, limit } => self.update(who, *name, *limit),
            Command::Convert { name, dry } => self.convert(who, *name, *dry),
            Command::Revert { typed, dry } => self.revert(who, *typed, *dry),
            Command::Token { project } => self.token(who, step.address, *project),
            Command::ChangeMember { user, change } => self.change_member(who, *user, change),
            Command::Remove { user } => self.remove(who, *user),
            Command::Enrol(enrolment) => self.enrol(who, enrolment),
            Command::Invite {
                to,
                offer,
                life,
                limits,
            } => self.invite(who, *to, offer, *life, limits),
            Command::EditInvite { invite, edit } => self.edit_invite(who, *invite, edit),
            Command::Resend {
                invite,
                rotate,
                life,
            } => self.resend(who, *invite, *rotate, *life),
            Command::CopyLink { invite } => self.copy_link(who, *invite),
            Command::Revoke { invite } => self.revoke(who, *invite),
            Command::Accept { proof } => self.accept(who, step.address, *proof),
            Command::Decline { proof } => self.decline(who, step.address, *proof),
            Command::Project(command) => self.project_command(who, command),
            Command::Review(command) => self.review_command(who, command),
            Command::Transfer(command) => self.transfer_command(who, command),
            Command::OpenLink { .. }
            | Command::Purge(_)
            | Command::Deploy { .. }
            | Command::Strand { .. } => Ok(Reply::Nothing),
        }
    }

    /// Rule 9: a denial of a member or service is audited, up to thirty per minute; further ones are `rate_limited` and not stored. A
    /// stranger's denial is not stored.
    fn refuse(&mut self, step: &Step, denial: Denial) -> Denial {
        let is_service =
            self.service(step.who).is_some() && !self.broken(Fault::ServiceRefusalsNotStored);
        let is_known = self.members.contains_key(&step.who) || is_service;
        let member = is_known && self.account.is_some() && !self.closed;
        if !member && !self.broken(Fault::StrangersStored) {
            return denial;
        }
        let lately = self.log.iter().filter(|event| {
            event.refused.is_some() && event.actor == Some(step.who) && event.at >= self.now - 60
        });
        if lately.count() >= MOST_REFUSALS && !self.broken(Fault::RefusalsWithoutEnd) {
            return Denial::code("rate_limited");
        }
        if !self.broken(Fault::RefusalsNotStored) {
            self.write(
                Some(step.who),
                action(&step.command, step.who),
                Some(denial.code),
            );
        }
        denial
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
}

/// What the audit log calls a command.
fn action(command: &Command, who: User) -> &'static str {
    match command {
        Command::Open { .. } => "account.create",
        Command::Convert { .. } => "account.convert",
        Command::Revert { .. } => "account.revert",
        Command::Update { .. }
        | Command::Refresh
        | Command::Token { .. }
        | Command::Purge(_)
        | Command::Deploy { .. }
        | Command::Strand { .. } => "account.update",
        Command::ChangeMember { change, .. } => member_action(change),
        Command::Remove { user } if *user == who => "member.leave",
        Command::Remove { .. } => "member.remove",
        Command::Enrol(_) => "member.join",
        Command::Invite { .. } => "invite.create",
        Command::EditInvite { .. } => "invite.update",
        Command::Resend { .. } | Command::CopyLink { .. } => "invite.resend",
        Command::Revoke { .. } => "invite.revoke",
        Command::Accept { .. } | Command::OpenLink { .. } => "invite.accept",
        Command::Decline { .. } => "invite.decline",
        Command::Project(command) => project_action(command),
        Command::Transfer(TransferCommand::Offer { .. }) => "hallpass.transfer.offer",
        Command::Transfer(TransferCommand::Accept) => "hallpass.transfer.accept",
        Command::Transfer(TransferCommand::Decline) => "hallpass.transfer.decline",
        Command::Transfer(TransferCommand::Withdraw) => "hallpass.transfer.withdraw",
        Command::Review(ReviewCommand::Open) => "hallpass.review.open",
        Command::Review(ReviewCommand::Decide { .. }) => "hallpass.review.decide",
        Command::Review(ReviewCommand::Close { .. }) => "hallpass.review.close",
    }
}

/// What the audit log calls a denied change of a member: its first part.
fn member_action(change: &MemberChange) -> &'static str {
    match change {
        MemberChange {
            assignment: Some(_),
            ..
        } => "member.role",
        MemberChange { end: Some(_), .. } => "member.end",
        MemberChange {
            suspended: Some(true),
            ..
        } => "member.suspend",
        MemberChange { .. } => "member.restore",
    }
}

/// What the audit log calls a command about a project.
const fn project_action(command: &ProjectCommand) -> &'static str {
    match command {
        ProjectCommand::Create { .. } => "hallpass.project.create",
        ProjectCommand::Change { archived: None, .. } => "hallpass.project.update",
        ProjectCommand::Change {
            archived: Some(true),
            ..
        } => "hallpass.project.archive",
        ProjectCommand::Change {
            archived: Some(false),
            ..
        } => "hallpass.project.restore",
        ProjectCommand::PutGrant { .. } => "hallpass.grant.put",
        ProjectCommand::RemoveGrant { .. } => "hallpass.grant.remove",
    }
}
