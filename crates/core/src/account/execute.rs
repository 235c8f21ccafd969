//! Load, decide, apply: one command in one transaction.

use super::command::{Command, Context, Idempotency, Run};
use super::command_context::{CommandContext, CommandError};
use super::done::{Done, Recorded};
use super::lifecycle::opening;
use super::{Account, Change, Presence, Store};
use crate::audit::{Action, Details, Outcome, Resource, ResourceType, Word};
use crate::{Refusal, limits};

/// What a refusal becomes of which the actor has had more than are audited.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OverAuditLimit {
    /// `rate_limited`: a caller who is refused that often waits.
    RateLimited,
    /// The refusal itself, which is not audited.
    NotAudited,
}

/// The first event id of a command. The ids before it are for the adoption of a new policy in the same transaction.
const FIRST_COMMAND_EVENT: u32 = 8;

/// Runs a command.
///
/// A policy that is new to the account is adopted first. A command that was done under the same idempotency key within
/// a day is not repeated: the caller's permission is checked again, and the recorded outcome returned. A refused command
/// of a member or service is audited; more than 30 in a minute are `rate_limited` and not stored.
///
/// # Errors
/// An error of storage, after which the caller must roll the transaction back. A refusal is not an error of this kind:
/// the transaction is committed with the refusal's audit event.
pub fn execute<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    command: &Command,
) -> Result<Result<Done, Refusal>, S::Error> {
    execute_with(store, context, command, OverAuditLimit::RateLimited)
}

/// Runs a row of a bulk request. Each row has its own random bytes and its own idempotency key.
///
/// It differs from [`execute`] in one thing: each row that is refused is refused for its own reason, however many there are.
/// Those beyond the 30 in a minute are not audited.
///
/// # Errors
/// As for [`execute`].
pub fn execute_row<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    command: &Command,
) -> Result<Result<Done, Refusal>, S::Error> {
    execute_with(store, context, command, OverAuditLimit::NotAudited)
}

/// Checks that the caller may invite at all, before the rows of a bulk request: what refuses them all refuses the request.
/// Such a refusal is audited once, like that of a command.
///
/// # Errors
/// As for [`execute`].
pub fn check_inviter<S: Store>(
    store: &mut S,
    context: &Context<'_>,
) -> Result<Result<(), Refusal>, S::Error> {
    let Presence::Open(account) = store.presence()? else {
        return Ok(Err(Refusal::NotFound));
    };
    let account = adopt_policy(store, context, account)?;
    let checking = CommandContext::new(store, context, account.clone());
    let Err(refusal) = split(checking.require_inviter().map(drop))? else {
        return Ok(Ok(()));
    };
    let resource = Resource::new(ResourceType::Account, &account.id);
    let audited = Some((Action::InviteCreate.into(), resource));
    let limit = OverAuditLimit::RateLimited;
    audit_refusal(store, context, account, audited, refusal, limit).map(Err)
}

fn execute_with<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    command: &Command,
    limit: OverAuditLimit,
) -> Result<Result<Done, Refusal>, S::Error> {
    let account = match (store.presence()?, command) {
        (Presence::Open(account), _) => account,
        (Presence::Unknown, Command::Open { .. }) => return open(store, context, command),
        (Presence::Closed(account), Command::Revert { .. }) => {
            return replay_closing(store, context, &account);
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
        return split(CommandContext::new(store, context, account).decide(command));
    }
    let account = adopt_policy(store, context, account)?;
    match replay(store, context, &account, command)? {
        Some(outcome) => Ok(outcome),
        None => run(store, context, account, command, limit),
    }
}

/// Separates an error of storage from a refusal.
pub(super) fn split<T, E>(result: Result<T, CommandError<E>>) -> Result<Result<T, Refusal>, E> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(CommandError::Refused(refusal)) => Ok(Err(*refusal)),
        Err(CommandError::Store(error)) => Err(error),
    }
}

fn open<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    command: &Command,
) -> Result<Result<Done, Refusal>, S::Error> {
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
    let changes = CommandContext::open(store, context, *kind, name, opening);
    store.apply(changes)?;
    Ok(Ok(Done::Account))
}

/// Repeats the outcome of a revert that closed the account.
fn replay_closing<S: Store>(
    store: &S,
    context: &Context<'_>,
    account: &Account,
) -> Result<Result<Done, Refusal>, S::Error> {
    let same_owner = context.caller.user() == Some(&account.owner);
    Ok(match find_record(store, context)? {
        Some((record, key)) if same_owner && record.fingerprint == key.fingerprint => {
            Ok(record.done)
        }
        Some(_) | None => Err(Refusal::NotFound),
    })
}

