mod projects;
mod segments;

use super::*;
use crate::policy::Policy;
use alloc::format;

fn gate(text: &str) -> Result<Gate, GateError> {
    let policy = Policy::from_toml(include_str!("../../../../policy.toml")).unwrap();
    Gate::from_json(text, &policy)
}

fn usual() -> Gate {
    gate(
        r#"[
        {"method":"GET","path":"/api/{account}/pods","require":"pods:connect"},
        {"method":"POST","path":"/api/{account}/pods","require":["pods:connect","pods:manage"],"freshness":"strict"},
        {"method":"*","path":"/api/{account}/admin","require":"team:manage","freshness":"strict"},
        {"method":"GET","path":"/api/{account}/{thing}","require":"team:access","freshness":"stateless"},
        {"method":"GET","path":"/files/*","require":"volumes:manage"}
        ]"#,
    )
    .unwrap()
}

/// The permissions that a request must hold, or why it is not even looked at.
fn required(method: &str, raw: &str) -> Result<String, &'static str> {
    let gate = usual();
    let path = Path::normalised(raw).map_err(|_| "ambiguous")?;
    if !gate.covers(&path) {
        return Err("not gated");
    }
    let passage = gate.find(method, &path).ok_or("no rule")?;
    let names: Vec<&str> = passage
        .rule
        .require
        .iter()
        .map(PermissionName::as_str)
        .collect();
    Ok(names.join(" "))
}

#[test]
fn a_request_matches_the_first_rule_for_its_method_and_path() {
    for (method, path, expected) in [
        ("GET", "/api/acc_1/pods", Ok("pods:connect")),
        ("HEAD", "/api/acc_1/pods", Ok("pods:connect")),
        ("POST", "/api/acc_1/pods", Ok("pods:connect pods:manage")),
        ("PUT", "/api/acc_1/pods", Err("no rule")),
        ("get", "/api/acc_1/pods", Err("no rule")),
        ("PROPFIND", "/api/acc_1/admin", Ok("team:manage")),
        ("TRACE", "/api/acc_1/admin", Err("no rule")),
        ("GET", "/api/acc_1/disks", Ok("team:access")),
        ("GET", "/api/acc_1", Err("no rule")),
        ("GET", "/api", Err("no rule")),
        ("GET", "/api/acc_1/pods/7", Err("no rule")),
        ("GET", "/files/a/b/c", Ok("volumes:manage")),
        ("GET", "/apis/acc_1/pods", Err("not gated")),
        ("GET", "/", Err("not gated")),
    ] {
        let expected = expected.map(String::from);
        assert_eq!(required(method, path), expected, "{method} {path}");
    }
}

#[test]
fn another_spelling_of_a_path_matches_the_same_rule_or_none() {
    for path in [
        "/api/acc_1/admin",
        "/api/acc_1/%61dmin",
        "/api/acc_1/ADMIN",
        "/api/acc_1/admin/",
        "/%61pi/acc_1/admi%6E",
        "/API/acc_1/Admin",
    ] {
        assert_eq!(required("GET", path), Ok("team:manage".into()), "{path}");
    }
    for path in [
        "/api/acc_1/x/../admin",
        "/api/acc_1/./admin",
        "/api/acc_1//admin",
        "/api/acc_1/%2e%2e/admin",
        "/api/acc_1/.%2E/admin",
        "/api/acc_1%2fadmin",
        "/api/acc_1%5Cadmin",
        "/api/acc_1\\admin",
        "/api/acc_1/admin%00",
        "/api/acc_1/admin\0",
        "/api/acc_1/admin%0a",
        "/api/acc_1/admin%7F",
        "/api/acc_1/admin%",
        "/api/acc_1/admin%4",
        "/api/acc_1/admin%zz",
        "/api/acc_1/ädmin",
        "//api/acc_1/admin",
        "//",
        "api/acc_1/admin",
        "",
        "/api?x",
    ] {
        assert_eq!(required("GET", path), Err("ambiguous"), "{path}");
    }
}

#[test]
fn a_normal_path_is_unchanged_and_escapes_are_upper_case() {
    for (raw, normal) in [
        ("/", "/"),
        ("/a/b", "/a/b"),
        ("/a/b/", "/a/b/"),
        ("/a%c3%A4/%7e", "/a%C3%A4/~"),
        ("/a%2bb+c/[x]", "/a%2Bb+c/%5Bx%5D"),
        ("/.hidden/..x", "/.hidden/..x"),
        ("/two%20words/%F0%9F%8E%89", "/two%20words/%F0%9F%8E%89"),
    ] {
        let path = Path::normalised(raw).unwrap();
        assert_eq!(path.as_str(), normal);
        assert_eq!(Path::normalised(normal), Ok(path), "once is enough");
    }
}

#[test]
fn a_word_matches_in_every_case_and_form() {
    let gate = gate(
        r#"[{"method":"GET","path":"/caf%C3%A9","require":"team:manage"},
            {"method":"GET","path":"/a+b","require":"team:manage"},
            {"method":"GET","path":"/stra%C3%9Fe","require":"team:manage"},
            {"method":"GET","path":"/{other}","require":"team:access"}]"#,
    )
    .unwrap();
    for (path, expected) in [
        ("/caf%C3%A9", "team:manage"),
        ("/CAF%C3%89/", "team:manage"),
        ("/cafe%CC%81", "team:manage"),
        ("/a%2bB", "team:manage"),
        ("/STRASSE", "team:manage"),
        ("/cafe", "team:access"),
        ("/a%20b", "team:access"),
    ] {
        let path = Path::normalised(path).unwrap();
        let found = gate.find("GET", &path).unwrap();
        assert_eq!(found.rule.require[0].as_str(), expected, "{path:?}");
    }
}

