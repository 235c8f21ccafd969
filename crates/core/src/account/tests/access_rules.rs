//! Lists of permissions.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::{
    Command, Done, Fixture, assigned, change_role, code, default_policy, enrolment, list, person,
    service, someone, update_member, user,
};
use crate::account::{Caller, FieldChange, InviteUpdate, MemberUpdate};
use crate::audit::{Detail, Outcome};
use crate::mail::MailRequest;
use crate::{Code, FieldCode, InviteId, Policy, Refusal, RoleAssignment, Timestamp, UserId};

/// May access, invite and connect to pods.
const INVITER: &[&str] = &["team:access", "members:invite", "pods:connect"];

pub(super) fn invite_as(assignment: RoleAssignment, to: Option<&str>) -> Command {
    Command::Invite {
        address: to.map(super::address),
        mailbox: None,
        assignment,
        expires_in: None,
        membership_expires_in: None,
        projects: alloc::vec![],
        max_uses: None,
        domains: alloc::vec![],
        note: None,
        mail: MailRequest::default(),
    }
}

pub(super) fn assign(user: UserId, assignment: RoleAssignment) -> Command {
    update_member(user, MemberUpdate::assigning(assignment))
}

pub(super) fn suspend(user: UserId, suspended: bool) -> Command {
    let update = MemberUpdate {
        suspended: Some(suspended),
        ..MemberUpdate::default()
    };
    update_member(user, update)
}

pub(super) fn end(user: UserId, expires_at: FieldChange<Timestamp>) -> Command {
    let update = MemberUpdate {
        expires_at,
        ..MemberUpdate::default()
    };
    update_member(user, update)
}

pub(super) const fn edit(invite: InviteId, update: InviteUpdate) -> Command {
    Command::UpdateInvite { invite, update }
}

pub(super) fn editing(assignment: RoleAssignment) -> InviteUpdate {
    InviteUpdate {
        assignment: Some(assignment),
        ..InviteUpdate::default()
    }
}

pub(super) fn wrong(field: &str, code: FieldCode) -> Result<Done, Refusal> {
    Err(Refusal::field(field, code))
}

impl Fixture {
    /// What a member holds now.
    pub(super) fn held(&self, caller: &Caller) -> Vec<alloc::string::String> {
        let account = self.memory.account().unwrap();
        let member = self.member(caller).unwrap();
        let held = account.permissions_of(member, &self.policy, self.now);
        let names = self.policy.names_of(held);
        names.iter().map(ToString::to_string).collect()
    }

    /// A member with this list.
    pub(super) fn join_with(&mut self, name: &str, permissions: &[&str]) -> Caller {
        let invite = invite_as(list(permissions), Some(name));
        let invite = self.create_invite(&person("owner"), &invite).unwrap();
        let caller = person(name);
        self.accept(&caller, invite).unwrap();
        caller
    }

    pub(super) fn last_refusal(&self) -> Option<(&str, Code)> {
        let event = self.memory.events.last()?;
        match event.draft.outcome {
            Outcome::Refused(code) => Some((event.draft.action.as_str(), code)),
            Outcome::Done => None,
        }
    }
}

#[test]
fn a_member_holds_what_their_list_has_and_nothing_else() {
    let mut fixture = Fixture::team();
    let ada = fixture.join_with("ada", &["pods:connect", "team:access"]);
    assert_eq!(fixture.held(&ada), ["team:access", "pods:connect"]);
    let member = fixture.member(&ada).unwrap();
    assert_eq!(
        member.assignment,
        list(&["pods:connect", "team:access"]),
        "the list stays as it was given"
    );
    let joined = fixture.memory.events.last().unwrap();
    assert_eq!(
        joined.draft.details.get("permissions"),
        Some(&Detail::List(alloc::vec![
            "pods:connect".into(),
            "team:access".into()
        ]))
    );
    // From a list to a role and back, by the same command.
    let owner = person("owner");
    fixture
        .run(&owner, &change_role(user(&ada), "dev"))
        .unwrap();
    fixture
        .run(&owner, &assign(user(&ada), list(&["team:access"])))
        .unwrap();
    assert_eq!(fixture.held(&ada), ["team:access"]);
}

