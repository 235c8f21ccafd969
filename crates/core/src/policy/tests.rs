//! Scopes, and the keys that switch projects on.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Policy, PolicyError, Scope};
use crate::{PermissionSet, RoleAssignment, RoleName};

/// What Hallpass shipped before there were projects.
const WITHOUT_PROJECTS: &str =
    include_str!("../../../../tests/fixtures/policy-without-projects.toml");

const WITH_PROJECTS: &str = r#"
audience = "harbour"
ownerRole = "captain"
projectOwnerRole = "skipper"

[[permission]]
name = "team:access"
title = "See the team"
[[permission]]
name = "members:invite"
title = "Invite"
[[permission]]
name = "members:manage"
title = "Manage members"
[[permission]]
name = "team:manage"
title = "Manage the team"
[[permission]]
name = "audit:read"
title = "Read the log"
[[permission]]
name = "projects:create"
title = "Create voyages"
[[permission]]
name = "project:manage"
title = "Manage a voyage"
scope = "project"
[[permission]]
name = "boats:sail"
title = "Sail boats"
scope = "project"
[[permission]]
name = "bills:pay"
title = "Pay bills"

[[role]]
name = "captain"
title = "Captain"
permissions = ["team:access", "members:invite", "members:manage", "team:manage", "audit:read", "projects:create",
  "project:manage", "boats:sail", "bills:pay"]
[[role]]
name = "mate"
title = "Mate"
permissions = ["team:access", "boats:sail", "bills:pay"]
[[role]]
name = "skipper"
title = "Skipper"
scope = "project"
permissions = ["boats:sail", "project:manage"]
[[role]]
name = "sailor"
was = ["deckhand"]
title = "Sailor"
scope = "project"
permissions = ["boats:sail"]
"#;

fn role(name: &str) -> RoleName {
    name.parse().unwrap()
}

fn harbour() -> Policy {
    Policy::from_toml(WITH_PROJECTS).unwrap()
}

/// The example policy with one text in place of another, which it must contain.
fn changed(from: &str, to: &str) -> String {
    assert!(WITH_PROJECTS.contains(from), "{from}");
    WITH_PROJECTS.replacen(from, to, 1)
}

#[test]
fn a_policy_without_scopes_keeps_its_id_and_its_json() {
    let policy = Policy::from_toml(WITHOUT_PROJECTS).unwrap();
    assert_eq!(policy.id().as_str(), "YiB0o7kaa9fu57fo");
    assert!(!policy.has_projects());
    assert_eq!(policy.project_scope(), PermissionSet::EMPTY);
    assert_eq!(policy.project_owner_role(), None);
    let json = serde_json::to_string(&policy).unwrap();
    assert!(!json.contains("scope"), "{json}");
    assert!(!json.contains("projectOwnerRole"), "{json}");
    let written_out = WITHOUT_PROJECTS.replace("title =", "scope = \"account\"\ntitle =");
    assert_eq!(Policy::from_toml(&written_out), Ok(policy));
}

