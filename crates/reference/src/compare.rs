//! Compares the states of core and the model.

use hallpass_core::account::{
    Account, Grant, Invite, Member, Presence, Project, ProjectStatus, State, Status, TransferState,
    permissions_in_project,
};
use hallpass_core::audit::{Actor, Outcome};
use hallpass_core::{Kind, Name, PermissionSet, Policy, Timestamp};

use crate::core_account::{BEGINNING, CoreAccount};
use crate::core_fixture::{NAMES, domain_name};
use crate::core_reply::project_number;
use crate::model::command::{Decision as ReviewDecision, Grant as ModelGrant, Why};
use crate::model::policy::Assignment;
use crate::model::transfers::{Transfer as ModelTransfer, TransferDecision};
use crate::model::world::{
    Decision, Event, Invite as ModelInvite, Member as ModelMember, Project as ModelProject, World,
    count,
};

/// The first thing that they hold differently, if any; events from `logged` on.
pub(crate) fn difference(
    world: &World,
    core_account: &CoreAccount,
    logged: usize,
) -> Option<String> {
    account(world, core_account)
        .or_else(|| members(world, core_account))
        .or_else(|| invites(world, core_account))
        .or_else(|| projects(world, core_account))
        .or_else(|| reviews(world, core_account))
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
        .or_else(|| differs("transfer", &world.transfer, &transfer(core_account, kept)))
        .or_else(|| differs("epoch", &model.epoch, &kept.epoch))
        .or_else(|| differs("floor epoch", &model.floor, &kept.floor_epoch))
        .or_else(|| {
            differs(
                "spend limit",
                &model.limit,
                &kept.spend_limit_cents_per_hour,
            )
        })
        .or_else(|| {
            let events = u64::try_from(world.event_count()).unwrap_or(u64::MAX);
            differs("events in all", &events, &kept.audit.count)
        })
        .or_else(|| differs("member count", &world.member_count(), &kept.member_count))
}

/// The latest offer of ownership, as the model has it.
fn transfer(core_account: &CoreAccount, account: &Account) -> Option<ModelTransfer> {
    let kept = account.transfer.as_ref()?;
    let milliseconds = kept.offered_at.milliseconds() - BEGINNING;
    Some(ModelTransfer {
        to: core_account.fixture.number(&kept.to),
        at: milliseconds.div_euclid(1000),
        decided: match kept.state {
            TransferState::Open => None,
            TransferState::Accepted => Some(TransferDecision::Accepted),
            TransferState::Declined => Some(TransferDecision::Declined),
            TransferState::Withdrawn => Some(TransferDecision::Withdrawn),
        },
    })
}

fn members(world: &World, core_account: &CoreAccount) -> Option<String> {
    let kept = &core_account.store.memory.members;
    if let Some(wrong) = differs("members", &world.members.len(), &kept.len()) {
        return Some(wrong);
    }
    let (account, policy) = (core_account.store.memory.account()?, core_account.policy()?);
    kept.values().find_map(|kept| {
        let user = core_account.fixture.number(&kept.user);
        let Some(model) = world.members.get(&user) else {
            return Some(format!("user {user} is a member of core's alone"));
        };
        let shown = core_account
            .fixture
            .described(&account.assignment_of(kept, policy));
        let held = account.permissions_of(kept, policy, core_account.now);
        let held = core_account.fixture.bits(policy, held);
        differs(
            "role",
            &world.assignment_shown(user).map(described),
            &Some(shown),
        )
        .or_else(|| differs("permissions", &world.held(user), &held))
        .or_else(|| member(core_account, model, kept))
        .map(|wrong| format!("member {user}: {wrong}"))
    })
}

fn member(core_account: &CoreAccount, model: &ModelMember, kept: &Member) -> Option<String> {
    let inviter = kept
        .invited_by
        .as_ref()
        .map(|user| core_account.fixture.number(user));
    let address = kept
        .address
        .as_ref()
        .map(|each| core_account.fixture.address_number(each));
    differs("end", &model.ends.map(moment), &kept.expires_at)
        .or_else(|| differs("suspended", &model.suspended, &kept.suspended))
        .or_else(|| differs("changed epoch", &model.changed, &kept.changed_epoch))
        .or_else(|| differs("invited by", &model.invited_by, &inviter))
        .or_else(|| differs("joined", &moment(model.joined), &kept.joined_at))
        .or_else(|| differs("address", &model.address, &address))
}

