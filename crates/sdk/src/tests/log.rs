//! The exports about an audit log, as JavaScript sees them.

use hallpass_core::audit::{
    Action, Actor, Details, Draft, Event, Outcome, Resource, ResourceType, chain,
};
use hallpass_core::{AccountId, Code, EventId, ServiceId, Timestamp, UserId};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use super::boundary::{code_of, parsed};
use super::vectors::{TOKENS, TokenFile};
use crate::{follow_audit, verify_audit, verify_audit_head};

#[wasm_bindgen_test]
fn a_changed_event_breaks_the_chain() {
    let account = AccountId::from_bytes([7; 16]);
    let user = UserId::derive("test", "admin");
    let mut head = chain::start(account);
    let mut events = Vec::new();
    for number in 0..4 {
        let refused = number % 2 == 1;
        let draft = Draft {
            id: EventId::derive(&[1; 32], number),
            at: Timestamp::from_milliseconds(1_795_324_067_123),
            actor: match number {
                2 => Actor::Service(ServiceId::derive("test", "host")),
                _ => Actor::User(user.clone()),
            },
            action: match number {
                2 => "pod.create".parse().unwrap(),
                _ => Action::MemberRole.into(),
            },
            resource: Resource::new(ResourceType::Member, &user),
            outcome: if refused {
                Outcome::Refused(Code::OwnerProtected)
            } else {
                Outcome::Done
            },
            details: Details::new(),
        };
        let (event, next) = draft.chained(head);
        head = next;
        events.push(event_json(&event));
    }
    let chain = |events: &[Value]| json!({"account": account, "events": events}).to_string();
    assert_eq!(
        parsed(verify_audit(&chain(&events))),
        json!({"count": 4, "hash": head.hash})
    );
    let middle = json!({"count": 1, "hash": events[0]["hash"]});
    let rest = json!({"account": account, "from": middle, "events": &events[1..]}).to_string();
    assert_eq!(parsed(verify_audit(&rest))["count"], json!(4));

    let mut renamed = events.clone();
    renamed[2]["actor"]["name"] = json!("Somebody Else");
    assert!(
        verify_audit(&chain(&renamed)).is_ok(),
        "names are not part of the chain"
    );
    let mut changed = events.clone();
    changed[2]["at"] = json!("2026-11-22T00:00:00.000Z");
    assert_eq!(code_of(verify_audit(&chain(&changed))), Code::Conflict);
    assert_eq!(
        code_of(verify_audit(&chain(&events[1..]))),
        Code::Conflict,
        "the first is missing"
    );
    for rewrite in [
        |all: &mut Vec<Value>| drop(all.remove(1)),
        |all: &mut Vec<Value>| all.swap(1, 2),
        |all: &mut Vec<Value>| all.insert(2, all[1].clone()),
        |all: &mut Vec<Value>| all[2]["actor"]["kind"] = json!("user"),
    ] {
        let mut rewritten = events.clone();
        rewrite(&mut rewritten);
        assert!(verify_audit(&chain(&rewritten)).is_err());
    }
    changed = events;
    changed[1]["code"] = Value::Null;
    assert_eq!(
        code_of(verify_audit(&chain(&changed))),
        Code::InvalidRequest
    );
}

#[wasm_bindgen_test]
fn a_log_is_followed_to_a_head_that_the_edge_has_signed() {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let (keys, now) = (file.jwks.to_string(), file.now as f64);
    let signed = file
        .vectors
        .iter()
        .find(|vector| vector.kind == "audit-head" && vector.claims.is_some())
        .unwrap();
    let head = parsed(verify_audit_head(&signed.token, &keys, now));
    let account = head["account"].clone();
    let asked = |page: Value| {
        let mut asked = json!({"account": account, "keys": keys});
        if !page.is_null() {
            asked["page"] = page;
        }
        follow_audit(&asked.to_string(), now)
    };
    assert_eq!(parsed(asked(Value::Null)), json!({"more": true}));
    // A log that shows nothing does not lead to a head that counts events.
    let told = parsed(asked(json!({"items": [], "head": signed.token})));
    assert_eq!(told["intact"], json!(false));
    assert_eq!(told["whole"], json!(false));
    assert_eq!(told["checked"], json!(0));
    assert_eq!(told["count"], head["count"]);
    assert_eq!(
        told["head"],
        json!({"count": head["count"], "hash": head["hash"]})
    );
    let issued = head["issuedSeconds"].as_i64().unwrap() * 1000;
    assert_eq!(
        told["signedAt"],
        json!(Timestamp::from_milliseconds(issued))
    );
    // An empty page with more behind it: what was told is given back, and the next page is asked for.
    let mut more = parsed(asked(
        json!({"items": [], "head": signed.token, "next": "n"}),
    ));
    assert_eq!(more["more"], json!(true));
    more["account"] = account.clone();
    more["page"] = json!({"items": []});
    let again = parsed(follow_audit(&more.to_string(), now));
    assert_eq!(again, told, "the second page needs neither head nor keys");
    // A head that was kept is where the chain ends.
    let known = json!({"count": head["count"], "hash": head["hash"]});
    let mut kept = json!({"account": account, "keys": keys, "known": known});
    kept["page"] = json!({"items": [], "head": signed.token});
    let told = parsed(follow_audit(&kept.to_string(), now));
    assert_eq!(
        (&told["intact"], &told["whole"]),
        (&json!(true), &json!(true))
    );
    kept["account"] = json!(AccountId::from_bytes([9; 16]));
    assert_eq!(
        parsed(follow_audit(&kept.to_string(), now))["intact"],
        json!(false),
        "the head of another account"
    );
    assert_eq!(code_of(asked(json!({"items": []}))), Code::TokenInvalid);
    assert_eq!(
        code_of(asked(json!({"items": [{}], "head": signed.token}))),
        Code::InvalidRequest
    );
}

fn event_json(event: &Event) -> Value {
    let draft = &event.draft;
    let mut json = json!({
        "id": draft.id, "at": draft.at, "actor": { "kind": draft.actor.kind(), "id": draft.actor.id() }, "action": draft.action,
        "resourceType": draft.resource.kind, "resourceId": draft.resource.id,
        "outcome": draft.outcome_word(), "details": draft.details, "prev": event.prev, "hash": event.hash,
    });
    json["actor"]["name"] = json!("Ada");
    if let Some(code) = draft.code() {
        json["code"] = json!(code.as_str());
    }
    json
}