#[test]
fn scopes_are_part_of_the_json_and_of_the_id() {
    let policy = harbour();
    let json = serde_json::to_string(&policy).unwrap();
    assert_eq!(Policy::from_json(&json), Ok(policy.clone()));
    for part in [
        r#""projectOwnerRole":"skipper""#,
        r#""title":"Sail boats","scope":"project""#,
        r#""title":"Sailor","scope":"project""#,
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
    assert_eq!(json.matches("scope").count(), 4);
    let moved = Policy::from_toml(&changed(
        "title = \"Pay bills\"",
        "title = \"Pay bills\"\nscope = \"project\"",
    ));
    assert_ne!(moved.unwrap().id(), policy.id());
    let forged = json.replacen(
        r#""title":"Sail boats","scope":"project""#,
        r#""title":"Sail boats""#,
        1,
    );
    assert!(Policy::from_json(&forged).is_err());
    let unknown = json.replacen(r#""scope":"project""#, r#""scope":"galaxy""#, 1);
    assert!(matches!(
        Policy::from_json(&unknown),
        Err(PolicyError::Syntax(_))
    ));
}

/// The policy of the guide.
#[test]
fn the_example_with_projects_is_valid() {
    let text = include_str!("../../../../docs/examples/organization-and-projects.toml");
    let policy = Policy::from_toml(text).unwrap();
    let of_project = policy.names_of(policy.project_scope()).len();
    assert_eq!(
        (policy.permissions().count() - of_project, of_project),
        (10, 24)
    );
    let names: Vec<&str> = policy
        .roles()
        .iter()
        .map(|role| role.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["owner", "project_owner"],
        "everybody else has lists"
    );
    assert!(policy.has_projects());
}

#[test]
fn an_unknown_scope_names_its_line() {
    let file = changed("scope = \"project\"", "scope = \"galaxy\"");
    let Err(PolicyError::Syntax(message)) = Policy::from_toml(&file) else {
        panic!("{file}");
    };
    assert!(message.starts_with("line 27: "), "{message}");
    assert!(message.contains("galaxy"), "{message}");
}

#[test]
fn roles_are_found_in_their_scope() {
    let policy = harbour();
    assert!(policy.has_projects());
    assert_eq!(policy.project_owner_role(), Some(&role("skipper")));
    assert_eq!(policy.role(&role("sailor")).unwrap().scope, Scope::Project);
    assert_eq!(policy.account_role(&role("sailor")), None);
    assert_eq!(policy.project_role(&role("mate")), None);
    let sailor = policy.project_role(&role("deckhand")).unwrap();
    assert_eq!(sailor.name, role("sailor"), "by its earlier name");
    assert_eq!(policy.set_of(&role("sailor")), PermissionSet::EMPTY);
    let deckhand = role("deckhand");
    assert_eq!(policy.effective_role(&deckhand, false), &deckhand);
}

#[test]
fn a_grant_gives_only_permissions_of_project_scope() {
    let policy = harbour();
    let sail = policy.set_named(&["boats:sail".parse().unwrap()]);
    let list = |names: &[&str]| {
        RoleAssignment::Custom(names.iter().map(|name| name.parse().unwrap()).collect())
    };
    for (assignment, in_account, in_project) in [
        (
            RoleAssignment::Role(role("sailor")),
            PermissionSet::EMPTY,
            sail,
        ),
        (
            RoleAssignment::Role(role("mate")),
            policy.set_of(&role("mate")),
            PermissionSet::EMPTY,
        ),
        (
            list(&["team:access", "boats:sail", "boats:sink"]),
            sail.with(policy.bit("team:access").unwrap()),
            sail,
        ),
    ] {
        assert_eq!(assignment.permissions_under(&policy), in_account);
        assert_eq!(assignment.permissions_in_project(&policy), in_project);
    }
}

#[test]
fn a_link_invite_gives_nothing_that_manages_members_or_projects() {
    let policy = harbour();
    let fits = |name: &str| policy.fits_link_invite(policy.set_named(&[name.parse().unwrap()]));
    for name in ["team:access", "audit:read", "boats:sail", "bills:pay"] {
        assert!(fits(name), "{name}");
    }
    for name in [
        "members:invite",
        "members:manage",
        "team:manage",
        "projects:create",
        "project:manage",
    ] {
        assert!(!fits(name), "{name}");
    }
    assert!(policy.fits_link_invite(PermissionSet::EMPTY));
    assert!(!policy.fits_link_invite(policy.set_of(&role("captain"))));
}

#[test]
fn a_policy_without_scopes_may_call_its_own_permissions_as_it_likes() {
    let own = "[[permission]]\nname = \"projects:create\"\ntitle = \"x\"\n\
               [[permission]]\nname = \"project:manage\"\ntitle = \"x\"\n";
    let policy = Policy::from_toml(&format!("{WITHOUT_PROJECTS}{own}")).unwrap();
    assert!(!policy.has_projects());
    let names = ["projects:create", "project:manage"].map(|name| name.parse().unwrap());
    assert!(policy.fits_link_invite(policy.set_named(&names)));
}

#[test]
fn a_set_has_the_titles_of_its_permissions() {
    let policy = harbour();
    let names = ["boats:sail", "team:access"].map(|name| name.parse().unwrap());
    let titles: Vec<&str> = policy.titles_of(policy.set_named(&names)).collect();
    assert_eq!(titles, ["See the team", "Sail boats"]);
}

#[test]
fn one_scope_and_one_permission_of_projects_need_a_role_for_their_owners() {
    let scoped = "[[permission]]\nname = \"boats:sail\"\ntitle = \"x\"\nscope = \"project\"\n";
    for name in ["projects:create", "project:manage"] {
        let own = format!("[[permission]]\nname = \"{name}\"\ntitle = \"x\"\n");
        let error = Policy::from_toml(&format!("{WITHOUT_PROJECTS}{scoped}{own}")).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("`projectOwnerRole` is missing"),
            "{name}: {error}"
        );
    }
}

#[test]
fn each_rule_of_scopes_has_its_error() {
    let cases = [
        (
            changed(
                "\"boats:sail\", \"project:manage\"]",
                "\"bills:pay\", \"project:manage\"]",
            ),
            "role `skipper` has `scope = \"project\"`, and its permission `bills:pay` does not",
        ),
        (
            changed("projectOwnerRole = \"skipper\"", ""),
            "`projectOwnerRole` is missing",
        ),
        (
            changed("name = \"projects:create\"", "name = \"voyages:create\"")
                .replace("\"projects:create\",", "\"voyages:create\","),
            "`projects:create` is missing",
        ),
        (
            WITH_PROJECTS.replace("project:manage", "voyage:manage"),
            "`project:manage` is missing",
        ),
        (
            changed(
                "title = \"Create voyages\"",
                "title = \"x\"\nscope = \"project\"",
            ),
            "permission `projects:create` must not have `scope = \"project\"`",
        ),
        (
            changed(
                "title = \"See the team\"",
                "title = \"x\"\nscope = \"project\"",
            ),
            "permission `team:access` must not have `scope = \"project\"`",
        ),
        (
            changed(
                "title = \"Manage a voyage\"\nscope = \"project\"",
                "title = \"x\"",
            )
            .replace(", \"project:manage\"]", "]"),
            "permission `project:manage` must have `scope = \"project\"`",
        ),
        (
            changed("  \"project:manage\", \"boats:sail\",", "  \"boats:sail\","),
            "the owner's role must have permission `project:manage`",
        ),
        (
            changed("\"audit:read\", \"projects:create\",", "\"audit:read\","),
            "the owner's role must have permission `projects:create`",
        ),
        (
            changed(
                "projectOwnerRole = \"skipper\"",
                "projectOwnerRole = \"mate\"",
            ),
            "there is no role `mate` with `scope = \"project\"`, which `projectOwnerRole` names",
        ),
        (
            changed(
                "projectOwnerRole = \"skipper\"",
                "projectOwnerRole = \"sailor\"",
            ),
            "the role that `projectOwnerRole` names must have permission `project:manage`",
        ),
        (
            changed("ownerRole = \"captain\"", "ownerRole = \"sailor\""),
            "the owner's role `sailor` must not have `scope = \"project\"`",
        ),
        (
            changed("name = \"sailor\"", "name = \"mate\""),
            "role name `mate` is used twice",
        ),
    ];
    for (file, expected) in cases {
        let message = Policy::from_toml(&file).unwrap_err().to_string();
        assert!(message.starts_with(expected), "{message}\nnot: {expected}");
    }
}

#[test]
fn a_scope_moves_from_account_to_project_and_never_back() {
    let before = harbour();
    let after = |file: &str| Policy::from_toml(file).unwrap().check_follows(&before);
    assert_eq!(before.check_follows(&before), Ok(()));
    let forth = changed(
        "title = \"Pay bills\"",
        "title = \"Pay bills\"\nscope = \"project\"",
    );
    assert_eq!(after(&forth), Ok(()));
    let permission = changed(
        "title = \"Sail boats\"\nscope = \"project\"",
        "title = \"Sail boats\"",
    )
    .replace(
        "[\"boats:sail\", \"project:manage\"]",
        "[\"project:manage\"]",
    )
    .replace("permissions = [\"boats:sail\"]", "permissions = []");
    assert_eq!(
        after(&permission),
        Err(PolicyError::PermissionScopeMovedBack(
            "boats:sail".parse().unwrap()
        ))
    );
    let renamed = changed(
        "name = \"sailor\"\nwas = [\"deckhand\"]",
        "name = \"hand\"\nwas = [\"deckhand\", \"sailor\"]",
    )
    .replace(
        "title = \"Sailor\"\nscope = \"project\"",
        "title = \"Sailor\"",
    );
    assert_eq!(
        after(&renamed),
        Err(PolicyError::RoleScopeMovedBack(role("hand")))
    );
    let message = after(&renamed).unwrap_err().to_string();
    assert!(
        message.contains("`hand` had `scope = \"project\"` in the previous policy"),
        "{message}"
    );
    let without = Policy::from_toml(WITHOUT_PROJECTS).unwrap();
    assert_eq!(
        without.check_follows(&before),
        Ok(()),
        "permissions and roles may go"
    );
}
