//! Compares the responses and states of core and the model.

use hallpass_core::account::{Done, Invite, Presence, State, Status};
use hallpass_core::audit::{Actor, Outcome};
use hallpass_core::{ClosedReason as CoreWhy, Kind, Refusal, RoleName, Timestamp};

use crate::core_account::{BEGINNING, CoreAccount, CoreReply};
use crate::core_fixture::NAMES;
use crate::model::ask::{No, Reply, Why};
use crate::model::world::{Decision, Event, Invite as ModelInvite, World};

/// A reply of core in the model's terms.
pub(crate) fn reply(core_account: &CoreAccount, core_reply: &CoreReply) -> Reply {
    match core_reply {
        CoreReply::Outcome(Ok(done)) => done_reply(core_account, done),
        CoreReply::Link(Ok(invite)) => Reply::Invite(number(core_account, invite)),
        CoreReply::Outcome(Err(refusal)) | CoreReply::Link(Err(refusal)) => {
            Reply::No(no(core_account, refusal))
        }
        CoreReply::Opened { generation, ends } => Reply::Opened {
            generation: *generation,
            ends: *ends,
        },
        CoreReply::Closed => Reply::LinkClosed,
        CoreReply::Nothing => Reply::Nothing,
    }
}

fn done_reply(core_account: &CoreAccount, done: &Done) -> Reply {
    match done {
        Done::Account => Reply::Account,
        Done::Closed => Reply::Closed,
        Done::Attended => Reply::Token {
            epoch: core_account
                .store
                .memory
                .account()
                .map_or(0, |account| account.epoch),
        },
        Done::Member { user } => Reply::Member(core_account.fixture.number(user)),
        Done::Removed { user } => Reply::Removed(core_account.fixture.number(user)),
        Done::Invite { invite } => Reply::Invite(number(core_account, invite)),
        Done::Accepted { invite } => Reply::Accepted(number(core_account, invite)),
        Done::Planned(plan) => Reply::Plan {
            members: plan.members_removed,
            invites: plan.invites_revoked,
        },
        Done::Noted { .. } | Done::Review { .. } | Done::Project { .. } | Done::Grant { .. } => {
            Reply::Nothing
        }
    }
}

fn number(core_account: &CoreAccount, invite: &hallpass_core::InviteId) -> usize {
    let at = core_account
        .invites
        .iter()
        .position(|known| known == invite);
    at.unwrap_or(usize::MAX)
}

fn no(core_account: &CoreAccount, refusal: &Refusal) -> No {
    let code = refusal.code().as_str();
    if let Refusal::InviteClosed { why } = refusal {
        return No::closed(why.map(|why| match why {
            CoreWhy::Used => Why::Used,
            CoreWhy::Declined => Why::Declined,
            CoreWhy::Revoked => Why::Revoked,
            CoreWhy::Expired => Why::Expired,
        }));
    }
    let Refusal::AlreadyInvited { invite_id } = refusal else {
        return No::code(code);
    };
    No {
        invite: Some(number(core_account, invite_id)),
        ..No::code(code)
    }
}

/// The first thing that they hold differently, if any; events from `logged` on.
pub(crate) fn difference(
    world: &World,
    core_account: &CoreAccount,
    logged: usize,
) -> Option<String> {
    account(world, core_account)
        .or_else(|| members(world, core_account))
        .or_else(|| invites(world, core_account))
        .or_else(|| events(world, core_account, logged))
}

fn differs<T: PartialEq + core::fmt::Debug>(what: &str, model: &T, core: &T) -> Option<String> {
    (model != core).then(|| format!("{what}: the model has {model:?}, core {core:?}"))
}

fn account(world: &World, core_account: &CoreAccount) -> Option<String> {
    let (kept, closed) = match &core_account.store.memory.presence {
        Presence::Closed(_) if world.closed => return None,
        Presence::Unknown => return differs("account", &world.account.is_some(), &false),
        Presence::Open(account) => (account, false),
        Presence::Closed(account) => (account, true),
    };
    let Some(model) = &world.account else {
        return Some("account: core alone has one".into());
    };
    let name = NAMES.get(usize::from(model.name)).copied().unwrap_or("?");
    differs("closed", &world.closed, &closed)
        .or_else(|| differs("team", &model.team, &(kept.kind == Kind::Team)))
        .or_else(|| differs("name", &name, &kept.name.as_str()))
        .or_else(|| {
            differs(
                "owner",
                &model.owner,
                &core_account.fixture.number(&kept.owner),
            )
        })
        .or_else(|| differs("epoch", &model.epoch, &kept.epoch))
        .or_else(|| differs("floor epoch", &model.floor, &kept.floor_epoch))
        .or_else(|| {
            differs(
                "spend limit",
                &model.limit,
                &kept.spend_limit_cents_per_hour,
            )
        })
        .or_else(|| differs("member count", &world.count(), &kept.member_count))
}

