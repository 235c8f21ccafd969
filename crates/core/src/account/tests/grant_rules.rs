//! Grants of members in projects.

use super::project_fixture::*;
use super::*;
use crate::account::{MemberUpdate, read};
use crate::{FieldCode, ProjectId, RoleAssignment, limits};
use alloc::string::ToString;
use alloc::vec;

#[test]
fn a_member_holds_in_a_project_what_their_role_and_their_grant_carry() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let watcher = fixture.join("watcher", "watcher");
    let guest = fixture.join("guest", "guest");
    let one = fixture.create_project(&owner, "One").unwrap();
    let two = fixture.create_project(&owner, "Two").unwrap();
    fixture.grant(&owner, one, &guest, named("editor")).unwrap();
    fixture
        .grant(&owner, one, &watcher, list(&["runs:write"]))
        .unwrap();
    let both = || Ok(vec!["runs:read".to_string(), "runs:write".to_string()]);
    assert_eq!(fixture.held_in(&watcher, one), both());
    assert_eq!(fixture.held_in(&watcher, two), Ok(vec!["runs:read".into()]));
    assert_eq!(fixture.held_in(&guest, one), both());
    assert_eq!(fixture.held_in(&guest, two), Err("not_found"));
    assert_eq!(fixture.held_in(&person("stranger"), one), Err("not_found"));
    // An unknown project is no different from one in which nothing is held.
    let unknown = ProjectId::from_bytes([9; 16]);
    assert_eq!(fixture.held_in(&guest, unknown), Err("not_found"));
    assert_eq!(fixture.held_in(&owner, unknown), Err("not_found"));
    assert_eq!(fixture.enter(&guest, two), "not_found");
    assert_eq!(fixture.enter(&guest, one), "entered");
}

#[test]
fn a_grant_gives_only_what_is_of_project_scope_today() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let guest = fixture.join("guest", "guest");
    let project = fixture.create_project(&owner, "One").unwrap();
    fixture
        .grant(&owner, project, &guest, list(&["runs:read", "runs:write"]))
        .unwrap();
    let other = fixture.create_project(&owner, "Two").unwrap();
    fixture
        .grant(&owner, other, &guest, named("writer"))
        .unwrap();
    // An earlier name of a role is stored under today's.
    let stored = fixture.grant_in(&guest, other).unwrap();
    assert_eq!(stored.assignment, named("editor"));
    fixture.policy = Policy::from_toml(
        &POLICY
            .replace(
                r#"{ name = "runs:read", title = "Read runs", scope = "project" }"#,
                r#"{ name = "runs:read", title = "Read runs" }"#,
            )
            .replace(r#""runs:read", "runs:write"]"#, r#""runs:write"]"#)
            .replace(
                r#"scope = "project", permissions = ["runs:read"]"#,
                r#"scope = "project", permissions = ["runs:write"]"#,
            ),
    )
    .unwrap();
    assert_eq!(
        fixture.held_in(&guest, project),
        Ok(vec!["runs:write".into()])
    );
    fixture.policy = Policy::from_toml(
        &POLICY
            .replace(r#""editor""#, r#""author""#)
            .replace("was = [\"writer\"]", "was = []"),
    )
    .unwrap();
    assert_eq!(fixture.held_in(&guest, other), Err("not_found"));
}

#[test]
fn a_grant_has_a_project_role_or_a_list_of_project_permissions() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let guest = fixture.join("guest", "guest");
    let project = fixture.create_project(&owner, "One").unwrap();
    let too_long = RoleAssignment::Custom(vec![permission("runs:read"); limits::PERMISSIONS + 1]);
    for (assignment, field, code) in [
        (named("watcher"), "role", FieldCode::Invalid),
        (named("nothing"), "role", FieldCode::Unknown),
        (list(&[]), "permissions", FieldCode::Required),
        (too_long, "permissions", FieldCode::TooLong),
        (list(&["runs:fly"]), "permissions", FieldCode::Unknown),
        (
            list(&["runs:read", "audit:read"]),
            "permissions",
            FieldCode::Invalid,
        ),
    ] {
        let refused = fixture.grant(&owner, project, &guest, assignment.clone());
        assert_eq!(refused, Err(Refusal::field(field, code)), "{assignment:?}");
    }
    let stranger = fixture.grant(&owner, project, &person("stranger"), named("reader"));
    assert_eq!(stranger, Err(Refusal::NotFound));
    assert_eq!(fixture.memory.grants.len(), 1, "the owner's own");
}