#[test]
fn rule_11_a_list_has_known_permissions_and_access_to_the_team() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "basic");
    let owner = person("owner");
    let long: Vec<_> = (0..129).map(|at| format!("a:b{at}")).collect();
    let long: Vec<&str> = long.iter().map(alloc::string::String::as_str).collect();
    for (permissions, expected) in [
        (&[][..], FieldCode::Required),
        (&["pods:connect"], FieldCode::Required),
        (&["team:access", "pods:fly"], FieldCode::Unknown),
        (&long[..128], FieldCode::Unknown),
        (&long[..], FieldCode::TooLong),
    ] {
        let expected = wrong("permissions", expected);
        let enrol = enrolment(someone("cleo"), list(permissions));
        for (caller, command) in [
            (&owner, assign(user(&ada), list(permissions))),
            (&owner, invite_as(list(permissions), Some("ben"))),
            (&service("admin"), enrol),
        ] {
            assert_eq!(fixture.run(caller, &command), expected, "{command:?}");
        }
    }
}

#[test]
fn a_role_of_project_scope_is_no_members_role() {
    let mut fixture = Fixture::team();
    let ada = fixture.join("ada", "basic");
    let owner = person("owner");
    for command in [
        change_role(user(&ada), "editor"),
        invite_as(assigned("editor"), Some("ben")),
    ] {
        let outcome = fixture.run(&owner, &command);
        assert_eq!(outcome, wrong("role", FieldCode::Invalid), "{command:?}");
    }
}

#[test]
fn rule_05_nobody_gives_a_list_beyond_what_they_hold() {
    let mut fixture = Fixture::team();
    let ada = fixture.join_with("ada", INVITER);
    let exceeds = Err(Refusal::RoleExceedsGrantor);
    let beyond = invite_as(list(&["team:access", "pods:manage"]), Some("ben"));
    assert_eq!(fixture.run(&ada, &beyond), exceeds);
    assert_eq!(
        fixture.last_refusal(),
        Some(("invite.create", Code::RoleExceedsGrantor))
    );
    // The same set as their own, and any subset.
    let within = invite_as(list(INVITER), Some("ben"));
    let invite = fixture.create_invite(&ada, &within).unwrap();
    let wider = editing(list(&["team:access", "pods:manage"]));
    assert_eq!(fixture.run(&ada, &edit(invite, wider)), exceeds);
    let enrol = enrolment(
        someone("cleo"),
        list(&["team:access", "members:manage", "team:manage"]),
    );
    let weak = service("dev");
    assert_eq!(code(fixture.run(&weak, &enrol)), "forbidden");
}

#[test]
fn rule_13_a_link_never_carries_the_management_of_members_in_a_list() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    for permission in [
        "members:invite",
        "members:manage",
        "team:manage",
        "projects:create",
    ] {
        let link = invite_as(list(&["team:access", permission]), None);
        let outcome = fixture.run(&owner, &link);
        assert_eq!(outcome, Err(Refusal::FORBIDDEN), "{permission}");
    }
    let link = invite_as(list(&["team:access", "pods:connect"]), None);
    let link = fixture.create_invite(&owner, &link).unwrap();
    let wider = edit(link, editing(list(&["team:access", "members:invite"])));
    assert_eq!(fixture.run(&owner, &wider), Err(Refusal::FORBIDDEN));
}

/// The default policy with `pods:connect` retired.
fn policy_without_pods_connect() -> Policy {
    let file = include_str!("../../../../../policy.toml")
        .replace("\"pods:connect\", ", "")
        .replace(
            "name = \"pods:connect\"",
            "name = \"pods:connect\"\nretired = true",
        );
    Policy::from_toml(&file).unwrap()
}

#[test]
fn a_permission_that_is_retired_leaves_the_rest_of_a_list() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join_with("ada", &["team:access", "pods:connect"]);
    let to_ben = invite_as(list(&["team:access", "pods:connect"]), Some("ben"));
    let to_ben = fixture.create_invite(&owner, &to_ben).unwrap();
    fixture.policy = policy_without_pods_connect();
    assert_eq!(fixture.held(&ada), ["team:access"]);
    let again = assign(user(&ada), list(&["team:access", "pods:connect"]));
    let unknown = wrong("permissions", FieldCode::Unknown);
    assert_eq!(fixture.run(&owner, &again), unknown);
    let ben = person("ben");
    fixture.accept(&ben, to_ben).unwrap();
    assert_eq!(fixture.held(&ben), ["team:access"]);
    // Once the permission is back, so is what the list gives.
    fixture.policy = default_policy();
    assert_eq!(fixture.held(&ada), ["team:access", "pods:connect"]);
}
