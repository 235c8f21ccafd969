//! Projects: creating, archiving, limits, and what happens to them when a team is reverted.

mod reading;

use super::project_fixture::*;
use super::*;
use crate::account::{ProjectStatus, read};
use crate::freshness::ArchivedProject;
use crate::limits;
use alloc::vec;

#[test]
fn the_creator_of_a_project_gets_the_project_owners_role_in_it() {
    let mut fixture = Fixture::with_projects();
    let builder = fixture.join("builder", "builder");
    let project = fixture.create_project(&builder, "Vision").unwrap();
    let grant = fixture.grant_in(&builder, project).unwrap();
    assert_eq!(grant.assignment, named("manager"));
    let held = fixture.held_in(&builder, project).unwrap();
    assert_eq!(held, ["project:manage", "runs:read", "runs:write"]);
    let actions = fixture.actions();
    let [.., create, put] = actions.as_slice() else {
        panic!("no events")
    };
    assert_eq!(
        [*create, *put],
        ["hallpass.project.create", "hallpass.grant.put"]
    );
}

#[test]
fn creating_requires_the_permission_and_a_policy_with_projects() {
    let mut fixture = Fixture::with_projects();
    let guest = fixture.join("guest", "guest");
    let refused = fixture.create_project(&guest, "Vision");
    let missing = vec![permission("projects:create")];
    assert_eq!(refused, Err(Refusal::Forbidden { missing }));
    let stranger = fixture.create_project(&person("stranger"), "Vision");
    assert_eq!(stranger, Err(Refusal::NotFound));
    let mut without = Fixture::team();
    without.policy = Policy::from_toml(POLICY_WITHOUT).unwrap();
    assert!(!without.policy.has_projects());
    let owner = person("owner");
    let refused = without.create_project(&owner, "Vision");
    assert_eq!(refused.unwrap_err().code().as_str(), "forbidden");
}

#[test]
fn a_service_creates_projects_within_its_permissions_and_gets_no_grant() {
    let mut fixture = Fixture::with_projects();
    let service = |names: &[&str]| {
        Caller::Service(Service {
            id: ServiceId::derive("machines", "importer"),
            name: Name::parse("Importer").unwrap(),
            permissions: names.iter().map(|name| permission(name)).collect(),
            powers: alloc::vec![],
        })
    };
    let creator = service(&["projects:create"]);
    let project = fixture.create_project(&creator, "Imported").unwrap();
    assert!(fixture.memory.grants.is_empty());
    // It sees the project because it may create some, and holds nothing there.
    assert_eq!(fixture.held_in(&creator, project), Ok(vec![]));
    assert_eq!(fixture.enter(&creator, project), "not_found");
    let runner = service(&["runs:write"]);
    assert_eq!(
        fixture.held_in(&runner, project),
        Ok(vec!["runs:write".into()])
    );
    let guest = fixture.join("guest", "guest");
    let refused = fixture.grant(&runner, project, &guest, named("reader"));
    assert_eq!(code(refused), "forbidden");
    let granter = service(&["members:manage", "runs:read"]);
    fixture
        .grant(&granter, project, &guest, named("reader"))
        .unwrap();
    let beyond = fixture.grant(&granter, project, &guest, named("editor"));
    assert_eq!(code(beyond), "role_exceeds_grantor");
}

#[test]
fn an_archived_project_takes_no_grants_and_no_tokens_until_it_is_restored() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let guest = fixture.join("guest", "guest");
    let project = fixture.create_project(&owner, "One").unwrap();
    fixture
        .grant(&owner, project, &guest, named("editor"))
        .unwrap();
    let refused = fixture.set_status(&guest, project, ProjectStatus::Archived);
    assert_eq!(code(refused), "forbidden");
    let before = fixture.epoch();
    fixture
        .set_status(&owner, project, ProjectStatus::Archived)
        .unwrap();
    let archiving = fixture.memory.projects[&project].last_archived.unwrap();
    assert_eq!((archiving.epoch, fixture.epoch()), (before + 1, before + 1));
    assert_eq!(fixture.last_event().0, "hallpass.project.archive");
    let Ok(epochs) = read::epochs(&fixture.memory, fixture.now, None);
    let listed = epochs.unwrap().projects;
    assert_eq!(
        listed,
        [ArchivedProject {
            project,
            epoch: before + 1
        }]
    );
    assert_eq!(fixture.enter(&owner, project), "project_archived");
    assert_eq!(fixture.enter(&guest, project), "project_archived");
    let refused = fixture.grant(&owner, project, &guest, named("reader"));
    assert_eq!(refused, Err(Refusal::ProjectArchived));
    // It can be renamed, and grants in it can be removed.
    let rename = Command::UpdateProject {
        project,
        name: Some(Name::parse("Old").unwrap()),
        status: None,
    };
    fixture.run(&owner, &rename).unwrap();
    assert_eq!(fixture.last_event().0, "hallpass.project.update");
    fixture.ungrant(&owner, project, &guest).unwrap();
    fixture
        .set_status(&owner, project, ProjectStatus::Active)
        .unwrap();
    assert_eq!(fixture.last_event().0, "hallpass.project.restore");
    assert_eq!(fixture.enter(&owner, project), "entered");
    let kept = fixture.memory.projects[&project].last_archived;
    assert_eq!(kept, Some(archiving), "tokens from before stay stale");
    fixture.advance(limits::CHANGED_SECONDS + 1);
    let Ok(epochs) = read::epochs(&fixture.memory, fixture.now, None);
    assert_eq!(epochs.unwrap().projects, []);
}