#[test]
fn rule_05_nobody_grants_in_a_project_what_they_do_not_hold_there() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let (lead, guest) = (
        fixture.join("lead", "guest"),
        fixture.join("guest", "guest"),
    );
    let host = fixture.join("host", "host");
    let one = fixture.create_project(&owner, "One").unwrap();
    let two = fixture.create_project(&owner, "Two").unwrap();
    let managing = list(&["project:manage", "runs:read"]);
    fixture.grant(&owner, one, &lead, managing).unwrap();
    // In the project that they manage, up to what they hold there.
    fixture.grant(&lead, one, &guest, named("reader")).unwrap();
    for assignment in [named("editor"), list(&["runs:write"])] {
        let refused = fixture.grant(&lead, one, &guest, assignment);
        assert_eq!(refused, Err(Refusal::RoleExceedsGrantor));
    }
    // Nothing in another one.
    let elsewhere = fixture.grant(&lead, two, &guest, named("reader"));
    assert_eq!(elsewhere, Err(Refusal::NotFound));
    // Who manages members, and holds nothing in a project, grants nothing there.
    let empty_handed = fixture.grant(&host, one, &guest, named("reader"));
    assert_eq!(code(empty_handed), "forbidden");
    let newcomer = fixture.join("newcomer", "guest");
    let beyond = fixture.grant(&host, one, &newcomer, named("reader"));
    assert_eq!(beyond, Err(Refusal::RoleExceedsGrantor));
    // Who holds more there is neither changed nor removed.
    fixture.grant(&owner, one, &guest, named("editor")).unwrap();
    let missing = vec![permission("runs:write")];
    for refused in [
        fixture.grant(&lead, one, &guest, named("reader")),
        fixture.ungrant(&lead, one, &guest),
    ] {
        let missing = missing.clone();
        assert_eq!(refused, Err(Refusal::Forbidden { missing }));
    }
    // A member without the permission manages no one else's grant, and may give up their own.
    let refused = fixture.grant(&guest, one, &lead, named("reader"));
    assert_eq!(
        refused,
        Err(Refusal::Forbidden {
            missing: vec![permission("project:manage")]
        })
    );
    fixture.ungrant(&guest, one, &guest).unwrap();
    assert_eq!(fixture.grant_in(&guest, one), None);
    assert_eq!(fixture.ungrant(&guest, one, &guest), Err(Refusal::NotFound));
}

#[test]
fn nobody_grants_themselves_more_than_they_hold() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let lead = fixture.join("lead", "guest");
    let project = fixture.create_project(&owner, "One").unwrap();
    let managing = list(&["project:manage", "runs:read"]);
    fixture.grant(&owner, project, &lead, managing).unwrap();
    let up = fixture.grant(&lead, project, &lead, named("manager"));
    assert_eq!(up, Err(Refusal::RoleExceedsGrantor));
    fixture
        .grant(&lead, project, &lead, named("reader"))
        .unwrap();
    assert_eq!(
        fixture.held_in(&lead, project),
        Ok(vec!["runs:read".into()])
    );
}

