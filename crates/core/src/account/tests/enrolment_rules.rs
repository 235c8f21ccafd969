//! Enrolment of members by services, with grants in projects and an end.

use super::project_fixture::*;
use super::*;
use crate::account::{Grant, MemberUpdate, ProjectStatus};
use crate::{ProjectId, RoleAssignment, limits};
use alloc::string::ToString;
use alloc::vec;

/// A service that manages members and holds this in every project.
fn importer(names: &[&str]) -> Caller {
    Caller::Service(Service {
        id: ServiceId::derive("machines", "importer"),
        name: Name::parse("Importer").unwrap(),
        permissions: ["team:access", "members:manage"]
            .iter()
            .chain(names)
            .map(|name| permission(name))
            .collect(),
        powers: alloc::vec![],
    })
}

fn enrolment_with(
    name: &str,
    projects: &[(ProjectId, RoleAssignment)],
    end: FieldChange<Timestamp>,
) -> Command {
    let grant = |(project, assignment): &(ProjectId, RoleAssignment)| Grant {
        project: *project,
        assignment: assignment.clone(),
    };
    Command::Enrol {
        person: someone(name),
        assignment: named("guest"),
        projects: projects.iter().map(grant).collect(),
        expires_at: end,
    }
}

#[test]
fn a_service_enrols_a_member_with_grants_and_an_end_at_once() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let one = fixture.create_project(&owner, "One").unwrap();
    let service = importer(&["runs:read"]);
    let end = fixture.now.plus_seconds(600);
    let enrol = enrolment_with("mia", &[(one, named("reader"))], FieldChange::Set(end));
    fixture.run(&service, &enrol).unwrap();
    let mia = person("mia");
    assert_eq!(fixture.member(&mia).unwrap().expires_at, Some(end));
    assert_eq!(fixture.held_in(&mia, one), Ok(vec!["runs:read".into()]));
    let [.., join, put] = *fixture.actions() else {
        panic!("no events")
    };
    assert_eq!([join, put], ["member.join", "hallpass.grant.put"]);
    // A repeat changes nothing.
    let before = fixture.memory.clone();
    fixture.run(&service, &enrol).unwrap();
    assert_eq!(fixture.memory.events, before.events);
    assert_eq!(fixture.epoch(), before.account().unwrap().epoch);
    // Another enrolment keeps what it does not name, lifts the end, and makes earlier tokens stale once.
    let two = fixture.create_project(&owner, "Two").unwrap();
    let epoch = fixture.epoch();
    let enrol = enrolment_with("mia", &[(two, list(&["runs:read"]))], FieldChange::Clear);
    fixture.run(&service, &enrol).unwrap();
    assert_eq!(fixture.member(&mia).unwrap().expires_at, None);
    assert!(fixture.grant_in(&mia, one).is_some() && fixture.grant_in(&mia, two).is_some());
    assert_eq!(
        (fixture.epoch(), fixture.changed_epoch(&mia)),
        (epoch + 1, epoch + 1)
    );
    let only_grants = enrolment_with("mia", &[(two, named("reader"))], FieldChange::Keep);
    fixture.run(&service, &only_grants).unwrap();
    assert_eq!(fixture.changed_epoch(&mia), epoch + 2);
    assert_eq!(
        fixture.grant_in(&mia, two).unwrap().assignment,
        named("reader")
    );
}

#[test]
fn an_enrolment_gives_no_more_grants_than_a_member_can_have() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let projects = ["One", "Two"].map(|name| fixture.create_project(&owner, name).unwrap());
    let [one, two] = projects;
    let mia = fixture.join("mia", "guest");
    for number in 1..limits::GRANTS_PER_MEMBER {
        let project = ProjectId::from_bytes(u128::from(number).to_be_bytes());
        let grant = Grant {
            project,
            assignment: named("reader"),
        };
        let key = (user(&mia), project);
        fixture.memory.grants.insert(key, (grant, fixture.now));
    }
    let service = importer(&["runs:read"]);
    let enrol = |grants: &[_]| enrolment_with("mia", grants, FieldChange::Keep);
    let both = enrol(&[(one, named("reader")), (two, named("reader"))]);
    assert_eq!(
        fixture.run(&service, &both).unwrap_err(),
        Refusal::ProjectLimit
    );
    let last = enrol(&[(one, named("reader"))]);
    fixture.run(&service, &last).unwrap();
    let changed = enrol(&[(one, list(&["runs:read"]))]);
    fixture.run(&service, &changed).unwrap();
    assert_eq!(
        fixture.run(&service, &enrol(&[(two, named("reader"))])),
        Err(Refusal::ProjectLimit)
    );
}

