//! Invites with grants in projects.

use super::project_fixture::*;
use super::*;
use crate::ProjectId;
use crate::account::{ProjectStatus, read};
use alloc::string::ToString;
use alloc::vec;

#[test]
fn an_accepted_invite_grants_in_its_projects_and_skips_archived_ones() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let one = fixture.create_project(&owner, "One").unwrap();
    let two = fixture.create_project(&owner, "Two").unwrap();
    let grants = [
        (one, named("writer")),
        (two, list(&["runs:read", "runs:write"])),
    ];
    let invite = fixture.invite_to(&owner, Some("mia"), &grants).unwrap();
    let (action, details) = fixture.last_event();
    assert_eq!(action, "invite.create");
    assert!(
        details.contains(&alloc::format!(r#""projects":["{one}","{two}"]"#)),
        "{details}"
    );
    let stored = &fixture.memory.invites[&invite].projects;
    assert_eq!(stored[0].assignment, named("editor"), "under today's name");
    fixture
        .set_status(&owner, two, ProjectStatus::Archived)
        .unwrap();
    assert!(fixture.is_pending(invite), "archiving revokes nothing");
    let mia = person("mia");
    fixture.accept(&mia, invite).unwrap();
    assert_eq!(
        fixture.grant_in(&mia, one).unwrap().assignment,
        named("editor")
    );
    assert_eq!(fixture.grant_in(&mia, two), None);
    let Ok(effects) = read::effects_of_joining(&fixture.memory, &user(&mia));
    assert_eq!(effects.skipped_projects, [two]);
    let actions = fixture.actions();
    let [.., accept, join, put] = actions.as_slice() else {
        panic!("no events")
    };
    assert_eq!(
        [*accept, *join, *put],
        ["invite.accept", "member.join", "hallpass.grant.put"]
    );
    // A repeat grants nothing again.
    fixture.ungrant(&owner, one, &mia).unwrap();
    fixture.accept(&mia, invite).unwrap();
    assert_eq!(fixture.grant_in(&mia, one), None);
}

#[test]
fn an_invite_grants_in_no_project_under_a_policy_without_projects() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let one = fixture.create_project(&owner, "One").unwrap();
    let grants = [(one, list(&["runs:read"]))];
    let invite = fixture.invite_to(&owner, Some("mia"), &grants).unwrap();
    let guest = r#"role = [ { name = "guest", title = "Guest", permissions = ["team:access"] },"#;
    fixture.policy = Policy::from_toml(&POLICY_WITHOUT.replace("role = [", guest)).unwrap();
    let mia = person("mia");
    fixture.accept(&mia, invite).unwrap();
    assert_eq!(fixture.grant_in(&mia, one), None);
}

#[test]
fn rule_05_an_invite_grants_in_a_project_only_what_its_grantor_holds_there() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let host = fixture.join("host", "host");
    let one = fixture.create_project(&owner, "One").unwrap();
    let two = fixture.create_project(&owner, "Two").unwrap();
    fixture.grant(&owner, one, &host, named("reader")).unwrap();
    let unknown = ProjectId::from_bytes([9; 16]);
    for (grants, expected) in [
        (vec![(one, named("editor"))], "role_exceeds_grantor"),
        (vec![(two, named("reader"))], "not_found"),
        (vec![(unknown, named("reader"))], "not_found"),
        (vec![(one, named("watcher"))], "invalid_request"),
        (
            vec![(one, named("reader")), (one, named("reader"))],
            "invalid_request",
        ),
        (
            (0..51)
                .map(|byte| (ProjectId::from_bytes([byte; 16]), named("reader")))
                .collect(),
            "invalid_request",
        ),
    ] {
        let refused = fixture.invite_to(&host, Some("mia"), &grants).unwrap_err();
        assert_eq!(refused.code().as_str(), expected, "{grants:?}");
    }
    let invite = fixture
        .invite_to(&host, Some("mia"), &[(one, named("reader"))])
        .unwrap();
    // Another member who may not grant it there neither copies its link nor resends it.
    let other = fixture.join("other", "host");
    let refused = fixture.run(&other, &resend(invite, Link::Keep));
    assert_eq!(refused, Err(Refusal::RoleExceedsGrantor));
    fixture
        .set_status(&owner, one, ProjectStatus::Archived)
        .unwrap();
    let refused = fixture.invite_to(&owner, Some("max"), &[(one, named("reader"))]);
    assert_eq!(refused, Err(Refusal::ProjectArchived));
}

