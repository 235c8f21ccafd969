//! Lists of permissions, ends of memberships, suspension, and editing a pending invite.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::{
    Command, Done, Fixture, assigned, change_role, closed, code, default_policy, list, person,
    role, service, someone, update_member, user,
};
use crate::account::{
    Caller, FieldChange, InviteUpdate, MemberUpdate, MembershipStatus, Proof, State,
};
use crate::audit::{Detail, Outcome};
use crate::{
    ClosedReason, Code, FieldCode, InviteId, Policy, Refusal, RoleAssignment, Timestamp, UserId,
};

/// May access, invite and connect to pods.
const INVITER: &[&str] = &["team:access", "members:invite", "pods:connect"];

fn invite_as(assignment: RoleAssignment, to: Option<&str>) -> Command {
    Command::Invite {
        address: to.map(super::address),
        mailbox: None,
        assignment,
        expires_in: None,
        membership_expires_in: None,
        projects: alloc::vec![],
        note: None,
    }
}

fn assign(user: UserId, assignment: RoleAssignment) -> Command {
    update_member(user, MemberUpdate::assigning(assignment))
}

fn suspend(user: UserId, suspended: bool) -> Command {
    let update = MemberUpdate {
        suspended: Some(suspended),
        ..MemberUpdate::default()
    };
    update_member(user, update)
}

fn end(user: UserId, expires_at: FieldChange<Timestamp>) -> Command {
    let update = MemberUpdate {
        expires_at,
        ..MemberUpdate::default()
    };
    update_member(user, update)
}

const fn edit(invite: InviteId, update: InviteUpdate) -> Command {
    Command::UpdateInvite { invite, update }
}

fn editing(assignment: RoleAssignment) -> InviteUpdate {
    InviteUpdate {
        assignment: Some(assignment),
        ..InviteUpdate::default()
    }
}

fn wrong(field: &str, code: FieldCode) -> Result<Done, Refusal> {
    Err(Refusal::field(field, code))
}

impl Fixture {
    /// What a member holds now.
    fn held(&self, caller: &Caller) -> Vec<alloc::string::String> {
        let account = self.memory.account().unwrap();
        let member = self.member(caller).unwrap();
        let held = account.permissions_of(member, &self.policy, self.now);
        let names = self.policy.names_of(held);
        names.iter().map(ToString::to_string).collect()
    }

    /// A member with this list.
    fn join_with(&mut self, name: &str, permissions: &[&str]) -> Caller {
        let invite = invite_as(list(permissions), Some(name));
        let invite = self.create_invite(&person("owner"), &invite).unwrap();
        let caller = person(name);
        self.accept(&caller, invite).unwrap();
        caller
    }

