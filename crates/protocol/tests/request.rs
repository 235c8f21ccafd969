//! Request bodies with a role or a list of permissions, changes of a member and of an invite.
#![expect(
    clippy::unwrap_used,
    reason = "a test should stop at an unexpected value"
)]

use hallpass_core::account::{FieldChange, InviteUpdate, MemberUpdate};
use hallpass_core::{FieldCode, RoleAssignment, Timestamp};
use hallpass_protocol::request::{
    BadRequest, assignment, invite_update, member_update, new_invite,
};

fn errors<T>(result: Result<T, BadRequest>) -> Vec<(String, FieldCode)> {
    let errors = result.err().into_iter().flatten();
    errors.map(|error| (error.field, error.code)).collect()
}

fn list(names: &[&str]) -> RoleAssignment {
    RoleAssignment::Custom(names.iter().map(|name| name.parse().unwrap()).collect())
}

#[test]
fn a_list_comes_with_the_role_custom_and_only_then() {
    let custom = br#"{"role":"custom","permissions":["team:access","pods:connect","team:access"]}"#;
    let expected = list(&["team:access", "pods:connect"]);
    assert_eq!(assignment(custom), Ok(expected.clone()));
    assert_eq!(new_invite(custom).unwrap().assignment, expected);
    assert_eq!(member_update(custom).unwrap().assignment, Some(expected));
    for (body, field, code) in [
        ("{}", "role", FieldCode::Required),
        (r#"{"permissions":["a:b"]}"#, "role", FieldCode::Required),
        (r#"{"role":"custom"}"#, "permissions", FieldCode::Required),
        (
            r#"{"role":"dev","permissions":["a:b"]}"#,
            "permissions",
            FieldCode::Invalid,
        ),
        (
            r#"{"role":"dev","permissions":[]}"#,
            "permissions",
            FieldCode::Invalid,
        ),
        (
            r#"{"role":"custom","permissions":["nonsense"]}"#,
            "permissions",
            FieldCode::Unknown,
        ),
        (
            r#"{"role":"custom","permissions":[1]}"#,
            "permissions",
            FieldCode::Invalid,
        ),
        (
            r#"{"role":"custom","permissions":null}"#,
            "permissions",
            FieldCode::Invalid,
        ),
        (r#"{"role":7}"#, "role", FieldCode::Invalid),
    ] {
        let found = errors(assignment(body.as_bytes()));
        assert!(found.contains(&(field.into(), code)), "{body}: {found:?}");
    }
    let names: Vec<String> = (0..129).map(|at| format!("\"a:b{at}\"")).collect();
    let long = format!(r#"{{"role":"custom","permissions":[{}]}}"#, names.join(","));
    assert_eq!(
        errors(assignment(long.as_bytes())),
        [("permissions".into(), FieldCode::TooLong)]
    );
    let most = format!(
        r#"{{"role":"custom","permissions":[{}]}}"#,
        names.get(..128).unwrap().join(",")
    );
    assert!(assignment(most.as_bytes()).is_ok());
}

#[test]
fn an_update_of_a_member_tells_absent_null_and_a_value_apart() {
    let end = |body: &str| member_update(body.as_bytes()).unwrap().expires_at;
    assert_eq!(end(r#"{"suspended":true}"#), FieldChange::Keep);
    assert_eq!(end(r#"{"expiresAt":null}"#), FieldChange::Clear);
    let at: Timestamp = "2026-11-29T06:00:00Z".parse().unwrap();
    assert_eq!(
        end(r#"{"expiresAt":"2026-11-29T06:00:00Z"}"#),
        FieldChange::Set(at)
    );
    // What released clients send.
    assert_eq!(
        member_update(br#"{"role":"dev"}"#),
        Ok(MemberUpdate::assigning(list_of_role("dev")))
    );
    for (body, field, code) in [
        ("{}", "role", FieldCode::Required),
        (r#"{"suspended":null}"#, "suspended", FieldCode::Invalid),
        (r#"{"suspended":1}"#, "suspended", FieldCode::Invalid),
        (
            r#"{"expiresAt":"tomorrow"}"#,
            "expiresAt",
            FieldCode::Invalid,
        ),
        (r#"{"expiresAt":0}"#, "expiresAt", FieldCode::Invalid),
        (
            r#"{"permissions":["team:access"]}"#,
            "permissions",
            FieldCode::Invalid,
        ),
        (r#"{"role":null}"#, "role", FieldCode::Invalid),
    ] {
        assert_eq!(
            errors(member_update(body.as_bytes())),
            [(field.to_owned(), code)],
            "{body}"
        );
    }
}

fn list_of_role(name: &str) -> RoleAssignment {
    RoleAssignment::Role(name.parse().unwrap())
}

#[test]
fn an_update_of_an_invite_clears_with_null() {
    let cleared =
        invite_update(br#"{"note":null,"expiresIn":null,"membershipExpiresIn":null}"#).unwrap();
    let expected = InviteUpdate {
        note: FieldChange::Clear,
        expires_in: FieldChange::Clear,
        membership_expires_in: FieldChange::Clear,
        ..InviteUpdate::default()
    };
    assert_eq!(cleared, expected);
    let set = invite_update(br#"{"expiresIn":60}"#).unwrap();
    assert_eq!(
        (set.expires_in, set.note),
        (FieldChange::Set(60), FieldChange::Keep)
    );
    for (body, field, code) in [
        ("{}", "role", FieldCode::Required),
        (r#"{"note":7}"#, "note", FieldCode::Invalid),
        (r#"{"note":"\u202e"}"#, "note", FieldCode::Invalid),
        (r#"{"expiresIn":-1}"#, "expiresIn", FieldCode::Invalid),
        (
            r#"{"membershipExpiresIn":"60"}"#,
            "membershipExpiresIn",
            FieldCode::Invalid,
        ),
    ] {
        let found = errors(invite_update(body.as_bytes()));
        assert_eq!(found, [(field.to_owned(), code)], "{body}");
    }
}