/// The account under today's policy.
fn adopt_policy<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    account: Account,
) -> Result<Account, S::Error> {
    if account.policy == *context.policy.id() {
        return Ok(account);
    }
    let mut adoption = CommandContext::appending(store, context, account, 0)?;
    match adoption.adopt_policy() {
        Ok(()) => {}
        Err(CommandError::Store(error)) => return Err(error),
        // Adopting a policy requires no permission, so no rule refuses it.
        Err(CommandError::Refused(_)) => return Ok(adoption.account),
    }
    let mut account = adoption.account.clone();
    let changes = adoption.into_changes();
    if let Some(Change::PutAccount(stored)) = changes.last() {
        account = stored.clone();
    }
    store.apply(changes)?;
    Ok(account)
}

/// The record of the request's idempotency key, if it was used within the last day.
fn find_record<'a, S: Store>(
    store: &S,
    context: &'a Context<'_>,
) -> Result<Option<(Recorded, Idempotency<'a>)>, S::Error> {
    let Some(key) = context.idempotency else {
        return Ok(None);
    };
    let record = store.recorded(&context.caller.actor(), key.key)?;
    Ok(record
        .filter(|record| context.now < record.at.plus_seconds(limits::IDEMPOTENCY_SECONDS))
        .map(|record| (record, key)))
}

/// The outcome of a command that was done before under the same idempotency key.
fn replay<S: Store>(
    store: &S,
    context: &Context<'_>,
    account: &Account,
    command: &Command,
) -> Result<Option<Result<Done, Refusal>>, S::Error> {
    if command.is_keyed_by_its_invite() {
        return Ok(None);
    }
    let Some((record, key)) = find_record(store, context)? else {
        return Ok(None);
    };
    if record.fingerprint != key.fingerprint {
        return Ok(Some(Err(Refusal::IdempotencyMismatch)));
    }
    let replay = CommandContext::new(store, context, account.clone());
    let allowed = split(replay.check_replay(command, &record.done))?;
    Ok(Some(allowed.map(|()| record.done)))
}

fn run<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    account: Account,
    command: &Command,
    limit: OverAuditLimit,
) -> Result<Result<Done, Refusal>, S::Error> {
    let mut running =
        CommandContext::appending(store, context, account.clone(), FIRST_COMMAND_EVENT)?;
    let done = match running.decide(command) {
        Ok(done) => done,
        Err(CommandError::Refused(refusal)) => {
            let audited = command.audited_as(context);
            return audit_refusal(store, context, account, audited, *refusal, limit).map(Err);
        }
        Err(CommandError::Store(error)) => return Err(error),
    };
    if let Some(key) = context.idempotency
        && !command.is_keyed_by_its_invite()
    {
        let record = Recorded {
            key: key.key.into(),
            fingerprint: key.fingerprint.into(),
            at: context.now,
            done: done.clone(),
        };
        let actor = context.caller.actor();
        running.changes.push(Change::Record(actor, record));
    }
    let changes = if done == Done::Closed {
        running.into_closing_changes()
    } else {
        running.into_changes()
    };
    store.apply(changes)?;
    Ok(Ok(done))
}

/// Audits the refusal of a member or service. A stranger's refusal is only logged, by the caller of [`execute`].
fn audit_refusal<S: Store>(
    store: &mut S,
    context: &Context<'_>,
    account: Account,
    audited: Option<(Word, Resource)>,
    refusal: Refusal,
    limit: OverAuditLimit,
) -> Result<Refusal, S::Error> {
    let Some((action, resource)) = audited else {
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
        if limit == OverAuditLimit::NotAudited {
            return Ok(refusal);
        }
        let retry_after = u32::try_from(limits::REFUSAL_WINDOW_SECONDS).unwrap_or(u32::MAX);
        return Ok(Refusal::RateLimited { retry_after });
    }
    let mut auditing = CommandContext::appending(store, context, account, FIRST_COMMAND_EVENT)?;
    let outcome = Outcome::Refused(refusal.code());
    auditing.append_event(actor, action, resource, outcome, Details::new());
    let changes = auditing.into_changes();
    store.apply(changes)?;
    Ok(refusal)
}
