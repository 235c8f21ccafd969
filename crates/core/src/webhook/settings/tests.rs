use super::*;
use alloc::vec;

const OWN: &str = "https://hallpass.example.com";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER: &str = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn read_all(text: &str) -> Result<Vec<Webhook>, Vec<Mistake>> {
    webhooks(text, OWN, Loopback::Refused)
}

/// The setting with one webhook, whose fields are replaced or added by `change`.
fn one(change: serde_json::Value) -> String {
    let mut entry = serde_json::json!({
        "id": "billing", "url": "https://api.example.com/hooks", "secrets": [SECRET],
    });
    let (Some(entry_fields), serde_json::Value::Object(change)) = (entry.as_object_mut(), change)
    else {
        panic!("the change is an object");
    };
    entry_fields.extend(change);
    serde_json::json!([entry]).to_string()
}

fn mistakes(text: &str) -> Vec<String> {
    let mistakes = read_all(text).unwrap_err();
    mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_webhook_is_read() {
    let text = one(
        serde_json::json!({ "secrets": [SECRET, OTHER], "events": ["member.*", "pod.create"] }),
    );
    let [webhook] = <[Webhook; 1]>::try_from(read_all(&text).unwrap()).unwrap();
    assert_eq!(webhook.id.as_str(), "billing");
    assert_eq!(webhook.url.as_str(), "https://api.example.com/hooks");
    assert!(webhook.filter.selects("member.join") && webhook.filter.selects("pod.create"));
    assert!(!webhook.filter.selects("invite.create"));
    assert_eq!(format!("{webhook:?}"), "Webhook(billing)");
    assert!(read_all("[]").unwrap().is_empty());
}

#[test]
fn each_secret_signs() {
    let id = EventId::derive(&[1; 32], 0);
    let now = Timestamp::from_milliseconds(1_795_324_067_000);
    let signatures = |secrets: &[&str]| {
        let webhooks = read_all(&one(serde_json::json!({ "secrets": secrets }))).unwrap();
        webhooks.first().unwrap().signatures(id, now, "{}")
    };
    let (first, second) = (signatures(&[SECRET]), signatures(&[OTHER]));
    assert_ne!(first, second);
    assert_eq!(signatures(&[SECRET, OTHER]), format!("{first} {second}"));
}

#[test]
fn the_fingerprint_changes_with_each_part_of_the_setting() {
    let of = |change| {
        let webhooks = read_all(&one(change)).unwrap();
        webhooks.first().unwrap().fingerprint().to_string()
    };
    let none = serde_json::json!({});
    let all = [
        of(none.clone()),
        of(serde_json::json!({ "url": "https://api.example.com/other" })),
        of(serde_json::json!({ "secrets": [OTHER] })),
        of(serde_json::json!({ "secrets": [SECRET, OTHER] })),
        of(serde_json::json!({ "events": ["member.*"] })),
        of(serde_json::json!({ "events": ["member.join"] })),
    ];
    assert_eq!(of(none), all[0]);
    for (index, one) in all.iter().enumerate() {
        assert_eq!(one.len(), 22);
        assert!(!all[index + 1..].contains(one), "{index}");
    }
}

#[test]
fn every_mistake_is_named_with_its_remedy() {
    for (text, expected) in [
        (
            "whsec_",
            "WEBHOOKS: is not JSON (line 1, column 1); it must be a list of webhooks, [{…}] also for one",
        ),
        (
            "{}",
            "WEBHOOKS: is an object; it must be a list of webhooks, [{…}] also for one",
        ),
        ("[1]", "WEBHOOKS[0]: is a number; it must be an object"),
        (
            &one(serde_json::json!({ "id": null })),
            "WEBHOOKS[0].id: is missing; it names the webhook in logs and keeps its place in each account's events",
        ),
        (
            &one(serde_json::json!({ "id": "Billing" })),
            "WEBHOOKS[0].id: \"Billing\" is not a word of at most 64 characters of a-z, 0-9, `_`, `.` and `-` that begins with a letter",
        ),
        (
            &one(serde_json::json!({ "url": null })),
            "WEBHOOKS[0].url: is missing; it is where events are sent, such as `https://api.example.com/hooks`",
        ),
        (
            &one(serde_json::json!({ "url": "http://api.example.com/x?key=secret" })),
            "WEBHOOKS[0].url: \"http://api.example.com/x\" is not an `https` URL; use `https`",
        ),
        (
            &one(serde_json::json!({ "url": "https://user:secret@api.example.com/x" })),
            "WEBHOOKS[0].url: the value contains a user name or a password; leave them out: requests are signed",
        ),
        (
            &one(serde_json::json!({ "url": "https://hallpass.example.com/x" })),
            "WEBHOOKS[0].url: \"https://hallpass.example.com/x\" is `EDGE_ORIGIN`, the edge itself; name the server that receives requests",
        ),
        (
            &one(serde_json::json!({ "url": "https://10.0.0.8/x" })),
            "WEBHOOKS[0].url: \"https://10.0.0.8/x\" names an IP address; use a public host name",
        ),
        (
            &one(serde_json::json!({ "secrets": null })),
            "WEBHOOKS[0].secrets: is missing; a list of one secret, or of two while you change it",
        ),
        (
            &one(serde_json::json!({ "secrets": SECRET })),
            "WEBHOOKS[0].secrets: is a text; it must be a list of texts",
        ),
        (
            &one(serde_json::json!({ "secrets": [] })),
            "WEBHOOKS[0].secrets: is empty; name at least one secret",
        ),
        (
            &one(serde_json::json!({ "secrets": [SECRET, OTHER, OTHER] })),
            "WEBHOOKS[0].secrets: has more than two secrets; keep the new one and the one before it",
        ),
        (
            &one(serde_json::json!({ "secrets": [SECRET, SECRET] })),
            "WEBHOOKS[0].secrets[1]: is the other secret, too; keep one of them",
        ),
        (
            &one(serde_json::json!({ "secrets": [SECRET, "hunter2"] })),
            "WEBHOOKS[0].secrets[1]: does not begin with `whsec_`; make one with `npx hallpass keys webhook`",
        ),
        (
            &one(serde_json::json!({ "events": [] })),
            "WEBHOOKS[0].events: is empty; leave it out or name at least one",
        ),
        (
            &one(serde_json::json!({ "events": "member.join" })),
            "WEBHOOKS[0].events: is a text; it must be a list of texts",
        ),
        (
            &one(serde_json::json!({ "events": ["*"] })),
            "WEBHOOKS[0].events[0]: \"*\" matches every event; leave `events` out instead",
        ),
        (
            &one(serde_json::json!({ "events": ["member.join", "member.leaves"] })),
            "WEBHOOKS[0].events[1]: \"member.leaves\" is not an action of Hallpass, nor a family of them; did you mean \"member.leave\"?",
        ),
        (
            &one(serde_json::json!({ "events": ["MEMBER"] })),
            "WEBHOOKS[0].events[0]: \"MEMBER\" is neither an action such as \"member.join\" nor a family such as \"member.*\"",
        ),
        (
            &one(serde_json::json!({ "secret": SECRET })),
            "WEBHOOKS[0].secret: is not a field; did you mean `secrets`?",
        ),
    ] {
        assert_eq!(mistakes(text), vec![expected.to_string()], "{text}");
    }
}

#[test]
fn several_mistakes_are_named_at_once_and_no_secret_is() {
    let text = serde_json::json!([
        { "id": "a b", "url": "https://localhost/", "secrets": ["hunter2", "whsec_hunter2!"], "events": ["x y"] },
        { "id": "billing", "url": "https://api.example.com", "secrets": [SECRET] },
        { "id": "billing", "url": "https://api.example.com", "secrets": [OTHER] },
    ])
    .to_string();
    let found = mistakes(&text);
    let paths: Vec<&str> = found
        .iter()
        .filter_map(|each| each.split(": ").next())
        .collect();
    assert_eq!(
        paths,
        [
            "WEBHOOKS[0].id",
            "WEBHOOKS[0].url",
            "WEBHOOKS[0].secrets[0]",
            "WEBHOOKS[0].secrets[1]",
            "WEBHOOKS[0].events[0]",
            "WEBHOOKS[2].id",
        ]
    );
    assert!(
        !found
            .iter()
            .any(|each| each.contains("hunter2") || each.contains(SECRET))
    );
}

#[test]
fn lists_are_bounded() {
    let many = |count: usize| {
        let entries = (0..count).map(|index| {
            serde_json::json!({ "id": format!("w{index}"), "url": "https://api.example.com", "secrets": [SECRET] })
        });
        serde_json::Value::from_iter(entries).to_string()
    };
    assert_eq!(read_all(&many(10)).unwrap().len(), 10);
    assert_eq!(
        mistakes(&many(11)),
        ["WEBHOOKS: has 11 entries; at most 10 are possible"]
    );
    let patterns = |count: usize| {
        let words: Vec<String> = (0..count).map(|index| format!("pod.x{index}")).collect();
        one(serde_json::json!({ "events": words }))
    };
    assert!(read_all(&patterns(50)).is_ok());
    assert_eq!(
        mistakes(&patterns(51)),
        ["WEBHOOKS[0].events: has 51 entries; name families such as \"member.*\", at most 50"]
    );
}
