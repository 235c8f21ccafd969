//! Tests of the rules of accounts: one by one, and with random commands.

mod access_rules;
mod account_rules;
mod bulk_rules;
mod controls;
mod end_rules;
mod enrolment_rules;
mod erase_rules;
mod expired_invite_rules;
mod grant_rules;
mod invariants;
mod invite_rules;
mod invite_update_rules;
mod invited_grant_rules;
mod joining_rules;
mod link_invite_fixture;
mod link_invite_rules;
mod link_limit_rules;
mod link_rules;
mod machine;
mod mail_rules;
mod order;
mod project_fixture;
mod project_rules;
mod random_command;
mod reading;
mod repeats;
mod restore_rules;
mod review_invariants;
mod review_rules;
mod service_rules;
mod token_age;
mod traces;
mod transfer_controls;
mod transfer_end_rules;
mod transfer_invariants;
mod transfer_rules;

use alloc::{format, string::String};
use std::sync::OnceLock;

use super::caller::{Caller, Person, Service};
use super::command::{Command, Context, Idempotency, Link, Proof, Run};
use super::done::Done;
use super::memory::Memory;
use super::{FieldChange, Kind, Member, MemberUpdate, execute};
use crate::audit::{Detail, Details};
use crate::budget::TeamBudgets;
use crate::link::Pepper;
use crate::mail::MailRequest;
use crate::{
    AccountId, Address, InviteId, Name, Policy, Refusal, RoleAssignment, RoleName, ServiceId,
    Timestamp, UserId,
};

const DEFAULT_POLICY: &str = include_str!("../../../../../policy.toml");

fn default_policy() -> Policy {
    Policy::from_toml(DEFAULT_POLICY).unwrap()
}

/// The default policy without the role `dev`, and with fewer permissions for `basic`.
fn narrower_policy() -> Policy {
    let file = DEFAULT_POLICY
        .replace("name = \"dev\"", "name = \"builder\"")
        .replace(
            "\"pods:connect\", \"serverless:invoke\", \"clusters:connect\"]",
            "\"pods:connect\"]",
        );
    Policy::from_toml(&file).unwrap()
}

fn role(name: &str) -> RoleName {
    name.parse().unwrap()
}

/// A role as what a member or an invite is assigned.
fn assigned(role_name: &str) -> RoleAssignment {
    role(role_name).into()
}

/// A list of permissions.
fn list(permissions: &[&str]) -> RoleAssignment {
    RoleAssignment::Custom(
        permissions
            .iter()
            .map(|name| name.parse().unwrap())
            .collect(),
    )
}

fn change_role(user: UserId, as_role: &str) -> Command {
    update_member(user, MemberUpdate::assigning(assigned(as_role)))
}

const fn update_member(user: UserId, update: MemberUpdate) -> Command {
    Command::UpdateMember { user, update }
}

fn address(of: &str) -> Address {
    Address::parse(&format!("{of}@example.com")).unwrap()
}

fn someone(name: &str) -> Person {
    Person {
        user: UserId::derive("test", name),
        name: Name::parse(name).unwrap(),
        address: Some(address(name)),
        image: None,
    }
}

fn person(name: &str) -> Caller {
    Caller::User(someone(name))
}

fn user(caller: &Caller) -> UserId {
    caller.user().cloned().unwrap()
}

/// A service with the permissions of this role under the default policy.
fn service(as_role: &str) -> Caller {
    let policy = default_policy();
    Caller::Service(Service {
        id: ServiceId::derive("machines", as_role),
        name: Name::parse(as_role).unwrap(),
        permissions: policy.names_of(policy.set_of(&role(as_role))),
        powers: alloc::vec![],
    })
}

/// An idempotency key, and the same key with another body.
const KEY: Option<Idempotency<'static>> = Some(Idempotency {
    key: "k",
    fingerprint: "f",
});
const OTHER_BODY: Option<Idempotency<'static>> = Some(Idempotency {
    key: "k",
    fingerprint: "g",
});

/// Opens the caller's own account.
fn open(kind: Kind, name: &str) -> Command {
    Command::Open {
        kind,
        name: Name::parse(name).unwrap(),
        on_behalf: None,
    }
}

/// Invites an address as *dev*, with an expiry.
fn expiring(to: &str, seconds: u64) -> Command {
    Command::Invite {
        address: Some(address(to)),
        mailbox: None,
        assignment: assigned("dev"),
        expires_in: Some(seconds),
        membership_expires_in: None,
        projects: alloc::vec![],
        max_uses: None,
        domains: alloc::vec![],
        note: None,
        mail: MailRequest::default(),
    }
}

fn spend(cents: u64) -> Command {
    Command::Update {
        name: None,
        spend_limit_cents_per_hour: Some(cents),
    }
}

/// An event of the host.
fn note(action: &str) -> Command {
    let mut details = Details::new();
    details.insert("region".into(), Detail::Text("eu".into()));
    Command::Note {
        action: action.parse().unwrap(),
        resource_type: "pod".parse().unwrap(),
        resource_id: "pod-1".into(),
        details,
    }
}

/// An invite without anything that it may leave out; a link invite without an address.
fn invite_command(address: Option<Address>, as_role: &str) -> Command {
    Command::Invite {
        address,
        mailbox: None,
        assignment: assigned(as_role),
        expires_in: None,
        membership_expires_in: None,
        projects: alloc::vec![],
        max_uses: None,
        domains: alloc::vec![],
        note: None,
        mail: MailRequest::default(),
    }
}

