//! What checks and lists read of projects, and what a change of the policy leaves of it.

use super::super::project_fixture::*;
use super::super::*;
use crate::account::{ProjectStatus, read_projects};
use crate::{ProjectId, limits};
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

/// The policy with the same permissions and roles, all of account scope.
fn policy_without_projects() -> Policy {
    let file = POLICY
        .replace("projectOwnerRole = \"manager\"\n", "")
        .replace(", scope = \"project\"", "");
    Policy::from_toml(&file).unwrap()
}

impl Fixture {
    /// What a check for the project finds that a member holds there.
    fn checked_in(&self, caller: &Caller, project: ProjectId) -> Vec<String> {
        let account = self.memory.account().unwrap();
        let member = self.member(caller).unwrap();
        let Ok(held) = read_projects::held_in_project(
            &self.memory,
            &self.policy,
            self.now,
            account,
            member,
            &project,
        );
        let names = self.policy.names_of(held);
        names.iter().map(ToString::to_string).collect()
    }

    /// The projects that a caller's list has: `None` for every one of the account.
    fn listed(&self, caller: &Caller) -> Option<Vec<ProjectId>> {
        let context = self.context(caller);
        let Ok(visible) = read_projects::visible_projects(&self.memory, &context);
        visible.unwrap().ids()
    }

    fn update_project(&mut self, by: &Caller, project: ProjectId, name: &str) -> Command {
        let status = self.memory.projects[&project].status;
        let command = Command::UpdateProject {
            project,
            name: Some(Name::parse(name).unwrap()),
            status: Some(status),
        };
        self.run(by, &command).unwrap();
        command
    }

    fn update(&mut self, user: &Caller, update: MemberUpdate) {
        let user = super::super::user(user);
        let command = Command::UpdateMember { user, update };
        self.run(&person("owner"), &command).unwrap();
    }
}

#[test]
fn rule_11_a_check_counts_what_an_active_member_holds_in_an_active_project() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let guest = fixture.join("guest", "guest");
    let one = fixture.create_project(&owner, "One").unwrap();
    fixture.grant(&owner, one, &guest, named("reader")).unwrap();
    let nothing: [&str; 0] = [];
    assert_eq!(fixture.checked_in(&guest, one), ["runs:read"]);
    let unknown = ProjectId::from_bytes([9; 16]);
    assert_eq!(fixture.checked_in(&guest, unknown), nothing);

    let suspended = |suspended| MemberUpdate {
        suspended: Some(suspended),
        ..MemberUpdate::default()
    };
    fixture.update(&guest, suspended(true));
    assert_eq!(fixture.checked_in(&guest, one), nothing);
    fixture.update(&guest, suspended(false));
    let end = MemberUpdate {
        expires_at: FieldChange::Set(fixture.now.plus_seconds(10)),
        ..MemberUpdate::default()
    };
    fixture.update(&guest, end);
    assert_eq!(fixture.checked_in(&guest, one), ["runs:read"]);
    fixture.advance(10);
    assert_eq!(fixture.checked_in(&guest, one), nothing);

    let archive = ProjectStatus::Archived;
    fixture.set_status(&owner, one, archive).unwrap();
    assert_eq!(fixture.checked_in(&owner, one), nothing);
    let restore = ProjectStatus::Active;
    fixture.set_status(&owner, one, restore).unwrap();
    assert_eq!(fixture.checked_in(&owner, one).len(), 3);
    fixture.policy = policy_without_projects();
    assert_eq!(fixture.checked_in(&owner, one), nothing);
}

#[test]
fn a_list_has_the_projects_in_which_the_caller_holds_anything() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let [guest, watcher, builder] =
        ["guest", "watcher", "builder"].map(|name| fixture.join(name, name));
    let one = fixture.create_project(&owner, "One").unwrap();
    fixture.create_project(&owner, "Two").unwrap();
    assert_eq!(fixture.listed(&guest), Some(vec![]));
    fixture.grant(&owner, one, &guest, named("reader")).unwrap();
    assert_eq!(fixture.listed(&guest), Some(vec![one]));
    // Every project: by what their role gives in each, and by the permission to create some.
    assert_eq!(fixture.listed(&watcher), None);
    assert_eq!(fixture.listed(&builder), None);
    assert_eq!(fixture.listed(&owner), None);
    // A grant whose role the policy no longer has gives nothing to see.
    let renamed = POLICY.replace(r#"name = "reader""#, r#"name = "observer""#);
    fixture.policy = Policy::from_toml(&renamed).unwrap();
    assert_eq!(fixture.listed(&guest), Some(vec![]));
}

