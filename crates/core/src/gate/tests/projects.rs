//! Rules for one project.

use alloc::format;
use alloc::string::{String, ToString};

use super::super::{Gate, GateError, Path};
use crate::policy::Policy;
use crate::{AccountId, ProjectId};

/// A gate under a policy with projects, where boats and `project:manage` are of project scope.
fn gate_with_projects(text: &str) -> Result<Gate, GateError> {
    Gate::from_json(text, &policy_with_projects())
}

fn policy_with_projects() -> Policy {
    let permission = |name: &str, scope: &str| {
        format!("[[permission]]\nname = '{name}'\ntitle = 'T'\nscope = '{scope}'\n")
    };
    let account = [
        "team:access",
        "members:invite",
        "members:manage",
        "team:manage",
        "audit:read",
        "projects:create",
    ];
    let permissions: String = account
        .iter()
        .map(|name| permission(name, "account"))
        .chain([
            permission("project:manage", "project"),
            permission("boats:sail", "project"),
        ])
        .collect();
    let text = format!(
        "audience = 'harbour'\nownerRole = 'captain'\nprojectOwnerRole = 'skipper'\n{permissions}
        [[role]]
        name = 'captain'
        title = 'Captain'
        permissions = ['team:access', 'members:invite', 'members:manage', 'team:manage', 'audit:read', 'projects:create', 'project:manage']
        [[role]]
        name = 'skipper'
        title = 'Skipper'
        scope = 'project'
        permissions = ['project:manage']"
    );
    Policy::from_toml(&text).unwrap()
}

#[test]
fn a_project_in_the_path_must_be_the_tokens() {
    let gate = gate_with_projects(
        r#"[
        {"method":"GET","path":"/api/{account}/all/boats","require":"team:access"},
        {"method":"GET","path":"/api/{account}/{project}/boats","require":"boats:sail"},
        {"method":"GET","path":"/moves/{project}/to/{project}","require":"boats:sail"}
        ]"#,
    )
    .unwrap();
    let (own, other) = (
        ProjectId::from_bytes([1; 16]),
        ProjectId::from_bytes([2; 16]),
    );
    let is_for = |path: &str, token: Option<&ProjectId>| {
        let path = Path::normalised(path).unwrap();
        let found = gate.find("GET", &path).unwrap();
        assert_eq!(
            found.rule.is_for_project(),
            !path.as_str().contains("/all/")
        );
        found.is_for_project(token)
    };
    let path = format!("/api/acc_1/{own}/boats");
    assert!(is_for(&path, Some(&own)));
    assert!(!is_for(&path, Some(&other)));
    assert!(!is_for(&path, None), "a token without a project");
    let lower = own.to_string().to_lowercase();
    let spellings = [
        "x".into(),
        lower,
        format!("{own}x"),
        AccountId::from_bytes([1; 16]).to_string(),
    ];
    for other_spelling in spellings {
        let path = format!("/api/acc_1/{other_spelling}/boats");
        assert!(!is_for(&path, Some(&own)), "{other_spelling}");
    }
    // Each of two projects in a path must be the token's.
    assert!(is_for(&format!("/moves/{own}/to/{own}"), Some(&own)));
    assert!(!is_for(&format!("/moves/{own}/to/{other}"), Some(&own)));
    assert!(!is_for(&format!("/moves/{other}/to/{own}"), Some(&own)));
    // A rule without a project asks for none.
    assert!(is_for("/api/acc_1/all/boats", None) && is_for("/api/acc_1/all/boats", Some(&own)));
}

#[test]
fn a_rule_for_a_project_requires_permissions_of_project_scope() {
    let one = |path: &str, require: &str| {
        let rule = format!(r#"[{{"method":"GET","path":"{path}","require":{require}}}]"#);
        gate_with_projects(&rule).map(drop)
    };
    assert_eq!(one("/api/{project}", r#""boats:sail""#), Ok(()));
    assert_eq!(
        one("/api/{project}", r#"["boats:sail","project:manage"]"#),
        Ok(())
    );
    let scope = Err(GateError::Scope(1));
    assert_eq!(one("/api/{project}", r#""team:access""#), scope);
    assert_eq!(
        one("/api/{project}/*", r#"["boats:sail","team:access"]"#),
        scope
    );
    assert_eq!(
        one("/api/{project}", r#""boats:fly""#),
        Err(GateError::Permission(1))
    );
    // What counts in every project is held in the account, too.
    assert_eq!(
        one("/api/{account}", r#"["boats:sail","team:access"]"#),
        Ok(())
    );
}

#[test]
fn without_projects_in_the_policy_a_project_in_braces_is_any_segment() {
    let policy = include_str!("../../../../../tests/fixtures/policy-without-projects.toml");
    let policy = Policy::from_toml(policy).unwrap();
    let rule = r#"[{"method":"GET","path":"/api/{project}","require":"team:access"}]"#;
    let gate = Gate::from_json(rule, &policy).unwrap();
    let path = Path::normalised("/api/anything").unwrap();
    let found = gate.find("GET", &path).unwrap();
    assert!(!found.rule.is_for_project() && found.is_for_project(None));
}

#[test]
fn a_rule_with_any_segment_shadows_one_for_a_project() {
    let rule =
        |name: &str| format!(r#"{{"method":"GET","path":"/a/{{{name}}}","require":"boats:sail"}}"#);
    for (first, second) in [
        ("x", "project"),
        ("project", "account"),
        ("account", "project"),
    ] {
        let text = format!("[{},{}]", rule(first), rule(second));
        assert_eq!(
            gate_with_projects(&text),
            Err(GateError::Shadowed(2)),
            "{first}"
        );
    }
}
