//! Load, decide, apply: one command in one transaction.

use super::command::{Command, Context, Done, Idempotency, Recorded, Run};
use super::lifecycle::opening;
use super::work::{Step, Stop, Work};
use super::{Account, Change, Presence, Store};
use crate::audit::{Action, Details, Outcome, Resource, ResourceType, Word};
use crate::{Refusal, limits, required};

/// Runs a command.
///
/// A policy that is new to the account is taken over first. A command that was done under the same idempotency
/// key within a day is not done again: the caller's right is checked anew, and the same outcome given. The no
/// of a rule to a member is audited; more than 30 in a minute are `rate_limited` and not stored.
///
/// # Errors
/// A fault of storage; the caller must undo everything then. A rule's no is not an error but a [`Refusal`],
/// and what was applied with it stands.
pub fn execute<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    command: &Command,
) -> Result<Result<Done, Refusal>, S::Fault> {
    let account = match (store.presence()?, command) {
        (Presence::Open(account), _) => account,
        (Presence::Unknown, Command::Open { .. }) => return open(store, context, command),
        (Presence::Closed(account), Command::Revert { .. }) => {
            return closed_again(store, context, &account);
        }
        (Presence::Closed(_), Command::Open { .. }) => return Ok(Err(Refusal::Conflict)),
        (
            Presence::Unknown | Presence::Closed(_),
            Command::Accept { .. } | Command::Decline { .. },
        ) => {
            return Ok(Err(Refusal::InviteClosed { why: None }));
        }
        (Presence::Unknown | Presence::Closed(_), _) => return Ok(Err(Refusal::NotFound)),
    };
    if command.run() == Run::Dry {
        let mut work = Work::new(store, context, account);
        return settled(work.decide(command));
    }
    let account = adopted(store, context, account)?;
    match replayed(store, context, &account, command)? {
        Some(outcome) => Ok(outcome),
        None => decided(store, context, account, command),
    }
}

/// Makes a fault of a step's two ways to stop, and an outcome of the other.
fn settled<T, F>(step: Result<T, Stop<F>>) -> Result<Result<T, Refusal>, F> {
    match step {
        Ok(value) => Ok(Ok(value)),
        Err(Stop::Refused(refusal)) => Ok(Err(*refusal)),
        Err(Stop::Fault(fault)) => Err(fault),
    }
}

fn open<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    command: &Command,
) -> Result<Result<Done, Refusal>, S::Fault> {
    let Command::Open {
        kind,
        name,
        on_behalf,
    } = command
    else {
        return Ok(Err(Refusal::NotFound));
    };
    let opening = match opening(context, *kind, on_behalf.as_ref()) {
        Ok(opening) => opening,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let changes = Work::opened(store, context, *kind, name, opening);
    store.apply(changes)?;
    Ok(Ok(Done::Account))
}

/// A revert that closed the account, asked for again with its key.
fn closed_again<S: Store>(
    store: &S,
    context: &Context<'_>,
    account: &Account,
) -> Result<Result<Done, Refusal>, S::Fault> {
    let same_owner = context.caller.user() == Some(&account.owner);
    Ok(match recorded(store, context)? {
        Some((found, key)) if same_owner && found.fingerprint == key.fingerprint => Ok(found.done),
        Some(_) | None => Err(Refusal::NotFound),
    })
}

/// The account under today's policy.
fn adopted<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    account: Account,
) -> Result<Account, S::Fault> {
    if account.policy == *context.policy.id() {
        return Ok(account);
    }
    let mut work = Work::appending(store, context, account, 0)?;
    match work.adopt() {
        Ok(()) => {}
        Err(Stop::Fault(fault)) => return Err(fault),
        // Taking over a policy asks nobody's leave.
        Err(Stop::Refused(_)) => return Ok(work.account),
    }
    let mut account = work.account.clone();
    let changes = work.finish(false);
    if let Some(Change::PutAccount(stored)) = changes.last() {
        account = stored.clone();
    }
    store.apply(changes)?;
    Ok(account)
}

/// What the request's key was used for within the last day.
fn recorded<'a, S: Store>(
    store: &S,
    context: &'a Context<'_>,
) -> Result<Option<(Recorded, Idempotency<'a>)>, S::Fault> {
    let Some(key) = context.idempotency else {
        return Ok(None);
    };
    let found = store.recorded(&context.caller.actor(), key.key)?;
    Ok(found
        .filter(|found| context.now < found.at.plus_seconds(limits::IDEMPOTENCY_SECONDS))
        .map(|found| (found, key)))
}