#[test]
fn rule_11_under_a_policy_without_projects_there_are_none() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let guest = fixture.join("guest", "guest");
    let one = fixture.create_project(&owner, "One").unwrap();
    fixture.grant(&owner, one, &guest, named("reader")).unwrap();
    fixture.policy = policy_without_projects();
    assert_eq!(fixture.held_in(&owner, one), Err("not_found"));
    assert_eq!(fixture.listed(&owner), Some(vec![]));
    let created = fixture.create_project(&owner, "Two").unwrap_err();
    assert_eq!(created.code().as_str(), "forbidden");
    assert_eq!(code(fixture.ungrant(&guest, one, &guest)), "not_found");
    let grants = [(one, named("reader"))];
    let invited = fixture.invite_to(&owner, Some("mia"), &grants);
    assert_eq!(invited.unwrap_err().code().as_str(), "invalid_request");
}

#[test]
fn an_update_to_what_a_project_already_is_changes_nothing() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let one = fixture.create_project(&owner, "One").unwrap();
    let (epoch, events) = (fixture.epoch(), fixture.memory.events.len());
    let same = fixture.update_project(&owner, one, "One");
    assert_eq!(fixture.epoch(), epoch, "{same:?}");
    assert_eq!(fixture.memory.events.len(), events);
    // Of two fields, only the one that differs is changed, and has an event.
    fixture.update_project(&owner, one, "Renamed");
    assert_eq!(fixture.last_event().0, "hallpass.project.update");
    assert_eq!(fixture.memory.events.len(), events + 1);
    let archive = Command::UpdateProject {
        project: one,
        name: Some(Name::parse("Renamed").unwrap()),
        status: Some(ProjectStatus::Archived),
    };
    fixture.run(&owner, &archive).unwrap();
    assert_eq!(fixture.last_event().0, "hallpass.project.archive");
    assert_eq!(fixture.memory.events.len(), events + 2);
}

#[test]
fn an_invite_grants_in_fifty_projects_and_a_list_has_as_many_permissions_as_a_policy() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let grants: Vec<_> = (0..limits::GRANTS_PER_INVITE)
        .map(|number| fixture.create_project(&owner, &format!("P {number}")))
        .map(|project| (project.unwrap(), named("reader")))
        .collect();
    assert_eq!(grants.len(), 50);
    fixture.invite_to(&owner, Some("mia"), &grants).unwrap();

    let guest = fixture.join("guest", "guest");
    let (project, _) = grants[0];
    let list = |length| RoleAssignment::Custom(vec![permission("runs:read"); length]);
    let most = fixture.grant(&owner, project, &guest, list(128));
    most.unwrap();
    let more = fixture.grant(&owner, project, &guest, list(129));
    assert_eq!(code(more), "invalid_request");
}

#[test]
fn rule_13_a_policy_that_lets_a_project_role_manage_revokes_the_links_that_give_it() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let one = fixture.create_project(&owner, "One").unwrap();
    let invite = |fixture: &mut Fixture, to: Option<&str>, as_role: &str| {
        let grants = [(one, named(as_role))];
        fixture.invite_to(&owner, to, &grants).unwrap()
    };
    let [link, reading] = ["editor", "reader"].map(|role| invite(&mut fixture, None, role));
    let targeted = invite(&mut fixture, Some("mia"), "editor");
    let managing = POLICY.replace(
        r#"scope = "project", permissions = ["runs:read", "runs:write"], was"#,
        r#"scope = "project", permissions = ["project:manage", "runs:read", "runs:write"], was"#,
    );
    assert_ne!(managing, POLICY);
    fixture.policy = Policy::from_toml(&managing).unwrap();
    fixture.create_project(&owner, "Two").unwrap();
    let pending = [link, reading, targeted].map(|id| fixture.is_pending(id));
    assert_eq!(pending, [false, true, true]);
}

#[test]
fn rule_11_a_policy_without_a_project_role_revokes_the_invites_that_give_it() {
    let mut fixture = Fixture::with_projects();
    let owner = person("owner");
    let one = fixture.create_project(&owner, "One").unwrap();
    let [reader, editor] = ["reader", "editor"].map(|name| {
        let grants = [(one, named(name))];
        fixture.invite_to(&owner, Some(name), &grants).unwrap()
    });
    let renamed = POLICY.replace(r#"name = "reader""#, r#"name = "observer""#);
    fixture.policy = Policy::from_toml(&renamed).unwrap();
    fixture.create_project(&owner, "Two").unwrap();
    let pending = [reader, editor].map(|id| fixture.is_pending(id));
    assert_eq!(pending, [false, true]);
}
