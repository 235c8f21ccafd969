//! Projects and grants.

use super::*;
use crate::account::{Grant, MemberUpdate, ProjectStatus, State, read, read_projects};
use crate::freshness::ArchivedProject;
use crate::{FieldCode, PermissionName, ProjectId, RoleAssignment, limits};
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

/// A policy with projects: account roles with nothing in projects, with some of it in every project, and with the
/// permission to create some.
const POLICY: &str = r#"
audience = "hallpass"
ownerRole = "owner"
projectOwnerRole = "manager"
permission = [
  { name = "team:access", title = "Access" },
  { name = "members:invite", title = "Invite" },
  { name = "members:manage", title = "Members" },
  { name = "team:manage", title = "Team" },
  { name = "audit:read", title = "Audit" },
  { name = "projects:create", title = "Create projects" },
  { name = "project:manage", title = "Manage the project", scope = "project" },
  { name = "runs:read", title = "Read runs", scope = "project" },
  { name = "runs:write", title = "Start runs", scope = "project" },
]
role = [
  { name = "owner", title = "Owner", permissions = ["team:access", "members:invite", "members:manage", "team:manage", "audit:read", "projects:create", "project:manage", "runs:read", "runs:write"] },
  { name = "guest", title = "Guest", permissions = ["team:access"] },
  { name = "watcher", title = "Watcher", permissions = ["team:access", "runs:read"] },
  { name = "builder", title = "Builder", permissions = ["team:access", "projects:create"] },
  { name = "host", title = "Host", permissions = ["team:access", "members:invite", "members:manage"] },
  { name = "reader", title = "Reader", scope = "project", permissions = ["runs:read"] },
  { name = "editor", title = "Editor", scope = "project", permissions = ["runs:read", "runs:write"], was = ["writer"] },
  { name = "manager", title = "Manager", scope = "project", permissions = ["project:manage", "runs:read", "runs:write"] },
]
"#;

/// A policy without projects.
const POLICY_WITHOUT: &str = r#"
audience = "hallpass"
ownerRole = "owner"
permission = [
  { name = "team:access", title = "Access" },
  { name = "members:invite", title = "Invite" },
  { name = "members:manage", title = "Members" },
  { name = "team:manage", title = "Team" },
  { name = "audit:read", title = "Audit" },
]
role = [
  { name = "owner", title = "Owner", permissions = ["team:access", "members:invite", "members:manage", "team:manage", "audit:read"] },
]
"#;

pub(super) fn projects_policy() -> Policy {
    Policy::from_toml(POLICY).unwrap()
}

pub(super) fn permission(name: &str) -> PermissionName {
    name.parse().unwrap()
}

fn list(names: &[&str]) -> RoleAssignment {
    RoleAssignment::Custom(names.iter().map(|name| permission(name)).collect())
}

fn named(name: &str) -> RoleAssignment {
    RoleAssignment::Role(role(name))
}

impl Fixture {
    /// A team under a policy with projects.
    pub(super) fn with_projects() -> Self {
        let mut fixture = Self::team();
        fixture.policy = projects_policy();
        fixture
    }

    pub(super) fn create_project(&mut self, by: &Caller, name: &str) -> Result<ProjectId, Refusal> {
        let command = Command::CreateProject {
            name: Name::parse(name).unwrap(),
            external_id: None,
        };
        match self.run(by, &command)? {
            Done::Project { project } => Ok(project),
            done => panic!("not a project: {done:?}"),
        }
    }

    pub(super) fn grant(
        &mut self,
        by: &Caller,
        project: ProjectId,
        to: &Caller,
        assignment: RoleAssignment,
    ) -> Result<Done, Refusal> {
        let user = user(to);
        self.run(
            by,
            &Command::PutGrant {
                project,
                user,
                assignment,
            },
        )
    }

    fn ungrant(&mut self, by: &Caller, project: ProjectId, of: &Caller) -> Result<Done, Refusal> {
        let user = user(of);
        self.run(by, &Command::RemoveGrant { project, user })
    }

    fn set_status(
        &mut self,
        by: &Caller,
        project: ProjectId,
        status: ProjectStatus,
    ) -> Result<Done, Refusal> {
        self.run(
            by,
            &Command::UpdateProject {
                project,
                name: None,
                status: Some(status),
            },
        )
    }

    /// The names of the caller's permissions in a project, or the code of the refusal.
    fn held_in(&self, caller: &Caller, project: ProjectId) -> Result<Vec<String>, &'static str> {
        let context = self.context(caller);
        let Ok(view) = read_projects::project(&self.memory, &context, &project);
        match view {
            Ok(view) => Ok(self
                .policy
                .names_of(view.permissions)
                .iter()
                .map(ToString::to_string)
                .collect()),
            Err(refusal) => Err(refusal.code().as_str()),
        }
    }

    fn enter(&self, caller: &Caller, project: ProjectId) -> &'static str {
        let context = self.context(caller);
        let Ok(entered) = read_projects::enter_project(&self.memory, &context, &project);
        entered.map_or_else(|refusal| refusal.code().as_str(), |_| "entered")
    }

    fn grant_in(&self, caller: &Caller, project: ProjectId) -> Option<Grant> {
        let found = self.memory.grants.get(&(user(caller), project));
        found.map(|(grant, _)| grant.clone())
    }

    fn changed_epoch(&self, caller: &Caller) -> u64 {
        self.member(caller).unwrap().changed_epoch
    }

    fn epoch(&self) -> u64 {
        self.memory.account().unwrap().epoch
    }

    /// The action and the details of the last event, as text.
    fn last_event(&self) -> (String, String) {
        let event = &self.memory.events.last().unwrap().draft;
        let details = serde_json::to_string(&event.details).unwrap();
        (event.action.as_str().into(), details)
    }
}

#[test]
fn whoever_creates_a_project_gets_the_project_owners_role_in_it() {
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
    // A member without the permission manages nobody's grant, and gives up only their own.
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

impl Fixture {
    /// Invites a guest with these grants.
    fn invite_to(
        &mut self,
        by: &Caller,
        to: Option<&str>,
        grants: &[(ProjectId, RoleAssignment)],
    ) -> Result<InviteId, Refusal> {
        let command = Command::Invite {
            address: to.map(address),
            mailbox: None,
            assignment: named("guest"),
            expires_in: None,
            membership_expires_in: None,
            projects: grants
                .iter()
                .map(|(project, assignment)| Grant {
                    project: *project,
                    assignment: assignment.clone(),
                })
                .collect(),
            note: None,
        };
        self.create_invite(by, &command)
    }

    fn is_pending(&self, invite: InviteId) -> bool {
        self.memory.invites[&invite].state == State::Pending
    }
}

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
    let Ok(skipped) = read::skipped_by_joining(&fixture.memory, &user(&mia));
    assert_eq!(skipped, [two]);
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
    // A personal account has projects of its own, and keeps them when it is converted.
    let kept = fixture.create_project(&owner, "Mine").unwrap();
    let name = Name::parse("Again").unwrap();
    let convert = Command::Convert {
        name: Some(name),
        run: Run::Real,
    };
    fixture.run(&owner, &convert).unwrap();
    assert_eq!(fixture.enter(&owner, kept), "entered");
}
