//! Random commands by random callers.

use alloc::string::ToString;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::link_invite_fixture::domain;
use super::{
    Caller, Command, Fixture, Kind, Link, Name, Person, Proof, Run, assigned, list, person,
    service, someone, update_member, user,
};
use crate::account::{
    Decision, FieldChange, Grant, InviteUpdate, MemberUpdate, OnBehalf, ProjectStatus,
};
use crate::mail::MailRequest;
use crate::{InviteId, ProjectId, ReviewId, RoleAssignment, UserId};

const PEOPLE: [&str; 6] = ["owner", "ada", "ben", "cleo", "dan", "eve"];
/// The `what` of a command that attends.
const ATTEND: u8 = 23;
/// Services by the role whose permissions they hold.
const SERVICES: [&str; 2] = ["dev", "admin"];
const ROLES: [&str; 6] = [
    "basic",
    "billing",
    "dev",
    "admin",
    "builder",
    "no-such-role",
];
/// Lists of permissions, beside the roles.
const LISTS: [&[&str]; 3] = [
    &["team:access", "pods:connect"],
    &["pods:manage", "team:access", "members:invite"],
    &["pods:connect"],
];

/// A random command: its caller, kind and target, and the time since the previous one.
#[derive(Debug, Clone)]
pub(super) struct RandomCommand {
    who: usize,
    what: u8,
    target: usize,
    role: usize,
    flag: bool,
    pub(super) after_seconds: i64,
}

pub(super) fn random_commands() -> impl Strategy<Value = Vec<RandomCommand>> {
    let one = (
        0..PEOPLE.len() + SERVICES.len(),
        0..51_u8,
        0..12_usize,
        0..ROLES.len() + LISTS.len(),
        any::<bool>(),
        0..100_i64,
    )
        .prop_map(
            |(who, what, target, role, flag, after_seconds)| RandomCommand {
                who,
                what,
                target,
                role,
                flag,
                after_seconds,
            },
        );
    prop::collection::vec(one, 1..80)
}

/// The invite of a command: an existing or an unknown one.
fn some_invite(fixture: &Fixture, target: usize) -> InviteId {
    let known = fixture
        .memory
        .invites
        .keys()
        .nth(target % fixture.memory.invites.len().max(1));
    known
        .copied()
        .unwrap_or_else(|| InviteId::new(super::account_id(), [0xEE; 16]))
}

/// The review of a command: the latest one, or an unknown one.
fn some_review(fixture: &Fixture) -> ReviewId {
    let reviews = fixture.memory.reviews.values();
    let latest = reviews.max_by_key(|review| review.seq);
    latest.map_or_else(|| ReviewId::from_bytes([0xEE; 16]), |review| review.id)
}

/// The project of a command: an existing or an unknown one.
fn some_project(fixture: &Fixture, step: &RandomCommand) -> ProjectId {
    let projects = &fixture.memory.projects;
    let known = projects.keys().nth(step.role % projects.len().max(1));
    known
        .copied()
        .unwrap_or_else(|| ProjectId::from_bytes([0xEE; 16]))
}

/// What a command grants in a project.
fn project_assignment(step: &RandomCommand) -> RoleAssignment {
    match step.target % 5 {
        0 => assigned("viewer"),
        1 => assigned("editor"),
        2 => assigned("manager"),
        3 => list(&["pods:connect"]),
        _ => assigned("dev"),
    }
}

fn grant(fixture: &Fixture, step: &RandomCommand) -> Option<Grant> {
    let project = fixture.memory.projects.keys().next()?;
    Some(Grant {
        project: *project,
        assignment: project_assignment(step),
    })
}

fn proof(fixture: &Fixture, invite: &InviteId, step: &RandomCommand) -> Proof {
    match (step.flag, step.role) {
        (true, _) => Proof::Inbox,
        (false, 0) => Proof::Token {
            generation: 7,
            expires_at_seconds: fixture.now.seconds() + 60,
            role: None,
        },
        (false, 1) => Proof::Token {
            generation: 0,
            expires_at_seconds: fixture.now.seconds() - 1,
            role: None,
        },
        (false, _) => fixture.token(invite),
    }
}

pub(super) fn caller(step: &RandomCommand) -> Caller {
    match SERVICES.get(step.who.wrapping_sub(PEOPLE.len())) {
        Some(name) => service(name),
        None if step.what == ATTEND && step.flag => {
            // Their provider knows them under another address now.
            let address = someone(PEOPLE[step.target % PEOPLE.len()]).address;
            Caller::User(Person {
                address,
                ..someone(PEOPLE[step.who])
            })
        }
        None => person(PEOPLE[step.who]),
    }
}

/// A member, usually not the owner, or a user who is not a member.
fn some_member(fixture: &Fixture, target: usize) -> UserId {
    let owner = user(&person("owner"));
    let members = fixture.memory.members.keys();
    let others: Vec<_> = members.filter(|member| **member != owner).collect();
    match others.get(target % (others.len() + 1)) {
        Some(member) => (*member).clone(),
        None => someone(PEOPLE[target % PEOPLE.len()]).user,
    }
}

fn given(step: &RandomCommand) -> RoleAssignment {
    match LISTS.get(step.role.wrapping_sub(ROLES.len())) {
        Some(permissions) => list(permissions),
        None => assigned(ROLES[step.role]),
    }
}

