//! The exports as JavaScript sees them.

use hallpass_core::{Code, Policy, Timestamp, UserId};
use serde_json::{Value, json};
use tsify::{Ts, Tsify};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use super::vectors::{TOKENS, TokenFile};
use crate::{SdkError, explain, policy_id, verify_audit_head, verify_invite, verify_membership};

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

/// What JavaScript gets, as JSON.
pub(super) fn json_of<T: Tsify>(answer: Result<Ts<T>, SdkError>) -> Value {
    serde_wasm_bindgen::from_value(answer.unwrap().js_value()).unwrap()
}

/// An argument as JavaScript passes it.
pub(super) fn argument<T: Tsify>(json: &Value) -> Ts<T> {
    Ts::new_unchecked(js_sys::JSON::parse(&json.to_string()).unwrap())
}

pub(super) fn code_of<T: core::fmt::Debug>(answer: Result<T, SdkError>) -> Code {
    answer.unwrap_err().code()
}

/// The policy with the id that belongs to its content.
fn policy() -> Value {
    let mut json: Value = serde_json::from_str(POLICY).unwrap();
    // A wrong id is refused; the right one is a hash of the content.
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

/// An answer as JSON, or the code of its error.
fn plain<T: Tsify>(answer: Result<Ts<T>, SdkError>) -> Result<Value, Code> {
    answer
        .map(|value| json_of(Ok(value)))
        .map_err(|error| error.code())
}

#[wasm_bindgen_test]
fn exports_accept_and_refuse_what_the_vectors_say() {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let (jwks, issuer, now) = (file.jwks.to_string(), file.issuer.as_str(), file.now as f64);
    let mut counted = [0, 0];
    for vector in &file.vectors {
        let token = vector.token.as_str();
        let answer = match vector.kind.as_str() {
            "invite" => plain(verify_invite(token, &jwks, issuer, now)),
            "membership" => plain(verify_membership(token, &jwks, issuer, &file.audience, now)),
            "audit-head" => plain(verify_audit_head(token, &jwks, now)),
            // Only `npx hallpass` verifies them, in another module.
            "review" | "audit-cut" => continue,
            other => panic!("no such kind of token: {other}"),
        };
        match (&vector.claims, &vector.code) {
            (Some(claims), None) => {
                let found = answer.unwrap();
                let account = if found["account"].is_object() {
                    &found["account"]["id"]
                } else {
                    &found["account"]
                };
                assert_eq!(account, &claims["acc"], "{}", vector.name);
                if vector.kind == "invite" {
                    assert_eq!(found["account"]["name"], claims["name"]);
                    assert_eq!(found["inviter"]["name"], claims["inv"]);
                    assert_eq!(
                        (&found["hint"], &found["id"]),
                        (&claims["hint"], &claims["jti"])
                    );
                    assert_eq!(found["expired"], json!(false));
                }
                counted[0] += 1;
            }
            // An expired invite token is returned with `expired`.
            (None, Some(code)) if code == "token_expired" && vector.kind == "invite" => {
                assert_eq!(answer.unwrap()["expired"], json!(true), "{}", vector.name);
            }
            (None, Some(code)) => {
                assert_eq!(answer.unwrap_err().as_str(), code, "{}", vector.name);
                counted[1] += 1;
            }
            _ => panic!("`{}` is neither valid nor invalid", vector.name),
        }
    }
    assert!(counted[0] >= 15 && counted[1] >= 290, "{counted:?}");
}

#[wasm_bindgen_test]
fn an_invite_token_expires_at_its_exp() {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let (jwks, now) = (file.jwks.to_string(), file.now as f64);
    let mut checked = 0;
    for vector in file.vectors.iter().filter(|each| each.kind == "invite") {
        let Some(claims) = &vector.claims else {
            continue;
        };
        let answer = json_of(verify_invite(&vector.token, &jwks, &file.issuer, now));
        let expires = Timestamp::from_milliseconds(claims["exp"].as_i64().unwrap() * 1000);
        assert_eq!(answer["expiresAt"], json!(expires), "{}", vector.name);
        assert_eq!(answer["policyId"], claims["pol"], "{}", vector.name);
        checked += 1;
    }
    assert!(checked >= 3, "{checked}");
}

#[wasm_bindgen_test]
fn nothing_verifies_at_a_time_that_is_not_a_number() {
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
fn a_policy_id_must_belong_to_its_content() {
    let mut json = policy();
    assert_eq!(policy_id(&json.to_string()).unwrap(), POLICY_ID);
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
fn a_denial_is_explained_in_the_words_of_core() {
    let user = UserId::derive("test", "guest");
    let admin = UserId::derive("test", "admin");
    let mut input = json!({
        "policy": policy().to_string(), "query": {"permission": "kites:fly"}, "denied": true, "here": "acc_a",
        "now": "2026-11-29T06:00:00.000Z",
        "state": {
            "status": "ready", "user": {"id": user}, "inboxCount": 0,
            "accounts": [
                {"id": "acc_b", "role": "admin", "kind": "personal"},
                {"id": "acc_a", "role": "guest", "kind": "team", "owner": {"user": admin, "name": "Ada"}},
            ],
        },
    });
    let ask = |input: &Value| json_of(explain(&argument(input)));
    let explained = |input: &Value| {
        let answer = ask(input);
        assert_eq!(answer["kind"], "explained", "{answer}");
        answer["explanation"].clone()
    };
    assert_eq!(ask(&input), json!({"kind": "readOn"}));
    let page = json!({"items": [{"user": admin, "name": "Ada", "role": "guest"}], "next": "n"});
    let other = UserId::derive("test", "other");
    let mut search = input.clone();
    search["query"] = json!({"member": other});
    search["pages"] = json!([page]);
    assert_eq!(
        ask(&search),
        json!({"kind": "readOn"}),
        "a member who is not on this page may be on the next"
    );
    search["pages"] = json!([page, {"items": [{"user": other, "name": "Bob", "role": "guest"}]}]);
    search["query"]["permission"] = json!("kites:fly");
    assert_eq!(explained(&search)["reason"], "role_lacks");
    search["query"] = json!({"invite": "i"});
    search["invite"] = json!({"status": "revoked"});
    assert_eq!(explained(&search)["reason"], "ended");
    input["pages"] = json!([page]);
    let found = explained(&input);
    assert_eq!(found["reason"], "role_lacks");
    assert_eq!(found["missing"], json!(["kites:fly"]));
    assert_eq!(found["role"], "guest");
    assert_eq!(found["rolesThatWould"], json!(["admin"]));
    assert_eq!(found["askWho"], json!([{"user": admin, "name": "Ada"}]));
    assert!(found["whatToDo"].as_str().unwrap().contains("Gäste"));
    let mut ended = input.clone();
    ended["state"]["accounts"][1]["expiresAt"] = json!("2026-11-29T06:00:00.000Z");
    assert_eq!(explained(&ended)["reason"], "past_end");
    ended["state"]["accounts"][1]["suspended"] = json!(true);
    assert_eq!(explained(&ended)["reason"], "suspended");
    ended["now"] = json!("2026-11-29T05:59:59.999Z");
    ended["state"]["accounts"][1]["suspended"] = json!(false);
    assert_eq!(
        explained(&ended)["reason"],
        "role_lacks",
        "its end is still to come"
    );
    input["query"] = json!({"anyOf": ["kites:fly"], "account": "acc_b"});
    assert_eq!(explained(&input), Value::Null);
    input["denied"] = json!(false);
    assert_eq!(explained(&input)["reason"], "not_switched");
    input["query"] = json!({"count": 0, "allOf": []});
    assert_eq!(explained(&input)["reason"], "nothing_yet");
    input["query"] = json!({"count": -1, "allOf": []});
    assert_eq!(explained(&input), Value::Null, "not a count");
    input["query"] = json!({"count": 0, "allOf": []});
    input["ended"] = json!(true);
    assert_eq!(explained(&input)["reason"], "expired");
    input["state"] = json!({"status": "signed-out", "accounts": [], "inboxCount": 0});
    assert_eq!(explained(&input)["reason"], "not_signed_in");
    input["query"] = json!({"permission": 5});
    assert_eq!(code_of(explain(&argument(&input))), Code::InvalidRequest);
}