/// The outcome of a command that was done before under the same key.
fn replayed<S: Store>(
    store: &S,
    context: &Context<'_>,
    account: &Account,
    command: &Command,
) -> Result<Option<Result<Done, Refusal>>, S::Fault> {
    if command.is_keyed_by_its_invite() {
        return Ok(None);
    }
    let Some((found, key)) = recorded(store, context)? else {
        return Ok(None);
    };
    if found.fingerprint != key.fingerprint {
        return Ok(Some(Err(Refusal::IdempotencyMismatch)));
    }
    let work = Work::new(store, context, account.clone());
    settled(work.may_still(command, &found.done)).map(|outcome| Some(outcome.map(|()| found.done)))
}

fn decided<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    account: Account,
    command: &Command,
) -> Result<Result<Done, Refusal>, S::Fault> {
    // Events of the adoption, if there was one, had the first ids.
    let mut work = Work::appending(store, context, account.clone(), 8)?;
    match work.decide(command) {
        Ok(done) => {
            if let Some(key) = context
                .idempotency
                .filter(|_| !command.is_keyed_by_its_invite())
            {
                let record = Recorded {
                    key: key.key.into(),
                    fingerprint: key.fingerprint.into(),
                    at: context.now,
                    done: done.clone(),
                };
                let actor = context.caller.actor();
                work.changes.push(Change::Record(actor, record));
            }
            let changes = work.finish(done == Done::Closed);
            store.apply(changes)?;
            Ok(Ok(done))
        }
        Err(Stop::Refused(refusal)) => refused(store, context, account, command, *refusal).map(Err),
        Err(Stop::Fault(fault)) => Err(fault),
    }
}

/// Audits a no to a member or a service. A stranger's is for the log alone.
fn refused<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    account: Account,
    command: &Command,
    refusal: Refusal,
) -> Result<Refusal, S::Fault> {
    let Some((action, resource)) = command.about(context) else {
        return Ok(refusal);
    };
    if let Some(user) = context.caller.user()
        && store.member(user)?.is_none()
    {
        return Ok(refusal);
    }
    let actor = context.caller.actor();
    let since = context.now.plus_seconds(-limits::REFUSAL_WINDOW_SECONDS);
    if store.refusals(&actor, since)? >= limits::REFUSALS_PER_WINDOW {
        let retry_after = u32::try_from(limits::REFUSAL_WINDOW_SECONDS).unwrap_or(u32::MAX);
        return Ok(Refusal::RateLimited { retry_after });
    }
    let mut work = Work::appending(store, context, account, 8)?;
    let outcome = Outcome::Refused(refusal.code());
    work.append(actor, action, resource, outcome, Details::new());
    let changes = work.finish(false);
    store.apply(changes)?;
    Ok(refusal)
}

impl Command {
    /// Whether anything is to be written.
    #[must_use]
    pub const fn run(&self) -> Run {
        match self {
            Self::Convert { run, .. } | Self::Revert { run, .. } => *run,
            Self::Open { .. }
            | Self::Update { .. }
            | Self::Attend
            | Self::Enrol { .. }
            | Self::Note { .. }
            | Self::ChangeRole { .. }
            | Self::Remove { .. }
            | Self::Invite { .. }
            | Self::Resend { .. }
            | Self::Revoke { .. }
            | Self::Accept { .. }
            | Self::Decline { .. } => Run::Real,
        }
    }

    /// Whether a repeat is known by the invite's own row, for ever, and not by a key.
    const fn is_keyed_by_its_invite(&self) -> bool {
        matches!(self, Self::Accept { .. } | Self::Decline { .. })
    }

