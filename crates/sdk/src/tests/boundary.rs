//! The exports, as JavaScript sees them.

use hallpass_core::{Code, Policy, Timestamp, UserId};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::vectors::{TOKENS, TokenFile};
use crate::{
    Failure, advise, policy_id, read_invite, verify_audit_head, verify_invite, verify_membership,
};

const POLICY: &str = r#"{
    "audience": "example", "ownerRole": "admin",
    "permissions": [
        {"name": "team:access", "bit": 0, "title": "Access"}, {"name": "members:invite", "bit": 1, "title": "Invite"},
        {"name": "members:manage", "bit": 2, "title": "Manage"}, {"name": "team:manage", "bit": 3, "title": "Team"},
        {"name": "audit:read", "bit": 4, "title": "Audit"}, {"name": "kites:fly", "bit": 5, "title": "Fly kites"}
    ],
    "roles": [
        {"name": "admin", "title": "Admin", "permissions":
            ["team:access", "members:invite", "members:manage", "team:manage", "audit:read", "kites:fly"]},
        {"name": "guest", "title": "Gäste", "permissions": ["team:access"]}
    ]
}"#;

pub(super) fn parsed(answer: Result<String, Failure>) -> Value {
    serde_json::from_str(&answer.unwrap()).unwrap()
}

pub(super) fn code_of<T: core::fmt::Debug>(answer: Result<T, Failure>) -> Code {
    answer.unwrap_err().code()
}

/// The policy with the id that belongs to its content.
fn policy() -> Value {
    let mut json: Value = serde_json::from_str(POLICY).unwrap();
    // The id is not known beforehand: a wrong one is refused, and the right one is what core gives the content.
    json["id"] = json!("AAAAAAAAAAAAAAAA");
    assert_eq!(code_of(policy_id(&json.to_string())), Code::PolicyMismatch);
    json["id"] = json!(POLICY_ID);
    json
}

/// The id of [`POLICY`]: SHA-256 of its canonical JSON, in base64url, cut to 16 characters.
const POLICY_ID: &str = "rnHmZNPxOTI92oJE";