#[test]
fn rule_05_a_service_enrols_within_its_permissions_or_changes_nothing() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let one = fixture.create_project(&owner, "One").unwrap();
    let archived = fixture.create_project(&owner, "Old").unwrap();
    fixture
        .set_status(&owner, archived, ProjectStatus::Archived)
        .unwrap();
    let service = importer(&["runs:read"]);
    let reader = || named("reader");
    let unknown = ProjectId::from_bytes([9; 16]);
    for (projects, expected) in [
        (vec![(one, named("editor"))], "role_exceeds_grantor"),
        (vec![(one, reader()), (unknown, reader())], "not_found"),
        (
            vec![(one, reader()), (archived, reader())],
            "project_archived",
        ),
        (vec![(one, reader()), (one, reader())], "invalid_request"),
        (vec![(one, named("watcher"))], "invalid_request"),
    ] {
        let refused = fixture.run(
            &service,
            &enrolment_with("mia", &projects, FieldChange::Keep),
        );
        assert_eq!(code(refused), expected, "{projects:?}");
        assert_eq!(fixture.member(&person("mia")), None, "{projects:?}");
        assert_eq!(fixture.grant_in(&person("mia"), one), None, "{projects:?}");
    }
    // A member who holds more there is not changed.
    let mia = fixture.join("mia", "guest");
    fixture.grant(&owner, one, &mia, named("editor")).unwrap();
    let less = enrolment_with("mia", &[(one, reader())], FieldChange::Keep);
    assert_eq!(code(fixture.run(&service, &less)), "forbidden");
    assert_eq!(
        fixture.grant_in(&mia, one).unwrap().assignment,
        named("editor")
    );
    // The owner cannot be enrolled with an end.
    let end = FieldChange::Set(fixture.now);
    let Caller::Service(mut all) = importer(&[]) else {
        panic!("a service")
    };
    let every = fixture.policy.permissions();
    all.permissions = every.map(|each| each.name.clone()).collect();
    let refused = fixture.run(&Caller::Service(all), &enrolment_with("owner", &[], end));
    assert_eq!(code(refused), "owner_protected");
}

/// A member whose list and grant each carry all that they invite to.
fn inviting_member(fixture: &mut Fixture, one: ProjectId) -> InviteId {
    let owner = person("owner");
    let mia = fixture.join("mia", "host");
    let all = ["team:access", "members:invite", "runs:read", "runs:write"];
    let update = MemberUpdate {
        assignment: Some(list(&all)),
        ..MemberUpdate::default()
    };
    let command = Command::UpdateMember {
        user: user(&mia),
        update,
    };
    fixture.run(&owner, &command).unwrap();
    fixture.grant(&owner, one, &mia, named("editor")).unwrap();
    let grants = [(one, named("editor"))];
    fixture.invite_to(&mia, Some("ben"), &grants).unwrap()
}

#[test]
fn rule_05_an_enrolment_that_lowers_role_and_grant_revokes_what_neither_carries_any_more() {
    let mut fixture = Fixture::with_projects();
    let one = fixture.create_project(&person("owner"), "One").unwrap();
    let invite = inviting_member(&mut fixture, one);
    let service = importer(&["members:invite", "runs:read", "runs:write"]);
    let mut enrol = enrolment_with("mia", &[(one, named("reader"))], FieldChange::Keep);
    if let Command::Enrol { assignment, .. } = &mut enrol {
        *assignment = named("host");
    }
    fixture.run(&service, &enrol).unwrap();
    assert!(!fixture.is_pending(invite));
}

#[test]
fn lower_grants_name_a_revoked_invite_once() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let host = fixture.join("host", "host");
    let [one, two] = ["One", "Two"].map(|name| fixture.create_project(&owner, name).unwrap());
    let both = |as_role: &str| [(one, named(as_role)), (two, named(as_role))];
    for (project, assignment) in both("editor") {
        fixture.grant(&owner, project, &host, assignment).unwrap();
    }
    let invite = fixture
        .invite_to(&host, Some("mia"), &both("editor"))
        .unwrap();
    let mut enrol = enrolment_with("host", &both("reader"), FieldChange::Keep);
    if let Command::Enrol { assignment, .. } = &mut enrol {
        *assignment = named("host");
    }
    let importer = importer(&["members:invite", "runs:read", "runs:write"]);
    fixture.run(&importer, &enrol).unwrap();
    let revoked = Detail::List(vec![invite.to_string()]);
    let events = fixture.memory.events.iter().map(|event| &event.draft);
    let puts = events.filter(|event| event.action.as_str() == "hallpass.grant.put");
    let naming = puts.filter(|event| event.details.get("invitesRevoked") == Some(&revoked));
    assert_eq!(naming.count(), 1);
}