#[test]
fn a_star_matches_one_segment_and_at_the_end_all_further_ones() {
    let gate = gate(
        r#"[{"method":"GET","path":"/a/*/b","require":"team:access"},{"method":"GET","path":"/c/**","require":"team:access"}]"#,
    )
    .unwrap();
    for (path, is_met) in [
        ("/a/x/b", true),
        ("/a/y/b/", true),
        ("/a/x/c", false),
        ("/a/x", false),
        ("/a/x/y/b", false),
        ("/a/x/b/c", false),
        ("/c", true),
        ("/c/x/y", true),
    ] {
        let normal = Path::normalised(path).unwrap();
        assert_eq!(gate.find("GET", &normal).is_some(), is_met, "{path}");
    }
}

#[test]
fn a_rule_requires_fifty_permissions_at_most() {
    let names = |count: usize| alloc::vec![r#""team:access""#; count].join(",");
    let rule = |count| {
        let names = names(count);
        gate(&format!(
            r#"[{{"method":"GET","path":"/a","require":[{names}]}}]"#
        ))
    };
    assert!(rule(crate::limits::NAMED_PER_CALL).is_ok());
    for count in [51, 52] {
        assert_eq!(rule(count), Err(GateError::Rule(1)), "{count}");
    }
}

#[test]
fn every_account_in_a_path_must_be_the_tokens() {
    let account = AccountId::from_bytes([7; 16]);
    let other = AccountId::from_bytes([8; 16]);
    let gate =
        gate(r#"[{"method":"GET","path":"/x/{account}/to/{account}","require":"team:access"}]"#)
            .unwrap();
    let is_of = |first: &str, second: &str| {
        let path = Path::normalised(&format!("/x/{first}/to/{second}")).unwrap();
        gate.find("GET", &path).unwrap().is_for(&account)
    };
    let (own, others) = (format!("{account}"), format!("{other}"));
    assert!(is_of(&own, &own));
    for (first, second) in [
        (&own, &others),
        (&others, &own),
        (&own, &own.to_uppercase()),
    ] {
        assert!(!is_of(first, second), "{first} {second}");
    }
}

#[test]
fn an_invalid_setting_is_refused() {
    let one = |rule: &str| gate(&format!("[{rule}]"));
    assert!(one(r#"{"method":"GET","path":"/a","require":"team:access"}"#).is_ok());
    assert!(one(r#"{"method":"*","path":"/*","require":["team:access"]}"#).is_ok());
    for (rule, expected) in [
        ("1", GateError::Rule(1)),
        (
            r#"{"path":"/a","require":"team:access"}"#,
            GateError::Rule(1),
        ),
        (
            r#"{"method":"get","path":"/a","require":"team:access"}"#,
            GateError::Rule(1),
        ),
        (r#"{"method":"GET","path":"/a"}"#, GateError::Rule(1)),
        (
            r#"{"method":"GET","path":"/a","require":[]}"#,
            GateError::Rule(1),
        ),
        (
            r#"{"method":"GET","path":"/a","require":"team:access","allow":true}"#,
            GateError::Rule(1),
        ),
        (
            r#"{"method":"GET","path":"/a","require":"team:access","freshness":"soon"}"#,
            GateError::Rule(1),
        ),
        (
            r#"{"method":"GET","path":"/a","require":"pods:fly"}"#,
            GateError::Permission(1),
        ),
        (
            r#"{"method":"GET","path":"a","require":"team:access"}"#,
            GateError::Path(1),
        ),
        (
            r#"{"method":"GET","path":"/a//b","require":"team:access"}"#,
            GateError::Path(1),
        ),
        (
            r#"{"method":"GET","path":"/a/../b","require":"team:access"}"#,
            GateError::Path(1),
        ),
        (
            r#"{"method":"GET","path":"/a%41","require":"team:access"}"#,
            GateError::Path(1),
        ),
        (
            r#"{"method":"GET","path":"/a/x*","require":"team:access"}"#,
            GateError::Path(1),
        ),
        (
            r#"{"method":"GET","path":"/a/{b-c}","require":"team:access"}"#,
            GateError::Path(1),
        ),
        (
            r#"{"method":"GET","path":"/v1/me","require":"team:access"}"#,
            GateError::Path(1),
        ),
        (
            r#"{"method":"GET","path":"/healthz","require":"team:access"}"#,
            GateError::Path(1),
        ),
    ] {
        assert_eq!(one(rule).err(), Some(expected), "{rule}");
    }
    assert_eq!(gate("[]"), Err(GateError::Syntax));
    assert_eq!(gate("{}"), Err(GateError::Syntax));
}

#[test]
fn a_rule_that_can_never_match_is_refused() {
    let rule = |method: &str, path: &str| {
        format!(r#"{{"method":"{method}","path":"{path}","require":"team:access"}}"#)
    };
    let both = |first: (&str, &str), second: (&str, &str)| {
        gate(&format!(
            "[{},{}]",
            rule(first.0, first.1),
            rule(second.0, second.1)
        ))
    };
    for (first, second) in [
        (("GET", "/a/*"), ("GET", "/a/admin")),
        (("*", "/a/{x}"), ("POST", "/a/{account}")),
        (("GET", "/A"), ("HEAD", "/a")),
    ] {
        assert_eq!(
            both(first, second),
            Err(GateError::Shadowed(2)),
            "{first:?} {second:?}"
        );
        assert!(both(second, first).is_ok(), "{second:?} {first:?}");
    }
}
