//! Sealing tokens and codes, and keeping secrets.

use hallpass_core::audit::{Cut, Head};
use hallpass_core::key::{KeySetError, SigningKeys, VerifyingKeys, new_key_set};
use hallpass_core::link::{Pepper, PepperError};
use hallpass_core::token::audit_cut::AuditCutClaims;
use hallpass_core::token::audit_head::AuditHeadClaims;
use hallpass_core::token::invite::InviteClaims;
use hallpass_core::token::membership::{self, MembershipClaims, ProjectClaims};
use hallpass_core::token::review::ReviewClaims;
use hallpass_core::{Kind, PermissionSet, ProjectId, Timestamp, base64url};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::forge::{self, AUDIENCE, ISSUER, NOW, private_jwk, public_jwk};
use super::run::{TOKENS, TokenFile, verify};

/// Every kind of token.
const KINDS: [&str; 5] = ["invite", "membership", "audit-head", "review", "audit-cut"];

fn key_set(keys: &[Value]) -> Result<SigningKeys, KeySetError> {
    SigningKeys::from_json(&json!({ "keys": keys }).to_string())
}

fn refusal(keys: &[Value]) -> KeySetError {
    key_set(keys).unwrap_err()
}

fn membership() -> MembershipClaims {
    let claims = forge::claims("membership");
    let text = |name: &str| claims[name].as_str().unwrap();
    MembershipClaims {
        issuer: text("iss").into(),
        audience: text("aud").into(),
        user: text("sub").parse().unwrap(),
        account: text("acc").parse().unwrap(),
        kind: Kind::Team,
        role: text("role").parse().unwrap(),
        permissions: PermissionSet::from_claim(text("perm")).unwrap(),
        project: None,
        epoch: 12,
        policy: text("pol").parse().unwrap(),
        issued_seconds: NOW - 5,
        expires_seconds: NOW + 55,
        token_id: text("jti").into(),
    }
}

fn sealed(kind: &str, keys: &SigningKeys) -> String {
    let claims = forge::claims(kind);
    let text = |name: &str| claims[name].as_str().unwrap();
    match kind {
        "invite" => InviteClaims {
            issuer: text("iss").into(),
            invite: text("jti").parse().unwrap(),
            account: text("acc").parse().unwrap(),
            generation: 0,
            team_name: text("name").into(),
            role: text("role").parse().unwrap(),
            inviter_name: text("inv").into(),
            hint: Some(text("hint").into()),
            issued_seconds: NOW - 5,
            expires_seconds: NOW + 3600,
            policy: text("pol").parse().unwrap(),
        }
        .seal(keys),
        "membership" => membership().seal(keys),
        "review" => ReviewClaims {
            account: text("acc").parse().unwrap(),
            review: text("rev").parse().unwrap(),
            seq: 40,
            opened_seconds: NOW - 86_400,
            closed_seconds: NOW - 60,
            users: serde_json::from_value(claims.clone()).unwrap(),
            issued_seconds: NOW - 5,
        }
        .seal(keys),
        "audit-cut" => AuditCutClaims {
            account: text("acc").parse().unwrap(),
            cut: Cut {
                head: Head {
                    count: 40,
                    hash: text("hash").parse().unwrap(),
                },
                at: Timestamp::from_milliseconds((NOW - 3600) * 1000),
            },
            issued_seconds: NOW - 5,
        }
        .seal(keys),
        _ => AuditHeadClaims {
            account: text("acc").parse().unwrap(),
            head: Head {
                count: 42,
                hash: text("hash").parse().unwrap(),
            },
            issued_seconds: NOW - 5,
        }
        .seal(keys),
    }
}

#[test]
fn sealing_gives_the_vectors() {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let keys = key_set(&[private_jwk("test-1"), private_jwk("test-2")]).unwrap();
    assert_eq!(keys.jwks(), file.jwks.to_string());
    for kind in KINDS {
        let name = format!("{kind}: as sealed");
        let vector = file
            .vectors
            .iter()
            .find(|vector| vector.name == name)
            .unwrap();
        assert_eq!(sealed(kind, &keys), vector.token);
    }
}