    fn last_refusal(&self) -> Option<(&str, Code)> {
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
        (&long[..], FieldCode::TooLong),
    ] {
        let expected = wrong("permissions", expected);
        let enrol = Command::Enrol {
            person: someone("cleo"),
            assignment: list(permissions),
        };
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
    let enrol = Command::Enrol {
        person: someone("cleo"),
        assignment: list(&["team:access", "members:manage", "team:manage"]),
    };
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

#[test]
fn a_suspended_member_keeps_their_row_and_holds_nothing() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let epoch = fixture.memory.account().unwrap().epoch;
    fixture.run(&owner, &suspend(user(&ada), true)).unwrap();
    let member = fixture.member(&ada).unwrap();
    assert_eq!(member.assignment, assigned("admin"));
    assert_eq!(member.changed_epoch, epoch + 1, "their tokens are stale");
    assert_eq!(fixture.actions().last(), Some(&"member.suspend"));
    assert!(fixture.held(&ada).is_empty());
    for command in [
        Command::Attend,
        invite_as(assigned("dev"), Some("ben")),
        change_role(user(&owner), "dev"),
        super::spend(7),
    ] {
        let outcome = fixture.run(&ada, &command);
        assert_eq!(outcome, Err(Refusal::Suspended), "{command:?}");
    }
    fixture.run(&owner, &suspend(user(&ada), false)).unwrap();
    assert_eq!(fixture.actions().last(), Some(&"member.restore"));
    assert!(fixture.held(&ada).contains(&"members:manage".to_string()));
    fixture.run(&ada, &Command::Attend).unwrap();
}

#[test]
fn a_membership_past_its_end_holds_nothing_until_the_end_is_lifted() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "dev");
    let at = fixture.now.plus_seconds(60);
    let set = end(user(&ada), FieldChange::Set(at));
    fixture.run(&owner, &set).unwrap();
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(event.draft.action.as_str(), "member.end");
    assert_eq!(
        event.draft.details.get("expiresAt"),
        Some(&Detail::Text(at.to_string()))
    );
    fixture.advance(59);
    fixture.run(&ada, &Command::Attend).unwrap();
    fixture.advance(1);
    assert!(fixture.held(&ada).is_empty());
    assert_eq!(fixture.run(&ada, &Command::Attend), Err(Refusal::PastEnd));
    let lift = end(user(&ada), FieldChange::Clear);
    fixture.run(&owner, &lift).unwrap();
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(event.draft.action.as_str(), "member.end");
    assert!(event.draft.details.is_empty(), "a lifted end has no time");
    fixture.run(&ada, &Command::Attend).unwrap();
    // A time in the past ends it at once.
    let past = fixture.now.plus_seconds(-1);
    fixture
        .run(&owner, &end(user(&ada), FieldChange::Set(past)))
        .unwrap();
    assert_eq!(fixture.run(&ada, &Command::Attend), Err(Refusal::PastEnd));
}

#[test]
fn suspended_and_ended_members_can_leave() {
    for update in [
        |who: UserId, _: Timestamp| suspend(who, true),
        |who: UserId, now: Timestamp| end(who, FieldChange::Set(now)),
    ] {
        let mut fixture = Fixture::team();
        let ada = fixture.join("ada", "dev");
        let command = update(user(&ada), fixture.now);
        fixture.run(&person("owner"), &command).unwrap();
        let leave = Command::Remove { user: user(&ada) };
        fixture.run(&ada, &leave).unwrap();
        assert!(fixture.member(&ada).is_none());
    }
}

#[test]
fn nobody_changes_their_own_end_or_suspension_and_nobody_the_owners() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let soon = fixture.now.plus_seconds(60);
    for change in [
        suspend(user(&ada), true),
        suspend(user(&ada), false),
        end(user(&ada), FieldChange::Set(soon)),
        end(user(&ada), FieldChange::Clear),
    ] {
        let outcome = fixture.run(&ada, &change);
        assert_eq!(outcome, Err(Refusal::FORBIDDEN), "{change:?}");
    }
    for caller in [&owner, &ada, &service("admin")] {
        for change in [
            suspend(user(&owner), true),
            end(user(&owner), FieldChange::Set(soon)),
        ] {
            let outcome = fixture.run(caller, &change);
            assert_eq!(outcome, Err(Refusal::OwnerProtected), "{change:?}");
        }
    }
    assert_eq!(
        fixture.last_refusal(),
        Some(("member.end", Code::OwnerProtected))
    );
}

#[test]
fn rule_05_only_who_holds_all_that_a_member_would_hold_suspends_and_restores_them() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let managers = &["team:access", "members:manage", "pods:connect"];
    let mia = fixture.join_with("mia", managers);
    let missing = |outcome: Result<Done, Refusal>| match outcome {
        Err(Refusal::Forbidden { missing }) => !missing.is_empty(),
        _ => false,
    };
    assert!(missing(fixture.run(&mia, &suspend(user(&ada), true))));
    let soon = fixture.now.plus_seconds(60);
    let soon = end(user(&ada), FieldChange::Set(soon));
    assert!(missing(fixture.run(&mia, &soon)));
    // What counts is what the row carries, also while nothing of it is held.
    fixture.run(&owner, &suspend(user(&ada), true)).unwrap();
    assert!(missing(fixture.run(&mia, &suspend(user(&ada), false))));
    let demoting = MemberUpdate {
        assignment: Some(list(&["team:access"])),
        suspended: Some(false),
        ..MemberUpdate::default()
    };
    assert!(missing(
        fixture.run(&mia, &update_member(user(&ada), demoting))
    ));
    let remove = Command::Remove { user: user(&ada) };
    assert!(missing(fixture.run(&mia, &remove)));
    // A member within their own permissions is theirs to manage.
    let ben = fixture.join_with("ben", &["team:access", "pods:connect"]);
    fixture.run(&mia, &suspend(user(&ben), true)).unwrap();
    fixture.run(&mia, &suspend(user(&ben), false)).unwrap();
}

