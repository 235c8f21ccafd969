//! The exports about an audit log as JavaScript sees them.

use hallpass_core::audit::{
    Action, Actor, Details, Draft, Event, Outcome, Resource, ResourceType, chain,
};
use hallpass_core::{AccountId, Code, EventId, ServiceId, Timestamp, UserId};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use super::boundary::{argument, code_of, json_of};
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
        json_of(verify_audit(&chain(&events))),
        json!({"count": 4, "hash": head.hash})
    );
    let middle = json!({"count": 1, "hash": events[0]["hash"]});
    let rest = json!({"account": account, "from": middle, "events": &events[1..]}).to_string();
    assert_eq!(json_of(verify_audit(&rest))["count"], json!(4));

    let mut renamed = events.clone();
    renamed[2]["actor"]["name"] = json!("Another Name");
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
fn a_log_is_followed_to_its_signed_head() {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let (keys, now) = (file.jwks.to_string(), file.now as f64);
    let signed = file
        .vectors
        .iter()
        .find(|vector| vector.kind == "audit-head" && vector.claims.is_some())
        .unwrap();
    let head = json_of(verify_audit_head(&signed.token, &keys, now));
    let account = head["account"].clone();
    let step = |page: Value| json!({"account": account, "jwks": keys, "page": page});
    let follow = |step: &Value| follow_audit(&argument(step), now);
    // A log that shows nothing does not lead to a head that counts events.
    let done = json_of(follow(&step(json!({"items": [], "head": signed.token}))));
    assert_eq!(done["kind"], "done");
    let check = &done["check"];
    assert_eq!(check["intact"], json!(false));
    assert_eq!(check["whole"], json!(false));
    assert_eq!(check["checked"], json!(0));
    assert_eq!(check["count"], head["count"]);
    assert_eq!(
        check["head"],
        json!({"count": head["count"], "hash": head["hash"]})
    );
    let issued = head["issuedSeconds"].as_i64().unwrap() * 1000;
    assert_eq!(
        check["signedAt"],
        json!(Timestamp::from_milliseconds(issued))
    );
    // An empty page with more behind it: the progress is passed back together with the next page.
    let more = json_of(follow(&step(
        json!({"items": [], "head": signed.token, "next": "n"}),
    )));
    assert_eq!(more["kind"], "readOn");
    let again = json!({
        "account": account, "jwks": "", "page": {"items": []}, "progress": more["progress"],
    });
    assert_eq!(
        json_of(follow(&again)),
        done,
        "the second page needs neither head nor keys"
    );
    // A head that was kept is where the chain ends.
    let mut kept = step(json!({"items": [], "head": signed.token}));
    kept["known"] = json!({"count": head["count"], "hash": head["hash"]});
    let check = &json_of(follow(&kept))["check"];
    assert_eq!(
        (&check["intact"], &check["whole"]),
        (&json!(true), &json!(true))
    );
    kept["account"] = json!(AccountId::from_bytes([9; 16]));
    assert_eq!(
        json_of(follow(&kept))["check"]["intact"],
        json!(false),
        "the head of another account"
    );
    assert_eq!(
        code_of(follow(&step(json!({"items": []})))),
        Code::TokenInvalid
    );
    assert_eq!(
        code_of(follow(&step(json!({"items": [{}], "head": signed.token})))),
        Code::InvalidRequest
    );
    assert_eq!(
        code_of(follow(&json!({"account": account}))),
        Code::InvalidRequest,
        "a step without a page"
    );
}

#[wasm_bindgen_test]
fn a_key_that_occurs_twice_is_refused() {
    let account = AccountId::from_bytes([7; 16]);
    let head = chain::start(account);
    let chain = json!({"account": account, "from": head, "events": []}).to_string();
    assert_eq!(json_of(verify_audit(&chain)), json!(head));
    let twice = chain.replacen('{', r#"{"events":[],"#, 1);
    assert_eq!(code_of(verify_audit(&twice)), Code::InvalidRequest);
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

#[wasm_bindgen_test]
fn a_cut_log_is_followed_from_its_signed_cut() {
    let file: TokenFile = serde_json::from_str(TOKENS).unwrap();
    let (keys, now) = (file.jwks.to_string(), file.now as f64);
    let token = |name: &str| {
        let mut vectors = file.vectors.iter();
        let vector = vectors.find(|vector| vector.name == name).unwrap();
        (vector.token.clone(), vector.claims.clone().unwrap())
    };
    let (head, head_claims) = token("audit-head: as sealed");
    let (cut, cut_claims) = token("audit-cut: as sealed");
    let page = json!({"items": [], "head": head, "cut": cut});
    let step = |known: Value| {
        let account = &head_claims["acc"];
        json!({"account": account, "jwks": keys, "page": page, "known": known})
    };
    let check = |step: &Value| json_of(follow_audit(&argument(step), now))["check"].clone();
    let at = |number: &Value| json!({"count": number, "hash": head_claims["hash"]});

    let without = check(&step(Value::Null));
    assert_eq!(
        without["intact"],
        json!(false),
        "two events after the cut are missing"
    );
    let removed_at = Timestamp::from_milliseconds(cut_claims["at"].as_i64().unwrap() * 1000);
    assert_eq!(
        without["cut"],
        json!({"count": 40, "hash": cut_claims["hash"], "at": removed_at})
    );
    assert_eq!(without["knownIsCut"], json!(false));
    let below = check(&step(at(&json!(39))));
    assert_eq!(below["knownIsCut"], json!(true));
    let on_chain = check(&step(at(&head_claims["count"])));
    assert_eq!(
        (&on_chain["knownIsCut"], &on_chain["intact"]),
        (&json!(false), &json!(true))
    );
    for changed in [head, format!("{cut}x")] {
        let mut step = step(Value::Null);
        step["page"]["cut"] = json!(changed);
        assert_eq!(
            code_of(follow_audit(&argument(&step), now)),
            Code::TokenInvalid
        );
    }
    let mut foreign = step(Value::Null);
    foreign["account"] = json!(AccountId::from_bytes([9; 16]));
    assert_eq!(
        code_of(follow_audit(&argument(&foreign), now)),
        Code::TokenInvalid,
        "the cut of another account"
    );
}