#[test]
fn sealing_gives_the_vector_of_a_project() {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let mut vectors = file.vectors.iter();
    let vector = vectors.find(|vector| vector.name == "membership: for a project");
    let vector = vector.unwrap();
    let text = |name: &str| vector.claims.as_ref().unwrap()[name].as_str().unwrap();
    let claims = MembershipClaims {
        project: Some(ProjectClaims {
            id: text("prj").parse().unwrap(),
            permissions: PermissionSet::from_claim(text("prjPerm")).unwrap(),
        }),
        ..membership()
    };
    let keys = key_set(&[private_jwk("test-1")]).unwrap();
    assert_eq!(claims.seal(&keys), vector.token);
}

#[test]
fn keys_rotate_without_refusing_a_token() {
    let verifies = |token: &str, keys: &SigningKeys| {
        membership::verify(token, keys.verifying(), ISSUER, AUDIENCE, NOW).is_ok()
    };
    let (old, new) = (private_jwk("test-1"), private_jwk("test-2"));
    let before = key_set(std::slice::from_ref(&old)).unwrap();
    let appended = key_set(&[old.clone(), new.clone()]).unwrap();
    let promoted = key_set(&[new.clone(), public_jwk("test-1")]).unwrap();
    let dropped = key_set(&[new]).unwrap();
    let (by_old, by_new) = (membership().seal(&appended), membership().seal(&promoted));
    assert_eq!(
        by_old,
        membership().seal(&before),
        "an appended key does not sign"
    );
    assert!(verifies(&by_old, &appended) && verifies(&by_new, &appended));
    assert!(verifies(&by_old, &promoted) && verifies(&by_new, &promoted));
    assert!(verifies(&by_new, &dropped) && !verifies(&by_old, &dropped));
    assert!(
        !verifies(&by_new, &before),
        "which is why a key is appended before it signs"
    );
}