#[test]
fn an_update_changes_all_of_it_in_one_epoch_or_nothing() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "basic");
    let before = (
        fixture.memory.account().unwrap().epoch,
        fixture.actions().len(),
    );
    let at = fixture.now.plus_seconds(60);
    let update = MemberUpdate {
        assignment: Some(assigned("dev")),
        expires_at: FieldChange::Set(at),
        suspended: Some(true),
    };
    let all = update_member(user(&ada), update.clone());
    fixture.run(&owner, &all).unwrap();
    let account = fixture.memory.account().unwrap();
    assert_eq!(account.epoch, before.0 + 1);
    assert_eq!(
        fixture.actions()[before.1..],
        ["member.role", "member.end", "member.suspend"]
    );
    let member = fixture.member(&ada).unwrap().clone();
    assert_eq!(
        (
            member.assignment.clone(),
            member.expires_at,
            member.suspended
        ),
        (assigned("dev"), Some(at), true)
    );
    assert_eq!(member.changed_epoch, account.epoch);
    // The same again changes nothing.
    fixture.run(&owner, &all).unwrap();
    assert_eq!(fixture.memory.account().unwrap().epoch, before.0 + 1);
    // One part that is refused, and nothing changes.
    let refused = MemberUpdate {
        assignment: Some(list(&["team:access", "pods:fly"])),
        expires_at: FieldChange::Clear,
        suspended: Some(false),
    };
    let refused = update_member(user(&ada), refused);
    assert!(fixture.run(&owner, &refused).is_err());
    assert_eq!(fixture.member(&ada), Some(&member));
}

#[test]
fn rule_07_an_invite_restores_no_suspended_or_ended_member() {
    for suspends in [true, false] {
        let mut fixture = Fixture::team();
        let owner = person("owner");
        let first = fixture.invite(&owner, "ada", "basic").unwrap();
        let ada = person("ada");
        fixture.accept(&ada, first).unwrap();
        let (status, change, restore) = if suspends {
            let restore = suspend(user(&ada), false);
            (
                MembershipStatus::Suspended,
                suspend(user(&ada), true),
                restore,
            )
        } else {
            let change = end(user(&ada), FieldChange::Set(fixture.now));
            let restore = end(user(&ada), FieldChange::Clear);
            (MembershipStatus::PastEnd, change, restore)
        };
        fixture.run(&owner, &change).unwrap();
        let row = fixture.member(&ada).cloned();
        assert_eq!(row.as_ref().unwrap().status(fixture.now), status);
        let member = Err(Refusal::AlreadyMember);
        // Their own accept again, another invite by link, and one to their address.
        assert_eq!(fixture.accept(&ada, first), member);
        let link = fixture.link_invite(&owner, "dev").unwrap();
        assert_eq!(fixture.accept(&ada, link), member);
        assert_eq!(fixture.memory.invites[&link].state, State::Pending);
        let again = fixture.run(&owner, &invite_as(assigned("dev"), Some("ada")));
        assert_eq!(again, member);
        let enrol = Command::Enrol {
            person: someone("ada"),
            assignment: assigned("basic"),
        };
        fixture.run(&service("admin"), &enrol).unwrap();
        assert_eq!(fixture.member(&ada).cloned(), row, "nothing restores them");
        // Restored, the same accept returns the membership again.
        fixture.run(&owner, &restore).unwrap();
        assert_eq!(
            fixture.accept(&ada, first),
            Ok(Done::Accepted { invite: first })
        );
    }
}