#[wasm_bindgen_test]
fn a_failure_is_an_error_with_a_code() {
    let thrown: JsValue = verify_invite("", r#"{"keys":[]}"#, "https://a.example", 0.0)
        .unwrap_err()
        .into();
    assert!(thrown.is_instance_of::<js_sys::Error>());
    let code = js_sys::Reflect::get(&thrown, &"code".into()).unwrap();
    assert_eq!(
        code.as_string().unwrap(),
        "unavailable",
        "keys that cannot be used say nothing about the token"
    );
    assert!(js_sys::Error::from(thrown).message().length() > 0);
}

#[wasm_bindgen_test]
fn the_exports_answer_as_the_vectors_say() {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let (jwks, issuer, now) = (file.jwks.to_string(), file.issuer.as_str(), file.now as f64);
    let mut counted = [0, 0];
    for vector in &file.vectors {
        let token = vector.token.as_str();
        let answer = match vector.kind.as_str() {
            "invite" => verify_invite(token, &jwks, issuer, now).map_err(|failure| failure.code()),
            "membership" => verify_membership(token, &jwks, issuer, &file.audience, now)
                .map_err(|failure| failure.code()),
            "audit-head" => verify_audit_head(token, &jwks, now).map_err(|failure| failure.code()),
            other => panic!("no such kind of token: {other}"),
        };
        let told = answer
            .as_ref()
            .ok()
            .map(|text| serde_json::from_str::<Value>(text).unwrap());
        match (&vector.claims, &vector.code) {
            (Some(claims), None) => {
                let told = told.unwrap();
                let account = if told["account"].is_object() {
                    &told["account"]["id"]
                } else {
                    &told["account"]
                };
                assert_eq!(account, &claims["acc"], "{}", vector.name);
                if vector.kind == "invite" {
                    assert_eq!(told["account"]["name"], claims["name"]);
                    assert_eq!(told["inviter"]["name"], claims["inv"]);
                    assert_eq!(
                        (&told["hint"], &told["id"]),
                        (&claims["hint"], &claims["jti"])
                    );
                    assert_eq!(told["expired"], json!(false));
                }
                counted[0] += 1;
            }
            // An old invite token is shown, and says that it is old.
            (None, Some(code)) if code == "token_expired" && vector.kind == "invite" => {
                assert_eq!(told.unwrap()["expired"], json!(true), "{}", vector.name);
            }
            (None, Some(code)) => {
                assert_eq!(answer.unwrap_err().as_str(), code, "{}", vector.name);
                counted[1] += 1;
            }
            _ => panic!("`{}` is neither valid nor refused", vector.name),
        }
    }
    assert!(counted[0] >= 15 && counted[1] >= 290, "{counted:?}");
}

#[wasm_bindgen_test]
fn a_link_shows_what_its_token_says_or_is_closed() {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let (keys, now) = (file.jwks.to_string(), file.now as f64);
    let mut counted = [0, 0];
    for vector in file.vectors.iter().filter(|vector| vector.kind == "invite") {
        let token = vector.token.as_str();
        let asked = json!({"token": token, "keys": keys, "issuer": file.issuer}).to_string();
        let told = parsed(read_invite(&asked, now));
        match verify_invite(token, &keys, &file.issuer, now) {
            Ok(verified) => {
                let mut verified: Value = serde_json::from_str(&verified).unwrap();
                let ends = verified.as_object_mut().unwrap().remove("expiresSeconds");
                let ends = Timestamp::from_milliseconds(ends.unwrap().as_i64().unwrap() * 1000);
                verified["expiresAt"] = json!(ends);
                assert_eq!(told, verified, "{}", vector.name);
                counted[0] += 1;
            }
            Err(_) => {
                assert_eq!(told, json!("closed"), "{}", vector.name);
                counted[1] += 1;
            }
        }
    }
    assert!(counted[0] >= 3 && counted[1] >= 80, "{counted:?}");
    let none = json!({"token": "", "keys": r#"{"keys":[]}"#, "issuer": file.issuer}).to_string();
    assert_eq!(
        code_of(read_invite(&none, now)),
        Code::Unavailable,
        "keys that cannot be used close no link"
    );
    assert_eq!(code_of(read_invite("{}", now)), Code::InvalidRequest);
}

#[wasm_bindgen_test]
fn a_time_that_is_no_number_verifies_nothing() {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let jwks = file.jwks.to_string();
    let good = file.vectors.iter().filter(|vector| vector.claims.is_some());
    for vector in good {
        for now in [f64::NAN, f64::NEG_INFINITY, -1.0] {
            let refused = match vector.kind.as_str() {
                "invite" => code_of(verify_invite(&vector.token, &jwks, &file.issuer, now)),
                "membership" => code_of(verify_membership(
                    &vector.token,
                    &jwks,
                    &file.issuer,
                    &file.audience,
                    now,
                )),
                _ => code_of(verify_audit_head(&vector.token, &jwks, now)),
            };
            assert_eq!(refused, Code::TokenInvalid, "{} at {now}", vector.name);
        }
    }
}

#[wasm_bindgen_test]
fn a_policy_is_named_by_its_content() {
    let mut json = policy();
    assert_eq!(parsed(policy_id(&json.to_string())), json!(POLICY_ID));
    assert_eq!(
        Policy::from_json(&json.to_string()).unwrap().id().as_str(),
        POLICY_ID
    );
    json["roles"][1]["permissions"] = json!(["team:access", "kites:fly"]);
    assert_eq!(code_of(policy_id(&json.to_string())), Code::PolicyMismatch);
    for nothing in ["", "null", "[]", "{}", "{\"audience\":1}"] {
        assert_eq!(
            code_of(policy_id(nothing)),
            Code::InvalidRequest,
            "{nothing}"
        );
    }
}

#[wasm_bindgen_test]
fn a_no_is_explained_in_the_words_of_core() {
    let user = UserId::derive("test", "guest");
    let admin = UserId::derive("test", "admin");
    let mut seen = json!({
        "policy": policy(), "query": {"permission": "kites:fly"}, "denied": true, "here": "acc_a",
        "state": {
            "status": "ready", "user": {"id": user}, "inboxCount": 0,
            "accounts": [
                {"id": "acc_b", "role": "admin", "kind": "personal"},
                {"id": "acc_a", "role": "guest", "kind": "team", "owner": {"user": admin, "name": "Ada"}},
            ],
        },
    });
    assert_eq!(
        parsed(advise(&seen.to_string())),
        json!({"more": true, "pages": []})
    );
    let page = json!({"items": [{"user": admin, "name": "Ada", "role": "guest"}], "next": "n"});
    seen["page"] = page.clone();
    let other = UserId::derive("test", "other");
    let mut search = seen.clone();
    search["query"] = json!({"member": other});
    assert_eq!(
        parsed(advise(&search.to_string())),
        json!({"more": true, "pages": [page]}),
        "one who is not on this page may be on the next"
    );
    search["pages"] = json!([page]);
    search["page"] = json!({"items": [{"user": other, "name": "Bob", "role": "guest"}]});
    search["query"]["permission"] = json!("kites:fly");
    let told = parsed(advise(&search.to_string()));
    assert_eq!(told["reason"], "role_lacks");
    search["query"] = json!({"invite": "i"});
    search["invite"] = json!({"status": "revoked"});
    assert_eq!(parsed(advise(&search.to_string()))["reason"], "ended");
    let told = parsed(advise(&seen.to_string()));
    assert_eq!(told["reason"], "role_lacks");
    assert_eq!(told["missing"], json!(["kites:fly"]));
    assert_eq!(told["role"], "guest");
    assert_eq!(told["rolesThatWould"], json!(["admin"]));
    assert_eq!(told["askWho"], json!([{"user": admin, "name": "Ada"}]));
    assert!(told["whatToDo"].as_str().unwrap().contains("Gäste"));
    let reason = |seen: &Value| parsed(advise(&seen.to_string()))["reason"].clone();
    seen["query"] = json!({"anyOf": ["kites:fly"], "account": "acc_b"});
    assert_eq!(parsed(advise(&seen.to_string())), Value::Null);
    seen["denied"] = json!(false);
    assert_eq!(reason(&seen), "not_switched");
    seen["query"] = json!({"count": 0, "allOf": []});
    assert_eq!(reason(&seen), "nothing_yet");
    seen["ended"] = json!(true);
    assert_eq!(reason(&seen), "expired");
    seen["state"] = json!({"status": "signed-out", "accounts": [], "inboxCount": 0});
    assert_eq!(reason(&seen), "not_signed_in");
    seen["query"] = json!({"permission": 5});
    assert_eq!(code_of(advise(&seen.to_string())), Code::InvalidRequest);
}