#[test]
fn the_public_set_has_nothing_private() {
    let keys = key_set(&[private_jwk("test-1"), private_jwk("test-2")]).unwrap();
    let public: Value = serde_json::from_str(&keys.jwks()).unwrap();
    for jwk in public["keys"].as_array().unwrap() {
        let members: Vec<&String> = jwk.as_object().unwrap().keys().collect();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x"]);
    }
    assert_eq!(
        VerifyingKeys::from_jwks(&keys.jwks()).unwrap(),
        *keys.verifying()
    );
    assert!(
        private_jwk("test-1").to_string().contains(r#""d""#),
        "the source does hold it"
    );
}

#[test]
fn secrets_are_not_printed() {
    let keys = key_set(&[private_jwk("test-1")]).unwrap();
    let pepper = super::codes::pepper("pepper");
    assert_eq!(format!("{keys:?} {pepper:?}"), "SigningKeys Pepper");
}

#[test]
fn each_invalid_signing_set_has_its_error() {
    let changed = |member: &str, value: Value| {
        let mut jwk = private_jwk("test-1");
        jwk[member] = value;
        [jwk]
    };
    assert!(key_set(&changed("key_ops", json!(["sign"]))).is_ok());
    assert!(key_set(&changed("alg", json!("Ed25519"))).is_ok());
    assert!(key_set(&changed("key_ops", json!(["sign", "verify"]))).is_ok());
    assert_eq!(
        refusal(&changed("key_ops", json!(["verify"]))),
        KeySetError::Use
    );
    assert_eq!(refusal(&[]), KeySetError::Count);
    assert_eq!(refusal(&[public_jwk("test-1")]), KeySetError::Secret);
    assert_eq!(
        refusal(&[public_jwk("test-1"), private_jwk("test-2")]),
        KeySetError::Secret
    );
    assert_eq!(
        refusal(&changed("d", private_jwk("test-2")["d"].clone())),
        KeySetError::Secret
    );
    assert_eq!(refusal(&changed("d", json!("AA"))), KeySetError::Secret);
    assert_eq!(refusal(&changed("d", json!(7))), KeySetError::Secret);
    assert_eq!(refusal(&changed("kty", json!("oct"))), KeySetError::KeyType);
    assert_eq!(
        refusal(&changed("alg", json!("RS256"))),
        KeySetError::Algorithm
    );
    assert_eq!(refusal(&changed("use", json!("enc"))), KeySetError::Use);
    assert_eq!(refusal(&changed("kid", Value::Null)), KeySetError::KeyId);
    assert_eq!(refusal(&changed("x", json!("AA"))), KeySetError::Point);
    let twice = [private_jwk("test-1"), private_jwk("test-1")];
    assert_eq!(refusal(&twice), KeySetError::DuplicateKeyId);
    assert_eq!(SigningKeys::from_json("").unwrap_err(), KeySetError::Syntax);
    // A later key's secret is checked too, although it is not kept.
    let mut wrong = private_jwk("test-2");
    wrong["d"] = private_jwk("stranger")["d"].clone();
    assert_eq!(
        refusal(&[private_jwk("test-1"), wrong]),
        KeySetError::Secret
    );
}

#[test]
fn a_new_key_set_signs_under_its_thumbprint() {
    // RFC 8037, appendix A.1 to A.3.
    let secret = base64url::decode_array("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    let keys = SigningKeys::from_json(&new_key_set(&secret)).unwrap();
    let public: Value = serde_json::from_str(&keys.jwks()).unwrap();
    assert_eq!(
        public["keys"][0]["x"],
        "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    );
    assert_eq!(
        public["keys"][0]["kid"],
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

#[test]
fn a_key_from_other_tools_is_accepted_and_published_in_full() {
    let full = private_jwk("test-1");
    let bare = json!({"kty": "OKP", "crv": "Ed25519", "x": full["x"], "d": full["d"]});
    let mut exported = bare.clone();
    exported["alg"] = json!("Ed25519");
    exported["key_ops"] = json!(["sign"]);
    exported["ext"] = json!(true);
    for jwk in [bare, exported] {
        let keys = key_set(&[jwk]).unwrap();
        let public: Value = serde_json::from_str(&keys.jwks()).unwrap();
        assert_eq!(public["keys"][0]["alg"], "EdDSA");
        assert_eq!(public["keys"][0]["kid"].as_str().unwrap().len(), 43);
        assert_eq!(
            VerifyingKeys::from_jwks(&keys.jwks()).unwrap(),
            *keys.verifying()
        );
        let token = membership().seal(&keys);
        assert!(membership::verify(&token, keys.verifying(), ISSUER, AUDIENCE, NOW).is_ok());
    }
}

#[test]
fn a_pepper_has_at_least_32_bytes() {
    let read = |bytes: usize| Pepper::from_base64url(&base64url::encode(&vec![1; bytes])).map(drop);
    assert_eq!(
        (read(31), read(32), read(100)),
        (Err(PepperError), Ok(()), Ok(()))
    );
    assert_eq!(
        Pepper::from_base64url(&format!("{}=", "A".repeat(43))).map(drop),
        Err(PepperError)
    );
    assert_eq!(Pepper::from_base64url("").map(drop), Err(PepperError));
}

proptest! {
    #[test]
    fn a_changed_token_is_never_accepted(at in 0_usize..2000, to in any::<char>(), kind in 0_usize..KINDS.len()) {
        let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
        let kind = KINDS[kind];
        let name = format!("{kind}: as sealed");
        let good = &file.vectors.iter().find(|vector| vector.name == name).unwrap().token;
        let mut changed: Vec<char> = good.chars().collect();
        let at = at % changed.len();
        changed[at] = to;
        let changed: String = changed.into_iter().collect();
        prop_assert_eq!(verify(&file, kind, &changed).is_ok(), changed == *good);
    }

    #[test]
    fn any_text_is_refused_without_a_panic(text in ".{0,200}") {
        let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
        for kind in KINDS {
            prop_assert!(verify(&file, kind, &text).is_err());
        }
        prop_assert!(VerifyingKeys::from_jwks(&text).is_err());
    }

    #[test]
    fn any_claims_survive_sealing_and_verification(name in any::<String>(), epoch in 0_u64..1 << 53, bits in any::<[u8; 16]>(), project in any::<Option<[u8; 16]>>()) {
        let keys = key_set(&[private_jwk("test-1")]).unwrap();
        let permissions = (0..128).filter(|bit| bits[bit / 8] >> (bit % 8) & 1 == 1);
        let permissions = permissions.fold(PermissionSet::EMPTY, |set, bit| set.with(bit as u8));
        let project = project.map(|id| ProjectClaims { id: ProjectId::from_bytes(id), permissions });
        let claims = MembershipClaims { token_id: name, epoch, permissions, project, ..membership() };
        let verified = membership::verify(&claims.seal(&keys), keys.verifying(), ISSUER, AUDIENCE, NOW).unwrap();
        prop_assert_eq!(verified.claims(), &claims);
    }
}
