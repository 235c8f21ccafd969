//! The rows of bulk requests: each is a separate command with its own idempotency key, and is refused for its own reason.

use alloc::format;

use super::{
    Command, Done, Fixture, Idempotency, change_role, code, expiring, person, service, user,
};
use crate::Refusal;
use crate::account::{Caller, Context, Run, check_inviter, execute_row};
use crate::audit::Outcome;

impl Fixture {
    fn run_row(&mut self, by: &Caller, command: &Command, key: &str) -> Result<Done, Refusal> {
        self.command_count += 1;
        let mut random = [1; 32];
        random[..8].copy_from_slice(&self.command_count.to_be_bytes());
        random[16..24].copy_from_slice(&self.command_count.to_be_bytes());
        let context = Context {
            random: &random,
            idempotency: Some(Idempotency {
                key,
                fingerprint: "row",
            }),
            ..super::context_for(&self.policy, self.now, self.budgets, by)
        };
        match execute_row(&mut self.memory, &context, command) {
            Ok(outcome) => outcome,
            Err(never) => match never {},
        }
    }

    fn check_inviter(&mut self, by: &Caller) -> Result<(), Refusal> {
        self.command_count += 1;
        let mut random = [2; 32];
        random[16..24].copy_from_slice(&self.command_count.to_be_bytes());
        let context = Context {
            random: &random,
            ..super::context_for(&self.policy, self.now, self.budgets, by)
        };
        match check_inviter(&mut self.memory, &context) {
            Ok(outcome) => outcome,
            Err(never) => match never {},
        }
    }
}

#[test]
fn rule_09_a_row_beyond_thirty_refusals_a_minute_is_refused_for_its_own_reason() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "admin");
    let invites_a_member = expiring("owner", 60);
    for row in 0..40 {
        let outcome = fixture.run_row(&ada, &invites_a_member, &format!("k {row}"));
        assert_eq!(code(outcome), "already_member", "row {row}");
    }
    let refused = fixture.memory.events.iter();
    let refused = refused
        .filter(|event| matches!(event.draft.outcome, Outcome::Refused(_)))
        .count();
    assert_eq!(refused, 30);
    let single = fixture.run(&ada, &invites_a_member);
    assert_eq!(code(single), "rate_limited", "a single command waits");
}

#[test]
fn a_row_is_created_once_under_its_key() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let first = fixture.run_row(&owner, &expiring("ada", 60), "k 0");
    assert!(first.is_ok());
    assert_eq!(fixture.run_row(&owner, &expiring("ada", 60), "k 0"), first);
    let other_key = fixture.run_row(&owner, &expiring("ada", 60), "k 1");
    assert_eq!(code(other_key), "already_invited");
    let later = fixture.run_row(&owner, &expiring("ben", 60), "k 1");
    assert!(later.is_ok(), "a refused row has not used up its key");
}

#[test]
fn a_member_who_may_not_invite_is_refused_before_the_rows() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let bea = fixture.join("bea", "basic");
    assert_eq!(fixture.check_inviter(&owner), Ok(()));
    let events = fixture.memory.events.len();
    assert_eq!(
        fixture.check_inviter(&bea).unwrap_err().code().as_str(),
        "forbidden"
    );
    assert_eq!(fixture.memory.events.len(), events + 1, "audited once");
    for (caller, expected) in [
        (person("eve"), Refusal::NotFound),
        (service("admin"), Refusal::FORBIDDEN),
    ] {
        assert_eq!(fixture.check_inviter(&caller), Err(expected));
    }
    fixture
        .run(&owner, &change_role(user(&bea), "admin"))
        .unwrap();
    assert_eq!(fixture.check_inviter(&bea), Ok(()));
    let revert = Command::Revert {
        confirm_name: Some("Test Production".into()),
        run: Run::Real,
    };
    fixture.run(&owner, &revert).unwrap();
    assert_eq!(fixture.check_inviter(&owner), Err(Refusal::NotATeam));
}