#[test]
fn rule_05_a_suspension_revokes_the_members_invites_for_good() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let invite = fixture.invite(&ada, "ben", "basic").unwrap();
    let others = fixture.invite(&owner, "cleo", "basic").unwrap();
    fixture.run(&owner, &suspend(user(&ada), true)).unwrap();
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(
        event.draft.details.get("invitesRevoked"),
        Some(&Detail::List(alloc::vec![invite.to_string()]))
    );
    assert_eq!(fixture.memory.invites[&others].state, State::Pending);
    fixture.run(&owner, &suspend(user(&ada), false)).unwrap();
    let revoked = closed(Some(ClosedReason::Revoked));
    assert_eq!(fixture.accept(&person("ben"), invite), revoked);
}

#[test]
fn rule_05_an_invite_of_a_grantor_past_their_end_gives_nothing() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let invite = fixture.invite(&ada, "ben", "basic").unwrap();
    let soon = fixture.now.plus_seconds(60);
    fixture
        .run(&owner, &end(user(&ada), FieldChange::Set(soon)))
        .unwrap();
    assert_eq!(fixture.memory.invites[&invite].state, State::Pending);
    fixture.advance(60);
    let ben = person("ben");
    let exceeds = Err(Refusal::RoleExceedsGrantor);
    assert_eq!(fixture.accept(&ben, invite), exceeds);
    // Somebody else who may grant it makes it usable again.
    let note = crate::Note::parse("hello").unwrap();
    let update = InviteUpdate {
        note: FieldChange::Set(note),
        ..InviteUpdate::default()
    };
    fixture.run(&owner, &edit(invite, update)).unwrap();
    fixture.accept(&ben, invite).unwrap();
}

#[test]
fn an_invite_limits_the_membership_from_its_acceptance_on() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let limited = |seconds| Command::Invite {
        address: Some(super::address("ada")),
        mailbox: None,
        assignment: assigned("basic"),
        expires_in: None,
        membership_expires_in: Some(seconds),
        projects: alloc::vec![],
        note: None,
    };
    let invalid = wrong("membershipExpiresIn", FieldCode::Invalid);
    for seconds in [0, 31_536_001, u64::MAX] {
        assert_eq!(fixture.run(&owner, &limited(seconds)), invalid, "{seconds}");
    }
    let invite = fixture.create_invite(&owner, &limited(60)).unwrap();
    fixture.advance(1000);
    let ada = person("ada");
    fixture.accept(&ada, invite).unwrap();
    let end = fixture.now.plus_seconds(60);
    assert_eq!(fixture.member(&ada).unwrap().expires_at, Some(end));
    let joined = fixture.memory.events.last().unwrap();
    assert_eq!(
        joined.draft.details.get("expiresAt"),
        Some(&Detail::Text(end.to_string()))
    );
}

#[test]
fn whoever_edits_an_invite_becomes_its_grantor() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ada = fixture.join("ada", "admin");
    let invite = fixture.invite(&ada, "ben", "dev").unwrap();
    let generation = fixture.memory.invites[&invite].generation;
    let update = InviteUpdate {
        assignment: Some(list(&["team:access", "billing:read"])),
        note: FieldChange::Set(crate::Note::parse("hello").unwrap()),
        expires_in: FieldChange::Set(60),
        membership_expires_in: FieldChange::Set(120),
        ..InviteUpdate::default()
    };
    fixture.run(&owner, &edit(invite, update)).unwrap();
    let edited = fixture.memory.invites[&invite].clone();
    assert_eq!(edited.inviter.user, user(&owner));
    assert_eq!(edited.generation, generation, "its links stay valid");
    assert_eq!(edited.expires_at, Some(fixture.now.plus_seconds(60)));
    assert_eq!(edited.membership_expires_in, Some(120));
    let event = fixture.memory.events.last().unwrap();
    assert_eq!(event.draft.action.as_str(), "invite.update");
    assert_eq!(
        event.draft.details.get("roleBefore"),
        Some(&Detail::Text("dev".into()))
    );
    // `null` clears; what is absent stays.
    let clear = InviteUpdate {
        note: FieldChange::Clear,
        expires_in: FieldChange::Clear,
        membership_expires_in: FieldChange::Clear,
        ..InviteUpdate::default()
    };
    fixture.run(&owner, &edit(invite, clear.clone())).unwrap();
    let cleared = fixture.memory.invites[&invite].clone();
    assert_eq!(
        (
            cleared.note,
            cleared.expires_at,
            cleared.membership_expires_in
        ),
        (None, None, None)
    );
    assert_eq!(cleared.assignment, edited.assignment);
    // Nothing changes: no event, and no other grantor.
    let events = fixture.memory.events.len();
    fixture.run(&ada, &edit(invite, clear)).unwrap();
    assert_eq!(fixture.memory.events.len(), events);
    assert_eq!(fixture.memory.invites[&invite].inviter.user, user(&owner));
}