#[test]
fn losing_a_grant_or_the_role_revokes_the_invites_that_it_allowed() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let host = fixture.join("host", "host");
    let one = fixture.create_project(&owner, "One").unwrap();
    let two = fixture.create_project(&owner, "Two").unwrap();
    for project in [one, two] {
        fixture
            .grant(&owner, project, &host, named("editor"))
            .unwrap();
    }
    let invite = |fixture: &mut Fixture, to: &str, project, as_role: &str| {
        fixture
            .invite_to(&host, Some(to), &[(project, named(as_role))])
            .unwrap()
    };
    let editor = invite(&mut fixture, "a", one, "editor");
    let reader = invite(&mut fixture, "b", one, "reader");
    let elsewhere = invite(&mut fixture, "c", two, "editor");
    fixture.grant(&owner, one, &host, named("reader")).unwrap();
    let (_, details) = fixture.last_event();
    assert!(details.contains(&editor.to_string()), "{details}");
    let pending = |fixture: &Fixture| [editor, reader, elsewhere].map(|id| fixture.is_pending(id));
    assert_eq!(pending(&fixture), [false, true, true]);
    fixture.ungrant(&owner, one, &host).unwrap();
    assert_eq!(pending(&fixture), [false, false, true]);
    let user = user(&host);
    fixture.run(&owner, &Command::Remove { user }).unwrap();
    assert_eq!(pending(&fixture), [false, false, false]);
}

#[test]
fn rule_05_a_changed_grant_of_a_member_past_their_end_revokes_their_invites_there() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let host = fixture.join("host", "host");
    let one = fixture.create_project(&owner, "One").unwrap();
    fixture.grant(&owner, one, &host, named("editor")).unwrap();
    let invite = fixture
        .invite_to(&host, Some("mia"), &[(one, named("reader"))])
        .unwrap();
    let end = MemberUpdate {
        expires_at: FieldChange::Set(fixture.now.plus_seconds(10)),
        ..MemberUpdate::default()
    };
    fixture
        .run(&owner, &update_member(user(&host), end))
        .unwrap();
    fixture.advance(10);
    assert!(fixture.is_pending(invite), "no command runs at an end");
    fixture.grant(&owner, one, &host, named("reader")).unwrap();
    assert!(
        !fixture.is_pending(invite),
        "a grant gives nothing past the end"
    );
}

#[test]
fn a_new_policy_revokes_invites_to_projects_beyond_their_grantor() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let host = fixture.join("host", "host");
    let one = fixture.create_project(&owner, "One").unwrap();
    fixture.grant(&owner, one, &host, named("editor")).unwrap();
    let editor = fixture
        .invite_to(&host, Some("a"), &[(one, list(&["runs:write"]))])
        .unwrap();
    let reader = fixture
        .invite_to(&host, Some("b"), &[(one, named("reader"))])
        .unwrap();
    fixture.policy = Policy::from_toml(&POLICY.replace(
        r#"permissions = ["runs:read", "runs:write"], was"#,
        r#"permissions = ["runs:read"], was"#,
    ))
    .unwrap();
    fixture.create_project(&owner, "Two").unwrap();
    assert_eq!(
        [editor, reader].map(|id| fixture.is_pending(id)),
        [false, true]
    );
}

#[test]
fn rule_13_a_link_invite_never_carries_the_management_of_a_project() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let one = fixture.create_project(&owner, "One").unwrap();
    for assignment in [named("manager"), list(&["project:manage"])] {
        let refused = fixture.invite_to(&owner, None, &[(one, assignment.clone())]);
        assert_eq!(refused, Err(Refusal::FORBIDDEN));
        fixture
            .invite_to(&owner, Some("a"), &[(one, assignment)])
            .map(|invite| fixture.run(&owner, &Command::Revoke { invite }))
            .unwrap()
            .unwrap();
    }
    fixture
        .invite_to(&owner, None, &[(one, named("editor"))])
        .unwrap();
}
