//! Limits of membership tokens, and permissions under another policy.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::*;
use crate::PermissionName;
use crate::key::{SigningKeys, new_key_set};
use crate::token::TOKEN_BYTES;

const NOW: i64 = 1_800_000_000;
const POLICY: &str = include_str!("../../../../../policy.toml");

fn claims(policy: &Policy) -> MembershipClaims {
    MembershipClaims {
        issuer: "https://edge.example".into(),
        audience: policy.audience().into(),
        user: UserId::derive("test", "ada"),
        account: AccountId::from_bytes([1; 16]),
        kind: Kind::Team,
        role: "billing".parse().unwrap(),
        permissions: PermissionSet::EMPTY.with(0).with(3),
        project: None,
        epoch: 12,
        policy: policy.id().clone(),
        issued_seconds: NOW - 5,
        expires_seconds: NOW + 55,
        token_id: "t".into(),
    }
}

/// A policy with these rows of permissions besides the required ones, of which `role` has all of account scope.
fn policy_of(audience: &str, rows: &[&str]) -> Policy {
    let required = [
        "name = 'team:access'",
        "name = 'members:invite'",
        "name = 'members:manage'",
        "name = 'team:manage'",
        "name = 'audit:read'",
        "name = 'projects:create'",
        "name = 'project:manage'\nscope = 'project'",
    ];
    let row = |row: &&str| format!("[[permission]]\ntitle = 'T'\n{row}\n");
    let permissions: String = required.iter().chain(rows).map(row).collect();
    let text = format!(
        "audience = '{audience}'\nownerRole = 'owner'\nprojectOwnerRole = 'lead'\n{permissions}
        [[role]]
        name = 'owner'
        title = 'Owner'
        permissions = ['team:access', 'members:invite', 'members:manage', 'team:manage', 'audit:read', 'projects:create', 'project:manage']
        [[role]]
        name = 'reader'
        title = 'Reader'
        permissions = ['team:access', 'audit:read']
        [[role]]
        name = 'lead'
        title = 'Lead'
        scope = 'project'
        permissions = ['project:manage']"
    );
    Policy::from_toml(&text).unwrap()
}

const BOATS: &str = "name = 'boats:sail'\nscope = 'project'";
const BILLS: &str = "name = 'bills:pay'";

fn set(policy: &Policy, names: &[&str]) -> PermissionSet {
    let names: Vec<PermissionName> = names.iter().map(|name| name.parse().unwrap()).collect();
    policy.set_named(&names)
}

/// The claims of a member with this role in an account and a project, with the same permissions in both.
fn claims_in_project(policy: &Policy, role: &str, names: &[&str]) -> MembershipClaims {
    let permissions = set(policy, names);
    MembershipClaims {
        role: role.parse().unwrap(),
        permissions,
        project: Some(ProjectClaims {
            id: ProjectId::from_bytes([9; 16]),
            permissions,
        }),
        ..claims(policy)
    }
}

#[test]
fn bits_are_read_under_their_own_policy_and_the_role_under_any_other() {
    let own = Policy::from_toml(POLICY).unwrap();
    let other =
        Policy::from_toml(&POLICY.replacen("audience = ", "audience = \"x\" # ", 1)).unwrap();
    assert_ne!(own.id(), other.id());
    let claims = claims(&own);
    assert_eq!(claims.permissions_under(&own, None), Ok(claims.permissions));
    let of_role = other.set_of(&claims.role);
    assert_ne!(of_role, claims.permissions);
    assert_eq!(claims.permissions_under(&other, None), Ok(of_role));
    assert_eq!(claims.permissions_under(&other, Some(&own)), Ok(of_role));
}

#[test]
fn a_list_is_read_under_its_own_policy_and_counts_by_name_elsewhere() {
    let own = policy_of(
        "own",
        &[BOATS, BILLS, "name = 'old:one'", "name = 'gone:now'"],
    );
    // Other bits for the same names, one permission retired, and one that is not there.
    let other = policy_of("other", &[BILLS, "name = 'old:one'\nretired = true", BOATS]);
    let names = [
        "team:access",
        "boats:sail",
        "bills:pay",
        "old:one",
        "gone:now",
    ];
    let claims = claims_in_project(&own, "custom", &names);
    assert_eq!(claims.permissions_under(&own, None), Ok(claims.permissions));
    let mapped = set(&other, &["team:access", "boats:sail", "bills:pay"]);
    assert_ne!(mapped, claims.permissions, "the bits differ");
    assert_eq!(claims.permissions_under(&other, Some(&own)), Ok(mapped));
    // Nothing is read from bits whose policy is not known.
    let third = policy_of("third", &[BOATS]);
    for known in [None, Some(&other), Some(&third)] {
        assert_eq!(claims.permissions_under(&other, known), Err(UnknownPolicy));
        assert_eq!(
            claims.project_permissions_under(&other, known),
            Err(UnknownPolicy)
        );
    }
    assert_eq!(UnknownPolicy.code(), Code::StaleEpoch);
}

