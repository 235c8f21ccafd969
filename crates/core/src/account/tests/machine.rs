//! Random commands by random callers under two policies never break a rule.

use alloc::string::ToString;
use alloc::vec::Vec;

use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::invariants::{check, log_time_never_goes_back};
use super::{
    Caller, Command, Fixture, Kind, Link, Name, Person, Proof, Run, assigned, default_policy, list,
    narrower_policy, person, service, someone, update_member, user,
};
use crate::account::{
    Decision, FieldChange, Grant, InviteUpdate, MemberUpdate, OnBehalf, ProjectStatus,
};
use crate::audit::{Action, Actor};
use crate::{InviteId, ProjectId, Refusal, ReviewId, RoleAssignment, UserId};

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
        0..43_u8,
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

/// A member, usually not the owner, or somebody who is not one.
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
    match step.what {
        0..=4 => Command::Invite {
            address: (step.what != 4).then(|| target.address.clone()).flatten(),
            mailbox: None,
            assignment: given,
            expires_in: step.flag.then_some(90),
            membership_expires_in: (step.role == 1).then_some(60),
            projects: if step.role == 2 {
                grant(fixture, step).into_iter().collect()
            } else {
                Vec::new()
            },
            note: None,
        },
        5..=9 => Command::Accept {
            invite,
            proof: proof(fixture, &invite, step),
        },
        10 => Command::Decline {
            invite,
            proof: proof(fixture, &invite, step),
        },
        11 => Command::Revoke { invite },
        12 => Command::Resend {
            invite,
            link: if step.flag { Link::Rotate } else { Link::Keep },
            expires_in: None,
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
        39 => Command::UpdateProject {
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

/// Checks the outcome itself.
fn check_outcome(
    before: &Fixture,
    after: &Fixture,
    caller: &Caller,
    command: &Command,
    outcome: &Result<super::Done, Refusal>,
) {
    if command.run() == Run::Dry {
        assert_eq!(before.memory.events, after.memory.events, "a dry run wrote");
        assert_eq!(
            before.memory.presence, after.memory.presence,
            "a dry run wrote"
        );
    }
    let Err(refusal) = outcome else {
        return check_bounds(before, after, caller, command);
    };
    assert_eq!(
        before.memory.members, after.memory.members,
        "{refusal:?} changed members"
    );
    if before.policy.id()
        == before
            .memory
            .account()
            .map_or(before.policy.id(), |account| &account.policy)
    {
        assert_eq!(
            before.memory.invites, after.memory.invites,
            "{refusal:?} changed invites"
        );
        let stored = after.memory.events.len() - before.memory.events.len();
        assert!(stored <= 1);
        let stranger = caller.user().is_some() && before.member(caller).is_none();
        assert!(!(stranger && stored > 0), "a stranger's refusal was stored");
    }
}

/// Checks that a service stayed within its permissions, did only what services may do, and was audited as itself.
fn check_bounds(before: &Fixture, after: &Fixture, caller: &Caller, command: &Command) {
    let new = &after.memory.events[before.memory.events.len()..];
    let Caller::Service(service) = caller else {
        assert!(
            !matches!(command, Command::Enrol { .. } | Command::Note { .. }),
            "a user ran a command of services"
        );
        let account = after.memory.account();
        let limit = account.and_then(|account| account.spend_limit_cents_per_hour);
        let was = before.memory.account();
        let was = was.and_then(|account| account.spend_limit_cents_per_hour);
        assert!(limit == was || limit <= Some(100_000), "above the ceiling");
        return;
    };
    let held = after.policy.set_named(&service.permissions);
    for member in after.memory.members.values() {
        let same = before.memory.members.get(&member.user);
        if same.is_none_or(|known| known.assignment != member.assignment) {
            let given = member.assignment.permissions_under(&after.policy);
            assert!(
                given.is_subset_of(held),
                "rule 5: a service gave {}",
                member.assignment.role_name()
            );
        }
    }
    assert!(
        new.iter()
            .filter(|event| event.draft.actor != Actor::System)
            .all(|event| event.draft.actor == caller.actor()),
        "a service's event has another actor"
    );
    let of_our_own = Action::ALL
        .iter()
        .any(|own| matches!(command, Command::Note { action, .. } if *action == *own));
    assert!(!of_our_own, "a host wrote a reserved action");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_commands_breaks_a_rule(steps in random_commands(), swap_at in 0..80_usize) {
        let mut fixture = Fixture::empty();
        let owner = person("owner");
        let name = Name::parse("Owner").unwrap();
        let opening = Command::Open { kind: Kind::Personal, name, on_behalf: None };
        fixture.run(&owner, &opening).unwrap();
        for (at, step) in steps.iter().enumerate() {
            fixture.policy = if at < swap_at { default_policy() } else { narrower_policy() };
            fixture.advance(step.after_seconds);
            let caller = caller(step);
            let random = command(&fixture, step);
            let before = Fixture {
                memory: fixture.memory.clone(),
                policy: fixture.policy.clone(),
                now: fixture.now,
                command_count: fixture.command_count,
                budgets: fixture.budgets,
            };
            let outcome = fixture.run(&caller, &random);
            let found = check(&before.memory, &fixture.memory, &fixture.policy, fixture.now);
            prop_assert_eq!(found, Ok(()), "after {:?} by {:?}", random, caller);
            check_outcome(&before, &fixture, &caller, &random, &outcome);
        }
    }
}

proptest! {
    /// Commands come from machines with different clocks.
    #[test]
    fn log_time_never_goes_back_when_a_clock_does(
        steps in random_commands(),
        jumps in prop::collection::vec(-600..600_i64, 80),
    ) {
        let mut fixture = Fixture::team();
        for (step, jump) in steps.iter().zip(jumps) {
            fixture.advance(jump);
            let random = command(&fixture, step);
            let _outcome = fixture.run(&caller(step), &random);
            prop_assert_eq!(log_time_never_goes_back(&fixture.memory), Ok(()), "after {:?}", random);
        }
    }
}

#[test]
#[should_panic(expected = "rule 5: a service gave admin")]
fn a_grant_beyond_a_services_permissions_is_detected() {
    let before = Fixture::team();
    let mut after = Fixture::team();
    let person = someone("ada");
    let enrol = |as_role: &str| Command::Enrol {
        person: someone("ada"),
        assignment: assigned(as_role),
    };
    after.run(&service("admin"), &enrol("admin")).unwrap();
    check_bounds(&before, &after, &service("admin"), &enrol("admin"));
    assert!(after.memory.members.contains_key(&person.user));
    check_bounds(&before, &after, &service("dev"), &enrol("admin"));
}

#[test]
fn random_commands_reach_every_action() {
    // Commands that are all refused would pass every check, so count what was done.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = alloc::collections::BTreeSet::new();
    for _ in 0..600 {
        let steps = random_commands().new_tree(&mut runner).unwrap().current();
        let mut fixture = Fixture::team();
        fixture.join("ada", "admin");
        fixture.join("ben", "dev");
        for step in &steps {
            let random = command(&fixture, step);
            let _outcome = fixture.run(&caller(step), &random);
            fixture.advance(step.after_seconds);
        }
        seen.extend(fixture.memory.events.iter().map(|event| {
            let action = event.draft.action.as_str().to_string();
            (action, event.draft.outcome_word(), event.draft.actor.kind())
        }));
    }
    let did = |action: &str, outcome: &'static str, kind: &'static str| {
        let wanted = (action.to_string(), outcome, kind);
        assert!(seen.contains(&wanted), "never: {wanted:?}");
    };
    for action in Action::ALL {
        did(action.as_str(), "done", "user");
    }
    did("invite.create", "refused", "user");
    for action in [
        "member.join",
        "member.role",
        "member.remove",
        "account.update",
        "pod.create",
        "hallpass.review.decide",
    ] {
        did(action, "done", "service");
    }
    for action in ["member.join", "member.role", "account.update"] {
        did(action, "refused", "service");
    }
}