/// A new end, a suspension, its end, or several changes at once.
fn end_or_suspension(
    fixture: &Fixture,
    step: &RandomCommand,
    given: RoleAssignment,
) -> MemberUpdate {
    let end = fixture
        .now
        .plus_seconds(if step.role == 0 { -1 } else { 120 });
    MemberUpdate {
        assignment: (step.role % 4 == 3).then_some(given),
        expires_at: match (step.what, step.flag) {
            (24 | 32, _) => FieldChange::Keep,
            (_, true) => FieldChange::Clear,
            (_, false) => FieldChange::Set(end),
        },
        suspended: (matches!(step.what, 24 | 32) || step.role % 2 == 1).then_some(step.flag),
    }
}

pub(super) fn command(fixture: &Fixture, step: &RandomCommand) -> Command {
    let target = someone(PEOPLE[step.target % PEOPLE.len()]);
    let given = given(step);
    let invite = some_invite(fixture, step.target);
    let run = if step.flag { Run::Dry } else { Run::Real };
    let name = Name::parse("Test Production").unwrap();
    let is_link = matches!(step.what, 3 | 4);
    match step.what {
        0..=4 => Command::Invite {
            address: (!is_link).then(|| target.address.clone()).flatten(),
            mailbox: None,
            assignment: given,
            expires_in: step.flag.then_some(90),
            membership_expires_in: (step.role == 1).then_some(60),
            projects: if step.role == 2 {
                grant(fixture, step).into_iter().collect()
            } else {
                Vec::new()
            },
            max_uses: is_link.then_some(step.target as u64 % 4),
            domains: if is_link && step.role % 3 == 2 {
                alloc::vec![domain(["example.com", "other.example"][step.target % 2])]
            } else {
                Vec::new()
            },
            note: None,
            mail: MailRequest::default(),
        },
        5..=9 => Command::Accept {
            invite,
            proof: proof(fixture, &invite, step),
        },
        10 | 49 => Command::Decline {
            invite,
            proof: proof(fixture, &invite, step),
        },
        11 => Command::Revoke { invite },
        12 => Command::Resend {
            invite,
            link: if step.flag { Link::Rotate } else { Link::Keep },
            expires_in: None,
            mail: MailRequest::default(),
        },
        13 | 14 => update_member(target.user, MemberUpdate::assigning(given)),
        27 | 28 => Command::UpdateInvite {
            invite,
            update: InviteUpdate {
                assignment: Some(given),
                expires_in: if step.flag {
                    FieldChange::Set(90)
                } else {
                    FieldChange::Keep
                },
                max_uses: (step.what == 28).then_some(step.role as u64 % 4),
                ..InviteUpdate::default()
            },
        },
        24 | 25 | 29..=32 => update_member(
            some_member(fixture, step.target),
            end_or_suspension(fixture, step, given),
        ),
        15 | 26 => Command::Remove {
            user: match caller(step).user() {
                Some(themself) if step.flag => themself.clone(),
                Some(_) | None => target.user,
            },
        },
        16 => Command::Convert {
            name: Some(name),
            run,
        },
        17 => Command::Revert {
            confirm_name: Some("Test Production".into()),
            run,
        },
        18 => Command::Update {
            name: Some(name),
            spend_limit_cents_per_hour: Some(step.role as u64 * 30_000),
        },
        19 | 20 => Command::Enrol {
            person: target,
            assignment: given,
            projects: if step.flag {
                grant(fixture, step).into_iter().collect()
            } else {
                Vec::new()
            },
            expires_at: match step.what {
                19 => FieldChange::Keep,
                _ if step.flag => FieldChange::Clear,
                _ => FieldChange::Set(fixture.now.plus_seconds(120)),
            },
        },
        21 => Command::Note {
            action: if step.flag {
                "pod.create"
            } else {
                "member.join"
            }
            .parse()
            .unwrap(),
            resource_type: "pod".parse().unwrap(),
            resource_id: "pod-1".into(),
            details: crate::audit::Details::new(),
        },
        37 | 38 => Command::CreateProject {
            name: Name::parse("Vision").unwrap(),
            external_id: step.flag.then(|| step.target.to_string()),
        },
        39 | 50 => Command::UpdateProject {
            project: some_project(fixture, step),
            name: step.flag.then_some(name),
            status: match step.role {
                0 => None,
                1 | 2 => Some(ProjectStatus::Archived),
                _ => Some(ProjectStatus::Active),
            },
        },
        40 | 41 => Command::PutGrant {
            project: some_project(fixture, step),
            user: target.user,
            assignment: project_assignment(step),
        },
        42 => Command::RemoveGrant {
            project: some_project(fixture, step),
            user: target.user,
        },
        43 | 44 => Command::Transfer {
            user: some_member(fixture, step.target),
            confirm_name: Some("Test Production".into()),
        },
        45 | 46 => Command::AcceptTransfer,
        47 => Command::DeclineTransfer,
        48 => Command::WithdrawTransfer,
        22 => Command::Open {
            kind: Kind::Personal,
            name,
            on_behalf: step.flag.then_some(OnBehalf {
                owner: target,
                external_id: None,
            }),
        },
        33 => Command::OpenReview,
        34 | 35 => Command::DecideReview {
            review: some_review(fixture),
            user: target.user,
            decision: [Decision::Keep, Decision::Changed, Decision::Removed][step.role % 3],
        },
        36 => Command::CloseReview {
            review: some_review(fixture),
        },
        ATTEND.. => Command::Attend,
    }
}