#[test]
fn project_permissions_count_by_name_whatever_the_role() {
    let own = policy_of("own", &[BOATS, BILLS]);
    let other = policy_of("other", &[BILLS, BOATS]);
    for role in ["custom", "reader", "vanished"] {
        let claims = claims_in_project(&own, role, &["boats:sail", "project:manage"]);
        assert_eq!(
            claims.project_permissions_under(&other, Some(&own)),
            Ok(set(&other, &["boats:sail", "project:manage"])),
            "{role}"
        );
        let unknown = claims.project_permissions_under(&other, None);
        assert_eq!(unknown, Err(UnknownPolicy), "{role}");
    }
}

#[test]
fn only_permissions_of_project_scope_count_in_a_project() {
    let own = policy_of("own", &[BOATS, BILLS]);
    let claims = claims_in_project(&own, "custom", &["team:access", "boats:sail", "bills:pay"]);
    let in_project = Ok(set(&own, &["boats:sail"]));
    assert_eq!(claims.project_permissions_under(&own, None), in_project);
    // The verifier's scopes decide: under this policy boats are an account's.
    let other = policy_of("other", &["name = 'boats:sail'", BILLS]);
    assert_eq!(
        claims.project_permissions_under(&other, Some(&own)),
        Ok(PermissionSet::EMPTY)
    );
    let without = MembershipClaims {
        project: None,
        ..claims
    };
    let nothing = Ok(PermissionSet::EMPTY);
    assert_eq!(without.project_permissions_under(&own, None), nothing);
}

#[test]
fn a_token_has_at_most_twelve_hundred_bytes() {
    let longest = |prefix: &str| format!("{prefix}{}", "w".repeat(32 - prefix.len()));
    let names: Vec<String> = (0..121)
        .map(|n| {
            format!(
                "name = '{}:{}'\nscope = 'project'",
                longest("r"),
                longest(&format!("a{n}-"))
            )
        })
        .collect();
    let rows: Vec<&str> = names.iter().map(String::as_str).collect();
    let policy = policy_of(&"a".repeat(64), &rows);
    let all = policy
        .permissions()
        .fold(PermissionSet::EMPTY, |set, one| set.with(one.bit));
    assert_eq!(all.to_bytes(), [0xff; 16], "all 128 permissions");
    let keys = SigningKeys::from_json(&new_key_set(&[7; 32])).unwrap();
    let claims = MembershipClaims {
        // The longest domain.
        issuer: format!("https://{0}.{0}.{0}.{1}", "o".repeat(63), "o".repeat(61)),
        role: longest("r").parse().unwrap(),
        kind: Kind::Personal,
        epoch: (1 << 53) - 1,
        token_id: crate::base64url::encode(&[0xff; 16]),
        permissions: all,
        project: Some(ProjectClaims {
            id: ProjectId::from_bytes([0xff; 16]),
            permissions: all,
        }),
        ..claims(&policy)
    };
    let token = claims.seal(&keys);
    assert!(token.len() <= 1_200, "{} bytes", token.len());
    assert!(
        token.len() > 1_000,
        "{} bytes: it is a long one",
        token.len()
    );
    let issuer = &claims.issuer;
    let verified = verify(&token, keys.verifying(), issuer, policy.audience(), NOW).unwrap();
    assert_eq!(verified.claims(), &claims);
}

#[test]
fn a_token_that_lives_longer_than_five_minutes_is_invalid() {
    let policy = Policy::from_toml(POLICY).unwrap();
    let keys = SigningKeys::from_json(&new_key_set(&[7; 32])).unwrap();
    let verdict = |issued_seconds: i64, expires_seconds: i64| {
        let claims = MembershipClaims {
            issued_seconds,
            expires_seconds,
            ..claims(&policy)
        };
        let token = claims.seal(&keys);
        let issuer = "https://edge.example";
        verify(&token, keys.verifying(), issuer, policy.audience(), NOW).map(drop)
    };
    assert_eq!(verdict(NOW - 5, NOW + 295), Ok(()));
    assert_eq!(verdict(NOW + 60, NOW + 360), Ok(()));
    assert_eq!(verdict(NOW - 5, NOW + 296), Err(TokenError::Invalid));
    assert_eq!(verdict(0, NOW + 1), Err(TokenError::Invalid));
    // It is invalid, not expired.
    assert_eq!(verdict(NOW - 302, NOW - 1), Err(TokenError::Invalid));
    assert_eq!(verdict(NOW - 301, NOW - 1), Err(TokenError::Expired));
}

#[test]
fn a_token_has_at_most_four_kibibytes() {
    let policy = Policy::from_toml(POLICY).unwrap();
    let keys = SigningKeys::from_json(&new_key_set(&[7; 32])).unwrap();
    let is_taken = |token: &str| {
        let issuer = "https://edge.example";
        verify(token, keys.verifying(), issuer, policy.audience(), NOW).is_ok()
    };
    let tokens = (2_500..3_200).map(|length| {
        let claims = MembershipClaims {
            token_id: "t".repeat(length),
            ..claims(&policy)
        };
        claims.seal(&keys)
    });
    let mut longest = 0;
    for token in tokens.filter(|token| token.len().abs_diff(TOKEN_BYTES) < 8) {
        let fits = token.len() <= TOKEN_BYTES;
        assert_eq!(is_taken(&token), fits, "{} bytes", token.len());
        longest = longest.max(if fits { token.len() } else { 0 });
    }
    assert_eq!(longest, TOKEN_BYTES, "the longest that may be was tried");
}