fn account_id() -> AccountId {
    AccountId::from_bytes([1; 16])
}

/// The key of invite codes. Making it takes a while, so it is made once.
fn pepper() -> &'static Pepper {
    static PEPPER: OnceLock<Pepper> = OnceLock::new();
    PEPPER.get_or_init(|| Pepper::from_base64url(&"A".repeat(43)).unwrap())
}

/// A context without random bytes and idempotency key.
fn context_for<'a>(
    policy: &'a Policy,
    now: Timestamp,
    budgets: TeamBudgets,
    caller: &'a Caller,
) -> Context<'a> {
    Context {
        account: account_id(),
        now,
        caller,
        random: &[0; 32],
        policy,
        pepper: pepper(),
        spend_limit_ceiling: 100_000,
        budgets,
        sends_mail: true,
        idempotency: None,
    }
}

/// An account in memory, with a clock that a test sets.
struct Fixture {
    memory: Memory,
    policy: Policy,
    now: Timestamp,
    command_count: u64,
    budgets: TeamBudgets,
    sends_mail: bool,
}

impl Fixture {
    fn empty() -> Self {
        Self {
            memory: Memory::default(),
            policy: default_policy(),
            now: Timestamp::from_milliseconds(1_795_000_000_000),
            command_count: 0,
            budgets: TeamBudgets::default(),
            sends_mail: true,
        }
    }

    /// A team of `owner` that was a personal account before.
    fn team() -> Self {
        let mut fixture = Self::empty();
        let owner = person("owner");
        fixture.run(&owner, &open(Kind::Personal, "Owner")).unwrap();
        let name = Name::parse("Test Production").unwrap();
        fixture
            .run(
                &owner,
                &Command::Convert {
                    name: Some(name),
                    run: Run::Real,
                },
            )
            .unwrap();
        fixture
    }

    fn advance(&mut self, seconds: i64) {
        self.now = self.now.plus_seconds(seconds);
    }

    fn run(&mut self, caller: &Caller, command: &Command) -> Result<Done, Refusal> {
        self.run_keyed(caller, command, None)
    }

    fn run_keyed(
        &mut self,
        caller: &Caller,
        command: &Command,
        idempotency: Option<Idempotency<'_>>,
    ) -> Result<Done, Refusal> {
        self.command_count += 1;
        let mut random = [0; 32];
        random[..8].copy_from_slice(&self.command_count.to_be_bytes());
        random[16..24].copy_from_slice(&self.command_count.to_be_bytes());
        let context = Context {
            random: &random,
            idempotency,
            sends_mail: self.sends_mail,
            ..context_for(&self.policy, self.now, self.budgets, caller)
        };
        match execute(&mut self.memory, &context, command) {
            Ok(outcome) => outcome,
            Err(never) => match never {},
        }
    }

    fn context<'a>(&'a self, caller: &'a Caller) -> Context<'a> {
        Context {
            sends_mail: self.sends_mail,
            ..context_for(&self.policy, self.now, self.budgets, caller)
        }
    }

    fn invite(&mut self, by: &Caller, to: &str, as_role: &str) -> Result<InviteId, Refusal> {
        self.create_invite(by, &invite_command(Some(address(to)), as_role))
    }

    fn link_invite(&mut self, by: &Caller, as_role: &str) -> Result<InviteId, Refusal> {
        self.create_invite(by, &invite_command(None, as_role))
    }

    fn create_invite(&mut self, by: &Caller, command: &Command) -> Result<InviteId, Refusal> {
        let done = self.run(by, command)?;
        let Done::Invite { invite } = done else {
            panic!("not an invite: {done:?}")
        };
        Ok(invite)
    }

    /// A token of the invite's current generation that expires in a minute.
    fn token(&self, invite: &InviteId) -> Proof {
        let generation = self
            .memory
            .invites
            .get(invite)
            .map_or(0, |invite| invite.generation);
        Proof::Token {
            generation,
            expires_at_seconds: self.now.seconds() + 60,
            role: None,
        }
    }

    fn accept(&mut self, by: &Caller, invite: InviteId) -> Result<Done, Refusal> {
        let proof = self.token(&invite);
        self.run(by, &Command::Accept { invite, proof })
    }

    /// Adds a member with this role.
    fn join(&mut self, name: &str, as_role: &str) -> Caller {
        let invite = self.invite(&person("owner"), name, as_role).unwrap();
        let caller = person(name);
        self.accept(&caller, invite).unwrap();
        caller
    }

    fn member(&self, caller: &Caller) -> Option<&Member> {
        self.memory.members.get(caller.user()?)
    }

    fn actions(&self) -> alloc::vec::Vec<&str> {
        self.memory
            .events
            .iter()
            .map(|event| event.draft.action.as_str())
            .collect()
    }
}

/// A service's enrolment without grants, which keeps the end.
fn enrolment(person: Person, assignment: RoleAssignment) -> Command {
    Command::Enrol {
        person,
        assignment,
        projects: alloc::vec::Vec::new(),
        expires_at: FieldChange::Keep,
    }
}

fn closed(why: Option<crate::ClosedReason>) -> Result<Done, Refusal> {
    Err(Refusal::InviteClosed { why })
}

fn code(outcome: Result<Done, Refusal>) -> String {
    match outcome {
        Ok(done) => format!("{done:?}"),
        Err(refusal) => refusal.code().as_str().into(),
    }
}

fn resend(invite: InviteId, link: Link) -> Command {
    Command::Resend {
        invite,
        link,
        expires_in: None,
        mail: MailRequest::default(),
    }
}