#[test]
fn an_external_id_is_unique_in_the_account() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let create = |external_id: &str| Command::CreateProject {
        name: Name::parse("Vision").unwrap(),
        external_id: Some(external_id.into()),
    };
    let Done::Project { project } = fixture.run(&owner, &create("a-1")).unwrap() else {
        panic!("no project")
    };
    fixture
        .set_status(&owner, project, ProjectStatus::Archived)
        .unwrap();
    assert_eq!(fixture.run(&owner, &create("a-1")), Err(Refusal::Conflict));
    fixture.run(&owner, &create("a-2")).unwrap();
}

#[test]
fn an_account_has_a_thousand_projects_and_a_member_five_hundred_grants() {
    let mut fixture = Fixture::with_projects();
    let (owner, builder) = (person("owner"), fixture.join("builder", "builder"));
    let project = fixture.create_project(&owner, "One").unwrap();
    for number in 1..500 {
        fixture
            .create_project(&builder, &format!("P {number}"))
            .unwrap();
    }
    fixture
        .grant(&owner, project, &builder, named("reader"))
        .unwrap();
    // A builder manages a project only by a grant in it, so one without room for another creates none.
    assert_eq!(
        fixture.create_project(&builder, "more"),
        Err(Refusal::ProjectLimit)
    );
    let mut last = project;
    for number in 500..1_000 {
        last = fixture
            .create_project(&owner, &format!("P {number}"))
            .unwrap();
    }
    assert_eq!(fixture.memory.projects.len(), 1_000);
    assert_eq!(fixture.grant_in(&owner, last), None, "their role is enough");
    assert_eq!(
        fixture.create_project(&owner, "more"),
        Err(Refusal::ProjectLimit)
    );
    assert_eq!(
        fixture.grant(&owner, last, &builder, named("reader")),
        Err(Refusal::ProjectLimit)
    );
    // Another grant in the place of one needs no more room.
    fixture
        .grant(&owner, project, &builder, named("editor"))
        .unwrap();
}

#[test]
fn a_repeat_under_a_key_returns_the_same_project() {
    let mut fixture = Fixture::with_projects();
    let builder = fixture.join("builder", "builder");
    let command = Command::CreateProject {
        name: Name::parse("Vision").unwrap(),
        external_id: None,
    };
    let first = fixture.run_keyed(&builder, &command, KEY).unwrap();
    assert_eq!(fixture.run_keyed(&builder, &command, KEY), Ok(first));
    assert_eq!(fixture.memory.projects.len(), 1);
    let other = fixture.run_keyed(&builder, &command, OTHER_BODY);
    assert_eq!(other, Err(Refusal::IdempotencyMismatch));
}

#[test]
fn rule_08_revert_removes_projects_and_grants_and_the_plan_counts_them() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    fixture.create_project(&owner, "One").unwrap();
    fixture.create_project(&owner, "Two").unwrap();
    let revert = |run| Command::Revert {
        confirm_name: Some("Test Production".into()),
        run,
    };
    let Done::Planned(plan) = fixture.run(&owner, &revert(Run::Dry)).unwrap() else {
        panic!("no plan")
    };
    assert_eq!(plan.projects_removed, 2);
    assert_eq!(fixture.memory.projects.len(), 2);
    fixture.run(&owner, &revert(Run::Real)).unwrap();
    assert!(fixture.memory.projects.is_empty());
    assert!(fixture.memory.grants.is_empty());
    assert!(fixture.last_event().1.contains(r#""projectsRemoved":2"#));
    // A personal account can have projects, and keeps them when it is converted.
    let kept = fixture.create_project(&owner, "Mine").unwrap();
    let name = Name::parse("Again").unwrap();
    let convert = Command::Convert {
        name: Some(name),
        run: Run::Real,
    };
    fixture.run(&owner, &convert).unwrap();
    assert_eq!(fixture.enter(&owner, kept), "entered");
}

#[test]
fn a_revert_without_projects_and_reviews_counts_none_in_its_event() {
    let mut fixture = Fixture::with_projects();
    let revert = Command::Revert {
        confirm_name: Some("Test Production".into()),
        run: Run::Real,
    };
    fixture.run(&person("owner"), &revert).unwrap();
    let (_, details) = fixture.last_event();
    for field in ["projectsRemoved", "reviewsRemoved"] {
        assert!(!details.contains(field), "{details}");
    }
}