#[test]
fn a_changed_grant_makes_its_members_tokens_stale_and_no_others() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let (one, other) = (fixture.join("one", "guest"), fixture.join("other", "guest"));
    let project = fixture.create_project(&owner, "One").unwrap();
    let owners = fixture.changed_epoch(&owner);
    let others = fixture.changed_epoch(&other);
    fixture
        .grant(&owner, project, &one, named("reader"))
        .unwrap();
    assert_eq!(fixture.changed_epoch(&one), fixture.epoch());
    let (action, details) = fixture.last_event();
    assert_eq!(action, "hallpass.grant.put");
    assert_eq!(
        details,
        format!(r#"{{"project":"{project}","role":"reader"}}"#)
    );
    // The same grant again changes nothing.
    let before = fixture.epoch();
    fixture
        .grant(&owner, project, &one, named("reader"))
        .unwrap();
    assert_eq!(fixture.epoch(), before);
    fixture
        .grant(&owner, project, &one, list(&["runs:write"]))
        .unwrap();
    let (_, details) = fixture.last_event();
    assert_eq!(
        details,
        format!(
            r#"{{"permissions":["runs:write"],"project":"{project}","role":"custom","roleBefore":"reader"}}"#
        )
    );
    fixture.ungrant(&owner, project, &one).unwrap();
    assert_eq!(fixture.changed_epoch(&one), fixture.epoch());
    let (action, details) = fixture.last_event();
    assert_eq!(action, "hallpass.grant.remove");
    assert_eq!(
        details,
        format!(
            r#"{{"permissionsBefore":["runs:write"],"project":"{project}","roleBefore":"custom"}}"#
        )
    );
    assert_eq!(fixture.changed_epoch(&owner), owners);
    assert_eq!(fixture.changed_epoch(&other), others);
    let Ok(epochs) = read::epochs(&fixture.memory, fixture.now, None);
    let changed = epochs.unwrap().changed.unwrap();
    let found = changed.iter().find(|changed| changed.user == user(&one));
    assert_eq!(found.unwrap().epoch, Some(fixture.epoch()));
    assert!(changed.iter().all(|changed| changed.user != user(&other)));
}

#[test]
fn rule_05_a_member_with_a_grant_beyond_the_callers_is_neither_changed_nor_removed() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let host = fixture.join("host", "host");
    let guest = fixture.join("guest", "guest");
    let one = fixture.create_project(&owner, "One").unwrap();
    fixture.grant(&owner, one, &guest, named("reader")).unwrap();
    let remove = Command::Remove { user: user(&guest) };
    let missing = vec![permission("runs:read")];
    let refused = fixture.run(&host, &remove);
    assert_eq!(refused, Err(Refusal::Forbidden { missing }));
    fixture.grant(&owner, one, &host, named("editor")).unwrap();
    fixture.run(&host, &remove).unwrap();
    // The grant is gone with the membership, and a new one begins without it.
    assert_eq!(fixture.grant_in(&guest, one), None);
    fixture.join("guest", "guest");
    assert_eq!(fixture.held_in(&guest, one), Err("not_found"));
}

#[test]
fn a_suspended_member_holds_nothing_in_any_project() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let guest = fixture.join("guest", "guest");
    let one = fixture.create_project(&owner, "One").unwrap();
    fixture.grant(&owner, one, &guest, named("editor")).unwrap();
    let suspend = |suspended| Command::UpdateMember {
        user: user(&guest),
        update: MemberUpdate {
            suspended: Some(suspended),
            ..MemberUpdate::default()
        },
    };
    fixture.run(&owner, &suspend(true)).unwrap();
    assert_eq!(fixture.held_in(&guest, one), Err("suspended"));
    assert_eq!(fixture.enter(&guest, one), "suspended");
    assert!(fixture.grant_in(&guest, one).is_some(), "the grant stays");
    fixture.run(&owner, &suspend(false)).unwrap();
    assert_eq!(fixture.enter(&guest, one), "entered");
}

#[test]
fn a_removed_grant_is_removed_once_under_its_key() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let (mia, host) = (fixture.join("mia", "guest"), fixture.join("host", "host"));
    let project = fixture.create_project(&owner, "One").unwrap();
    for member in [&mia, &host] {
        fixture
            .grant(&owner, project, member, named("reader"))
            .unwrap();
    }
    let remove = Command::RemoveGrant {
        project,
        user: user(&mia),
    };
    // She holds nothing in the project any more, and still learns that her request was done.
    let done = fixture.run_keyed(&mia, &remove, KEY).unwrap();
    assert_eq!(fixture.run_keyed(&mia, &remove, KEY), Ok(done));
    fixture
        .grant(&owner, project, &mia, named("reader"))
        .unwrap();
    fixture.run_keyed(&host, &remove, KEY).unwrap();
    fixture
        .run(&owner, &change_role(user(&host), "guest"))
        .unwrap();
    assert!(
        fixture.run_keyed(&host, &remove, KEY).is_err(),
        "a former manager"
    );
}
