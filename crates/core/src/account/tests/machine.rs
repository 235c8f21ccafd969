//! Random commands by random callers under two policies never break a rule.

use alloc::string::ToString;

use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::invariants::{check, log_time_never_goes_back};
use super::random_command::{caller, command, random_commands};
use super::{
    Caller, Command, Fixture, Kind, Name, Run, assigned, default_policy, enrolment,
    narrower_policy, person, service, someone,
};
use crate::Refusal;
use crate::audit::{Action, Actor};

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
                sends_mail: true,
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
    let enrol = |as_role: &str| enrolment(someone("ada"), assigned(as_role));
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
    for _ in 0..800 {
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
    // A mail that could not be delivered is recorded by an attempt to send it, an erasure by `erase_user`, and a restore by
    // `resume_restored`; none is a command.
    let elsewhere = [
        Action::InviteUndeliverable,
        Action::MemberErase,
        Action::AccountErase,
        Action::AccountRestore,
    ];
    let by_command = |action: &&Action| !elsewhere.contains(action);
    for action in Action::ALL.iter().filter(by_command) {
        let by = if *action == Action::TransferEnd {
            "system"
        } else {
            "user"
        };
        did(action.as_str(), "done", by);
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
