//! The JSON that is stored, and that problem documents have: pinned, and read back as it was written.
#![expect(
    clippy::unwrap_used,
    reason = "a test should stop at an unexpected value"
)]

use std::fmt::Debug;

use hallpass_core::account::{
    Caller, Command, Done, FieldChange, Kind, Link, MemberUpdate, OnBehalf, Person, Plan, Proof,
    Recorded, Run, Service,
};
use hallpass_core::audit::{Detail, Details, Hash, Head};
use hallpass_core::explain::{Explanation, Reason};
use hallpass_core::freshness::{Changed, Epochs};
use hallpass_core::mail::MailRequest;
use hallpass_core::{
    AccountId, Address, ClosedReason, EventId, FieldCode, FieldError, InviteId, Name, Note, Power,
    Refusal, RoleAssignment, RoleName, Timestamp, UserId, UserRef,
};
use hallpass_protocol::object::legacy::{AccountAnswer, AccountReply, Message, Row};
use hallpass_protocol::problem::{AccountName, Problem};
use hallpass_protocol::shape::AccountRow;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value reads back from its JSON unchanged.
fn survives<T: Serialize + DeserializeOwned + Debug>(value: &T) {
    let written = json(value);
    let read: T = serde_json::from_str(&written).unwrap();
    assert_eq!(format!("{read:?}"), format!("{value:?}"));
    assert_eq!(json(&read), written);
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn person() -> Person {
    Person {
        user: UserId::derive("test", "ana"),
        name: name("Ana \"Ö\" \\ <b>"),
        address: Some(Address::parse("ana@example.com").unwrap()),
        image: None,
    }
}

fn account() -> AccountId {
    AccountId::from_bytes([7; 16])
}

fn invite() -> InviteId {
    InviteId::new(account(), [9; 16])
}

fn commands() -> Vec<Command> {
    let role = || "dev".parse::<RoleName>().unwrap();
    let proof = Proof::Token {
        generation: 3,
        expires_at_seconds: 1_800_000_000,
        role: None,
    };
    let on_behalf = OnBehalf {
        owner: person(),
        external_id: Some("x-1\n\u{1}\u{7f}\u{2028}".into()),
    };
    let details = Details::from([
        ("count".into(), Detail::Number(9_007_199_254_740_991)),
        ("ids".into(), Detail::List(vec!["a".into(), "b".into()])),
        ("word".into(), Detail::Text(String::new())),
    ]);
    vec![
        Command::Open {
            kind: Kind::Team,
            name: name("Team"),
            on_behalf: Some(on_behalf),
        },
        Command::Update {
            name: None,
            spend_limit_cents_per_hour: Some(0),
        },
        Command::Convert {
            name: None,
            run: Run::Dry,
        },
        Command::Attend,
        Command::Enrol {
            person: person(),
            assignment: role().into(),
            projects: Vec::new(),
            expires_at: FieldChange::Keep,
        },
        Command::Note {
            action: "pod.started".parse().unwrap(),
            resource_type: "pod".parse().unwrap(),
            resource_id: "p/1".into(),
            details,
        },
        Command::UpdateMember {
            user: UserId::derive("test", "bo"),
            update: MemberUpdate {
                assignment: Some(RoleAssignment::Custom(vec!["team:access".parse().unwrap()])),
                expires_at: FieldChange::Clear,
                suspended: Some(true),
            },
        },
        Command::Remove {
            user: UserId::derive("test", "bo"),
        },
        Command::Invite {
            address: None,
            mailbox: None,
            assignment: role().into(),
            expires_in: Some(60),
            membership_expires_in: None,
            projects: vec![],
            max_uses: None,
            domains: vec![],
            note: Some(Note::parse("come in").unwrap()),
            mail: MailRequest::default(),
        },
        Command::Resend {
            invite: invite(),
            link: Link::Rotate,
            expires_in: None,
            mail: MailRequest::default(),
        },
        Command::Accept {
            invite: invite(),
            proof,
        },
        Command::Decline {
            invite: invite(),
            proof: Proof::Inbox,
        },
    ]
}

fn refusals() -> Vec<Refusal> {
    vec![
        Refusal::field("email", FieldCode::TooLong),
        Refusal::Forbidden {
            missing: vec!["members:invite".parse().unwrap()],
        },
        Refusal::FORBIDDEN,
        Refusal::WrongAccount {
            hint: Address::parse("dev@example.com").unwrap().masked(),
        },
        Refusal::AlreadyInvited {
            invite_id: invite(),
        },
        Refusal::InviteClosed { why: None },
        Refusal::InviteClosed {
            why: Some(ClosedReason::Expired),
        },
        Refusal::RateLimited { retry_after: 7 },
        Refusal::NotFound,
    ]
}

fn explanation() -> Explanation {
    Explanation {
        reason: Reason::RoleLacks,
        cause: None,
        missing: vec!["a:b".into()],
        role: Some("basic".parse().unwrap()),
        roles_that_would: Some(vec!["dev".parse().unwrap()]),
        ask_who: Some(vec![UserRef {
            user: UserId::derive("test", "bo"),
            name: name("Bo"),
        }]),
        what_to_do: "Ask Bo.".into(),
        support_url: None,
    }
}

fn message() -> Message {
    Message {
        version: 12,
        row: Row::User {
            user: UserId::derive("test", "ana"),
            account: account(),
            row: Some(AccountRow {
                id: account(),
                kind: Kind::Personal,
                name: name("Ana"),
                owner: UserRef {
                    user: UserId::derive("test", "ana"),
                    name: name("Ana"),
                },
                role: "admin".parse().unwrap(),
                permissions: None,
                suspended: false,
                expires_at: None,
                epoch: 3,
                member_count: 1,
                created_at: Timestamp::from_milliseconds(0),
                spend_limit_cents_per_hour: None,
                external_id: None,
                transfer: None,
            }),
        },
    }
}

#[test]
fn values_read_back_from_their_json() {
    for command in commands() {
        survives(&command);
    }
    survives(&Caller::Service(Service {
        id: hallpass_core::ServiceId::derive("ops", "billing"),
        name: name("Billing"),
        permissions: vec!["team:access".parse().unwrap()],
        powers: vec![Power::Transfer],
    }));
    for refusal in refusals() {
        survives(&refusal);
        survives(&AccountAnswer {
            reply: AccountReply::Refused {
                refusal,
                explanation: Some(Box::new(explanation())),
                member: true,
            },
            own_row: Some(message()),
        });
    }
    let replies = [
        AccountReply::Document("{\"a\":\"\\n\"}".into()),
        AccountReply::Done,
        AccountReply::Person(None),
        AccountReply::Person(Some(Box::new(person()))),
        AccountReply::Audit {
            items: "[]".into(),
            next: None,
            head: Head {
                count: 1,
                hash: Hash::from_bytes([4; 32]),
            },
        },
        AccountReply::Closed {
            why: Some(ClosedReason::Used),
            joined: Some(AccountName {
                id: account(),
                name: name("T"),
            }),
        },
        AccountReply::Epochs(Some(Epochs {
            epoch: 9,
            floor: 2,
            changed: Some(vec![Changed {
                user: UserId::derive("test", "ana"),
                epoch: None,
            }]),
            projects: Vec::new(),
            spend_limit: Some(i64::MAX.unsigned_abs()),
        })),
        AccountReply::Epochs(None),
    ];
    for reply in replies {
        survives(&reply);
    }
    survives(&Recorded {
        key: "k".into(),
        fingerprint: "f".into(),
        at: Timestamp::from_milliseconds(-1),
        done: Done::Planned(Plan {
            members_removed: 2,
            invites_revoked: 0,
            reviews_removed: 0,
            projects_removed: 0,
            transfers_ended: 0,
            becomes: Some(Kind::Personal),
            name: None,
        }),
    });
    survives(&Done::Noted {
        event: EventId::derive(&[3; 32], 0),
    });
}

/// Rows in SQLite, idempotency records and the outbox hold these. They must not change between releases.
#[test]
fn stored_json_is_pinned() {
    let done = Done::Planned(Plan {
        members_removed: 2,
        invites_revoked: 0,
        reviews_removed: 0,
        projects_removed: 0,
        transfers_ended: 0,
        becomes: Some(Kind::Personal),
        name: None,
    });
    assert_eq!(
        json(&done),
        r#"{"planned":{"membersRemoved":2,"invitesRevoked":0,"reviewsRemoved":0,"projectsRemoved":0,"transfersEnded":0,"becomes":"personal"}}"#
    );
    let commands: Vec<String> = commands().iter().map(json).collect();
    let pinned = [
        "{\"open\":{\"kind\":\"team\",\"name\":\"Team\",\"onBehalf\":{\"owner\":{\"user\":\"usr__Hw_5KcNp-s9nigOMb5_Ki\",\"name\":\"Ana \\\"Ö\\\" \\\\ <b>\",\"address\":\"ana@example.com\"},\"externalId\":\"x-1\\n\\u0001\u{7f}\u{2028}\"}}}",
        r#"{"update":{"spendLimitCentsPerHour":0}}"#,
        r#"{"convert":{"run":"dry"}}"#,
        r#""attend""#,
        r#"{"enrol":{"person":{"user":"usr__Hw_5KcNp-s9nigOMb5_Ki","name":"Ana \"Ö\" \\ <b>","address":"ana@example.com"},"role":"dev"}}"#,
        r#"{"note":{"action":"pod.started","resourceType":"pod","resourceId":"p/1","details":{"count":9007199254740991,"ids":["a","b"],"word":""}}}"#,
        r#"{"updateMember":{"user":"usr_-ISJS5Vjn8mcpiwup1x340","role":"custom","permissions":["team:access"],"expiresAt":null,"suspended":true}}"#,
        r#"{"remove":{"user":"usr_-ISJS5Vjn8mcpiwup1x340"}}"#,
        r#"{"invite":{"role":"dev","expiresIn":60,"note":"come in"}}"#,
        r#"{"resend":{"invite":"inv_BwcHBwcHBwcHBwcHBwcHBwCQkJCQkJCQkJCQkJCQkJCQ","link":"rotate"}}"#,
        r#"{"accept":{"invite":"inv_BwcHBwcHBwcHBwcHBwcHBwCQkJCQkJCQkJCQkJCQkJCQ","proof":{"token":{"generation":3,"expiresAtSeconds":1800000000}}}}"#,
        r#"{"decline":{"invite":"inv_BwcHBwcHBwcHBwcHBwcHBwCQkJCQkJCQkJCQkJCQkJCQ","proof":"inbox"}}"#,
    ];
    assert_eq!(commands, pinned);
    assert_eq!(
        json(&message()),
        r#"{"version":12,"row":{"user":{"user":"usr__Hw_5KcNp-s9nigOMb5_Ki","account":"acc_BwcHBwcHBwcHBwcHBwcHBw","row":{"id":"acc_BwcHBwcHBwcHBwcHBwcHBw","kind":"personal","name":"Ana","owner":{"user":"usr__Hw_5KcNp-s9nigOMb5_Ki","name":"Ana"},"role":"admin","epoch":3,"memberCount":1,"createdAt":"1970-01-01T00:00:00.000Z"}}}}"#
    );
    let mut problem = Problem::of(refusals().swap_remove(0), "req_1");
    problem
        .errors
        .push(FieldError::new("a", FieldCode::Unknown));
    problem.explanation = Some(explanation());
    assert_eq!(
        json(&problem),
        r#"{"type":"about:blank#invalid_request","title":"This isn't valid","status":400,"code":"invalid_request","detail":"Check what you entered and try again.","requestId":"req_1","errors":[{"field":"email","code":"too_long"},{"field":"a","code":"unknown"}],"explanation":{"reason":"role_lacks","missing":["a:b"],"role":"basic","rolesThatWould":["dev"],"askWho":[{"user":"usr_-ISJS5Vjn8mcpiwup1x340","name":"Bo"}],"whatToDo":"Ask Bo."}}"#
    );
}

#[test]
fn a_change_of_a_role_by_the_previous_release_is_an_update() {
    let sent = r#"{"changeRole":{"user":"usr_-ISJS5Vjn8mcpiwup1x340","role":"dev"}}"#;
    let read: Command = serde_json::from_str(sent).unwrap();
    let role: RoleName = "dev".parse().unwrap();
    let update = MemberUpdate::assigning(role.into());
    let user = UserId::derive("test", "bo");
    assert_eq!(read, Command::UpdateMember { user, update });
}