    /// What the audit log calls this, and what it is about; nothing for what changes no facts.
    fn about(&self, context: &Context<'_>) -> Option<(Word, Resource)> {
        let account = || Resource::new(ResourceType::Account, &context.account);
        let member = |user| Resource::new(ResourceType::Member, user);
        let invite = |id| Resource::new(ResourceType::Invite, id);
        let (action, resource) = match self {
            Self::Attend => return None,
            // Not even a refusal may read as an action of our own that a host wrote.
            Self::Note { action, .. } if action.is_reserved() => return None,
            Self::Note {
                action,
                resource_type,
                resource_id,
                ..
            } => {
                let kind = resource_type.clone();
                let id = resource_id.clone();
                return Some((action.clone(), Resource { kind, id }));
            }
            Self::Open { .. } => (Action::AccountCreate, account()),
            Self::Update { .. } => (Action::AccountUpdate, account()),
            Self::Convert { .. } => (Action::AccountConvert, account()),
            Self::Revert { .. } => (Action::AccountRevert, account()),
            Self::Enrol { person, .. } => (Action::MemberJoin, member(&person.user)),
            Self::ChangeRole { user, .. } => (Action::MemberRole, member(user)),
            Self::Remove { user } if context.caller.user() == Some(user) => {
                (Action::MemberLeave, member(user))
            }
            Self::Remove { user } => (Action::MemberRemove, member(user)),
            Self::Invite { .. } => (Action::InviteCreate, account()),
            Self::Resend { invite: id, .. } => (Action::InviteResend, invite(id)),
            Self::Revoke { invite: id } => (Action::InviteRevoke, invite(id)),
            Self::Accept { invite: id, .. } => (Action::InviteAccept, invite(id)),
            Self::Decline { invite: id, .. } => (Action::InviteDecline, invite(id)),
        };
        Some((action.into(), resource))
    }
}

impl<S: Store> Work<'_, S> {
    /// The rule of each command.
    fn decide(&mut self, command: &Command) -> Step<Done, S> {
        match command {
            Command::Open {
                kind, on_behalf, ..
            } => self.open_again(*kind, on_behalf.as_ref()),
            Command::Enrol { person, role } => self.enrol(person, role),
            Command::Note { .. } => self.note(command),
            Command::Update {
                name,
                spend_limit_cents_per_hour,
            } => self.update(name.as_ref(), *spend_limit_cents_per_hour),
            Command::Attend => self.attend(),
            Command::Convert { name, run } => self.convert(name.as_ref(), *run),
            Command::Revert { confirm_name, run } => self.revert(confirm_name.as_deref(), *run),
            Command::ChangeRole { user, role } => self.change_role(user, role),
            Command::Remove { user } => self.remove(user),
            Command::Invite { .. } => self.invite(command),
            Command::Resend {
                invite,
                link,
                expires_in,
            } => self.resend(invite, *link, *expires_in),
            Command::Revoke { invite } => self.revoke(invite),
            Command::Accept { invite, proof } => self.accept(invite, *proof),
            Command::Decline { invite, proof } => self.decline(invite, *proof),
        }
    }

    /// Whether the caller may have the outcome of their earlier command *now*.
    fn may_still(&self, command: &Command, done: &Done) -> Step<(), S> {
        match command {
            Command::Open {
                kind, on_behalf, ..
            } => {
                let (owner, _) = opening(self.context, *kind, on_behalf.as_ref())?;
                let same = owner.user == self.account.owner;
                Ok(same.then_some(()).ok_or(Refusal::Conflict)?)
            }
            Command::Enrol { .. } => self.require_service(required::MEMBERS_MANAGE).map(drop),
            Command::Note { .. } => self.require_service(required::TEAM_ACCESS).map(drop),
            Command::Update { .. } => self.require(required::TEAM_MANAGE).map(drop),
            Command::Attend => self.require(required::TEAM_ACCESS).map(drop),
            Command::Convert { .. } | Command::Revert { .. } => self.require_owner().map(drop),
            // Whoever left has no standing left to check, and learns nothing.
            Command::Remove { user } if self.context.caller.user() == Some(user) => Ok(()),
            Command::ChangeRole { .. } | Command::Remove { .. } => {
                self.require(required::MEMBERS_MANAGE).map(drop)
            }
            Command::Invite { .. } | Command::Resend { .. } => match done {
                Done::Invite { invite } => self.may_copy_link(invite).map(drop),
                Done::Account
                | Done::Closed
                | Done::Attended
                | Done::Member { .. }
                | Done::Noted { .. }
                | Done::Removed { .. }
                | Done::Accepted { .. }
                | Done::Planned(_) => self.require(required::MEMBERS_INVITE).map(drop),
            },
            Command::Revoke { .. } => self.require(required::MEMBERS_INVITE).map(drop),
            // Keyed by the invite's row: never recorded.
            Command::Accept { .. } | Command::Decline { .. } => Err(Refusal::Conflict.into()),
        }
    }
}