fn members(world: &World, core_account: &CoreAccount) -> Option<String> {
    let kept = &core_account.store.memory.members;
    if let Some(wrong) = differs("members", &world.members.len(), &kept.len()) {
        return Some(wrong);
    }
    let (account, policy) = (core_account.store.memory.account(), core_account.policy()?);
    kept.values().find_map(|kept| {
        let user = core_account.fixture.number(&kept.user);
        let Some(model) = world.members.get(&user) else {
            return Some(format!("user {user} is a member of core's alone"));
        };
        let shown = account.map(|account| account.assignment_of(kept, policy).role_name());
        let inviter = kept
            .invited_by
            .as_ref()
            .map(|user| core_account.fixture.number(user));
        let address = kept
            .address
            .as_ref()
            .map(|each| core_account.fixture.address_number(each));
        differs(
            "role",
            &world.role_shown(user).filter(|_| shown.is_some()),
            &shown.as_ref().map(RoleName::as_str),
        )
        .or_else(|| differs("changed epoch", &model.changed, &kept.changed_epoch))
        .or_else(|| differs("invited by", &model.invited_by, &inviter))
        .or_else(|| differs("joined", &moment(model.joined), &kept.joined_at))
        .or_else(|| differs("address", &model.address, &address))
        .map(|wrong| format!("member {user}: {wrong}"))
    })
}

const fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_milliseconds(BEGINNING + seconds * 1000)
}

fn invites(world: &World, core_account: &CoreAccount) -> Option<String> {
    let kept = &core_account.store.memory.invites;
    if let Some(wrong) = differs("invites", &world.invites.len(), &kept.len()) {
        return Some(wrong);
    }
    let pairs = world.invites.iter().zip(&core_account.invites).enumerate();
    pairs.into_iter().find_map(|(number, (model, id))| {
        let Some(kept) = kept.get(id) else {
            return Some(format!("invite {number} is not among core's"));
        };
        invite(world, core_account, model, kept).map(|wrong| format!("invite {number}: {wrong}"))
    })
}

fn invite(
    world: &World,
    core_account: &CoreAccount,
    model: &ModelInvite,
    kept: &Invite,
) -> Option<String> {
    let status = match kept.status(core_account.now) {
        Status::Pending => None,
        Status::Accepted => Some(Why::Used),
        Status::Declined => Some(Why::Declined),
        Status::Revoked => Some(Why::Revoked),
        Status::Expired => Some(Why::Expired),
    };
    let by = match &kept.state {
        State::Pending => None,
        State::Accepted(user) => Some(Decision::Accepted(core_account.fixture.number(user))),
        State::Declined(user) => Some(Decision::Declined(core_account.fixture.number(user))),
        State::Revoked => Some(Decision::Revoked),
    };
    let address = kept
        .address
        .as_ref()
        .map(|each| core_account.fixture.address_number(each));
    let decided = model.decided.map(|(_, at)| moment(at));
    differs("status", &world.closed_why(model), &status)
        .or_else(|| {
            differs(
                "decision",
                &model.decided.map(|(decision, _)| decision),
                &by,
            )
        })
        .or_else(|| differs("decided at", &decided, &kept.decided_at))
        .or_else(|| differs("address", &model.to, &address))
        .or_else(|| differs("role", &model.role, &kept.assignment.role_name().as_str()))
        .or_else(|| {
            differs(
                "grantor",
                &model.grantor,
                &core_account.fixture.number(&kept.inviter.user),
            )
        })
        .or_else(|| differs("created", &moment(model.created), &kept.created_at))
        .or_else(|| differs("ends", &model.ends.map(moment), &kept.expires_at))
        .or_else(|| {
            let link = core_account.link_number(&kept.id, kept.generation);
            differs("link", &model.generation, &link)
        })
}

fn events(world: &World, core_account: &CoreAccount, logged: usize) -> Option<String> {
    let kept = &core_account.store.memory.events;
    if let Some(wrong) = differs("events", &world.log.len(), &kept.len()) {
        let (model, core) = (
            world.log.last(),
            kept.last().map(|event| &event.draft.action),
        );
        return Some(format!("{wrong}; the last are {model:?} and {core:?}"));
    }
    let new = world.log.iter().zip(kept).skip(logged);
    new.into_iter().find_map(|(model, kept)| {
        let draft = &kept.draft;
        let core = Event {
            actor: match &draft.actor {
                Actor::User(user) => Some(core_account.fixture.number(user)),
                Actor::Service(_) => Some(u8::MAX),
                Actor::System => None,
            },
            refused: match draft.outcome {
                Outcome::Done => None,
                Outcome::Refused(code) => Some(code.as_str()),
            },
            ..*model
        };
        differs("action", &model.action, &draft.action.as_str())
            .or_else(|| differs("event", model, &core))
            .or_else(|| differs("event's moment", &moment(model.at), &draft.at))
    })
}