/// The name of a role, and the bits of a list.
fn described(assignment: Assignment) -> (String, Option<u32>) {
    match assignment {
        Assignment::Role(name) => (name.to_owned(), None),
        Assignment::Custom(bits) => ("custom".to_owned(), Some(bits)),
    }
}

fn projects(world: &World, core_account: &CoreAccount) -> Option<String> {
    let kept = &core_account.store.memory.projects;
    let number = |number: usize| core_account.projects.get(number);
    let open = world.projects.iter().enumerate();
    let open: Vec<_> = open.filter(|(_, project)| !project.gone).collect();
    differs("projects", &open.len(), &kept.len())
        .or_else(|| {
            open.iter().find_map(|(at, model)| {
                let Some(kept) = number(*at).and_then(|id| kept.get(id)) else {
                    return Some(format!("project {at} is not among core's"));
                };
                project(model, kept).map(|wrong| format!("project {at}: {wrong}"))
            })
        })
        .or_else(|| grants(world, core_account))
}

fn project(model: &ModelProject, kept: &Project) -> Option<String> {
    let name = NAMES.get(usize::from(model.name)).copied().unwrap_or("?");
    let external = model.external.map(|number| format!("external-{number}"));
    differs("name", &name, &kept.name.as_str())
        .or_else(|| differs("external id", &external, &kept.external_id))
        .or_else(|| {
            let archived = kept.status == ProjectStatus::Archived;
            differs("archived", &model.archived, &archived)
        })
        .or_else(|| differs("created", &moment(model.created), &kept.created_at))
}

fn reviews(world: &World, core_account: &CoreAccount) -> Option<String> {
    let kept = &core_account.store.memory.reviews;
    let present = world.reviews.iter().zip(&core_account.reviews).enumerate();
    let present: Vec<_> = present.filter(|(_, (model, _))| !model.gone).collect();
    differs("reviews", &present.len(), &kept.len()).or_else(|| {
        present.iter().find_map(|(number, (model, id))| {
            let Some(kept) = kept.get(id) else {
                return Some(format!("review {number} is not among core's"));
            };
            let counts = &kept.counts;
            differs("closed", &model.closed, &kept.closed_at.is_some())
                .or_else(|| differs("total", &model.total, &counts.total))
                .or_else(|| differs("kept", &model.count(ReviewDecision::Keep), &counts.kept))
                .or_else(|| {
                    let changed = model.count(ReviewDecision::Changed);
                    differs("changed", &changed, &counts.changed)
                })
                .or_else(|| {
                    let removed = model.count(ReviewDecision::Removed);
                    differs("removed", &removed, &counts.removed)
                })
                .or_else(|| differs("gone", &model.left(), &counts.gone))
                .map(|wrong| format!("review {number}: {wrong}"))
        })
    })
}

/// Every grant, and what every member holds in every project.
fn grants(world: &World, core_account: &CoreAccount) -> Option<String> {
    let kept = &core_account.store.memory.grants;
    let (account, policy) = (core_account.store.memory.account()?, core_account.policy()?);
    if let Some(wrong) = differs("grants", &world.grants.len(), &kept.len()) {
        return Some(wrong);
    }
    let members = core_account.store.memory.members.values();
    members.into_iter().find_map(|member| {
        let user = core_account.fixture.number(&member.user);
        let mut projects = core_account.projects.iter().enumerate();
        projects.find_map(|(project, id)| {
            let grant = kept
                .get(&(member.user.clone(), *id))
                .map(|(grant, _)| grant);
            let model = world.grants.get(&(project, user)).copied().map(described);
            let core = grant.map(|grant| core_account.fixture.described(&grant.assignment));
            let held = held_in_project(core_account, account, policy, member, grant);
            let held = core_account.fixture.bits(policy, held);
            differs("grant", &model, &core)
                .or_else(|| differs("holds", &world.held_in(user, project), &held))
                .map(|wrong| format!("member {user} in project {project}: {wrong}"))
        })
    })
}