#[test]
fn only_a_pending_invite_is_edited_and_only_by_a_user_who_invites() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let dev = fixture.join("dora", "dev");
    let invite = fixture.invite(&owner, "ben", "basic").unwrap();
    let to_dev = || edit(invite, editing(assigned("dev")));
    assert_eq!(code(fixture.run(&dev, &to_dev())), "forbidden");
    assert_eq!(code(fixture.run(&service("admin"), &to_dev())), "forbidden");
    assert_eq!(code(fixture.run(&person("eve"), &to_dev())), "not_found");
    let unknown = edit(
        InviteId::new(super::account_id(), [9; 16]),
        editing(assigned("dev")),
    );
    assert_eq!(code(fixture.run(&owner, &unknown)), "not_found");
    fixture.run(&owner, &Command::Revoke { invite }).unwrap();
    let revoked = closed(Some(ClosedReason::Revoked));
    assert_eq!(fixture.run(&owner, &to_dev()), revoked);
}

#[test]
fn a_token_that_names_another_role_is_a_conflict() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let ben = person("ben");
    let invite = fixture.invite(&owner, "ben", "dev").unwrap();
    fixture
        .run(&owner, &edit(invite, editing(assigned("basic"))))
        .unwrap();
    let token = |fixture: &Fixture, seen: &str| {
        let Proof::Token {
            generation,
            expires_at_seconds,
            ..
        } = fixture.token(&invite)
        else {
            panic!("not a token")
        };
        let proof = Proof::Token {
            generation,
            expires_at_seconds,
            role: Some(role(seen)),
        };
        Command::Accept { invite, proof }
    };
    let stale = token(&fixture, "dev");
    assert_eq!(fixture.run(&ben, &stale), Err(Refusal::Conflict));
    assert!(fixture.member(&ben).is_none());
    assert_eq!(fixture.memory.invites[&invite].state, State::Pending);
    let fresh = token(&fixture, "basic");
    fixture.run(&ben, &fresh).unwrap();
    // A repeat by the same user returns the membership, whatever their token names.
    assert_eq!(fixture.run(&ben, &stale), Ok(Done::Accepted { invite }));
}

#[test]
fn a_role_that_the_policy_renamed_is_not_another_one() {
    let mut fixture = Fixture::team();
    let owner = person("owner");
    let invite = fixture.invite(&owner, "ben", "dev").unwrap();
    let file = include_str!("../../../../../policy.toml")
        .replace("name = \"dev\"", "name = \"builder\"\nwas = [\"dev\"]");
    fixture.policy = Policy::from_toml(&file).unwrap();
    let Proof::Token {
        generation,
        expires_at_seconds,
        ..
    } = fixture.token(&invite)
    else {
        panic!("not a token")
    };
    let proof = Proof::Token {
        generation,
        expires_at_seconds,
        role: Some(role("dev")),
    };
    let ben = person("ben");
    fixture
        .run(&ben, &Command::Accept { invite, proof })
        .unwrap();
    assert_eq!(
        fixture.member(&ben).unwrap().assignment,
        assigned("builder")
    );
}