/// What a member holds in a project now.
fn held_in_project(
    core_account: &CoreAccount,
    account: &Account,
    policy: &Policy,
    member: &Member,
    grant: Option<&Grant>,
) -> PermissionSet {
    let now = core_account.now;
    if member.status(now).require_active().is_err() {
        return PermissionSet::EMPTY;
    }
    permissions_in_project(policy, account.permissions_of(member, policy, now), grant)
}

const fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_milliseconds(BEGINNING + seconds * 1000)
}

fn invites(world: &World, core_account: &CoreAccount) -> Option<String> {
    let kept = &core_account.store.memory.invites;
    let present = world.invites.iter().filter(|invite| !invite.gone).count();
    if let Some(wrong) = differs("invites", &present, &kept.len()) {
        return Some(wrong);
    }
    let pairs = world.invites.iter().zip(&core_account.invites).enumerate();
    let mut pairs = pairs.filter(|(_, (model, _))| !model.gone);
    pairs.find_map(|(number, (model, id))| {
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
        .or_else(|| {
            let core = core_account.fixture.described(&kept.assignment);
            differs("role", &described(model.offer.assignment), &core)
        })
        .or_else(|| limits(core_account, model, kept))
        .or_else(|| offered_projects(core_account, &model.offer.projects, &kept.projects))
        .or_else(|| {
            let lasts = model
                .offer
                .membership
                .and_then(|seconds| u64::try_from(seconds).ok());
            differs("membership lasts", &lasts, &kept.membership_expires_in)
        })
        .or_else(|| {
            differs(
                "grantor",
                &model.grantor,
                &core_account.fixture.number(&kept.inviter.user),
            )
        })
        .or_else(|| {
            let has_name = kept.inviter.name != Name::former_member();
            differs("name of the grantor", &model.has_name, &has_name)
        })
        .or_else(|| differs("created", &moment(model.created), &kept.created_at))
        .or_else(|| differs("ends", &model.ends.map(moment), &kept.expires_at))
        .or_else(|| {
            let link = core_account.link_number(&kept.id, kept.generation);
            differs("link", &model.link, &link)
        })
}

/// Who can accept a link invite, and who has.
fn limits(core_account: &CoreAccount, model: &ModelInvite, kept: &Invite) -> Option<String> {
    let mut users: Vec<_> = model.used.iter().map(|(user, _)| *user).collect();
    users.sort_unstable();
    let redemptions = core_account.store.memory.redemptions.values();
    let mut redeemed: Vec<_> = redemptions
        .filter(|redemption| redemption.invite == kept.id)
        .map(|redemption| core_account.fixture.number(&redemption.user))
        .collect();
    redeemed.sort_unstable();
    let domains: Vec<String> = model.domains.iter().copied().map(domain_name).collect();
    let core: Vec<String> = kept.domains.iter().map(ToString::to_string).collect();
    differs("uses", &count(model.used.len()), &kept.uses)
        .or_else(|| differs("most uses", &model.most, &kept.max_uses))
        .or_else(|| differs("domains", &domains, &core))
        .or_else(|| {
            let is_link = model.to.is_none();
            is_link
                .then(|| differs("users", &users, &redeemed))
                .flatten()
        })
}

fn offered_projects(
    core_account: &CoreAccount,
    model: &[ModelGrant],
    core: &[Grant],
) -> Option<String> {
    let model: Vec<_> = model
        .iter()
        .map(|grant| (grant.project, described(grant.assignment)))
        .collect();
    let core: Vec<_> = core
        .iter()
        .map(|grant| {
            let number = project_number(core_account, &grant.project);
            (number, core_account.fixture.described(&grant.assignment))
        })
        .collect();
    differs("projects", &model, &core)
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
                Actor::Service(service) => Some(core_account.fixture.service_number(service)),
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
