//! The messages between the Worker and its objects can be read by other releases.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets the unexpected should stop"
)]

mod legacy;

use hallpass_core::account::{Caller, Kind, Person, Proof, Service};
use hallpass_core::link::MailboxName;
use hallpass_core::mail::{MailId, MailPreference, MailRequest, Report};
use hallpass_core::{
    AccountId, Address, ClosedReason, FieldCode, InviteId, Name, Refusal, RoleName, ServiceId,
    Timestamp, UserId, UserRef, base64url,
};
use hallpass_protocol::object::account::{
    AcceptInvite, ConvertAccount, CreateInvite, IssueClaims, ListEvents, ListEventsAfter,
    ListInvites, ListMembers, MemberSort, OpenAccount, PreviewInvite, ReadEpochs, ReportMail,
};
use hallpass_protocol::object::mailbox::{AdmitMail, PutInviteRow, SetMailPreference};
use hallpass_protocol::object::user::{PutAccountRow, SpendBudget};
use hallpass_protocol::object::{
    IdempotencyKey, ObjectCall, ObjectError, ObjectRequest, ObjectResponse, RandomBytes,
};
use hallpass_protocol::problem::AccountName;
use hallpass_protocol::shape::AccountRow;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

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

fn issue_claims() -> IssueClaims {
    IssueClaims {
        account: account(),
        project: None,
    }
}

fn account() -> AccountId {
    AccountId::from_bytes([7; 16])
}

fn invite() -> InviteId {
    InviteId::new(account(), [9; 16])
}

fn now() -> Timestamp {
    Timestamp::from_milliseconds(1_764_000_000_123)
}

fn put_account_row() -> PutAccountRow {
    PutAccountRow {
        user: UserId::derive("test", "ana"),
        account: account(),
        version: 12,
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
    }
}

fn request<C: ObjectCall>(call: C) -> ObjectRequest<C> {
    ObjectRequest {
        now: now(),
        random: RandomBytes([5; 32]),
        principal: Some(Caller::User(person())),
        idempotency_key: Some(IdempotencyKey {
            key: "k".into(),
            fingerprint: "f".into(),
        }),
        call,
    }
}

/// A value is read as it was written.
fn reads_back<T: Serialize + DeserializeOwned>(value: &T) {
    let written = serde_json::to_string(value).unwrap();
    let read: T = serde_json::from_str(&written).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), written);
}

/// A request is read as it was written, and with the fields of a later release.
fn is_readable<C: ObjectCall>(call: C) {
    let request = request(call);
    reads_back(&request);
    let written = serde_json::to_value(&request).unwrap();
    let mut later = written.clone();
    later["later"] = json!({"deep": [[{"a": [null, true, -1]}]]});
    later["call"]["later"] = json!([1]);
    let read: ObjectRequest<C> = serde_json::from_value(later).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), written);
}

#[test]
fn requests_are_readable_with_fields_of_a_later_release() {
    is_readable(OpenAccount {
        account: account(),
        kind: Kind::Team,
        name: name("Team"),
        on_behalf: None,
    });
    is_readable(ConvertAccount {
        account: account(),
        name: None,
        run: hallpass_core::account::Run::Dry,
    });
    is_readable(CreateInvite {
        account: account(),
        address: person().address,
        mailbox: Some(mailbox()),
        assignment: "dev".parse::<RoleName>().unwrap().into(),
        expires_in: Some(60),
        membership_expires_in: None,
        projects: vec![],
        max_uses: None,
        domains: vec![],
        note: None,
        mail: MailRequest::default(),
    });
    is_readable(AcceptInvite {
        invite: invite(),
        proof: Proof::Token {
            generation: 3,
            expires_at_seconds: 1_800_000_000,
            role: None,
        },
    });
    is_readable(PreviewInvite {
        invite: invite(),
        generation: 2,
    });
    is_readable(ListMembers {
        account: account(),
        role: None,
        query: Some("a".into()),
        sort: MemberSort::default(),
        inactive_for_days: None,
        page: Default::default(),
    });
    is_readable(ListInvites {
        account: account(),
        status: None,
        page: Default::default(),
    });
    is_readable(ListEventsAfter {
        account: account(),
        after: Some(12),
        limit: 50,
    });
    is_readable(ListEvents {
        account: account(),
        filter: Default::default(),
        page: Default::default(),
    });
    is_readable(ReadEpochs {
        account: account(),
        user: None,
    });
    is_readable(put_account_row());
    let mail = MailId {
        invite: invite(),
        number: 2,
    };
    is_readable(AdmitMail {
        mailbox: mailbox(),
        mail,
    });
    is_readable(SetMailPreference {
        mailbox: mailbox(),
        preference: MailPreference::Stopped,
    });
    is_readable(ReportMail {
        invite: invite(),
        transport_id: "m-1".into(),
        report: Report::Bounced,
    });
    is_readable(PutInviteRow {
        mailbox: mailbox(),
        invite: invite(),
        version: 9,
        row: None,
        has_joined: false,
    });
    is_readable(SpendBudget {
        counter: "network 192.0.2.0".into(),
        budget: hallpass_core::budget::Budget {
            count: 1,
            seconds: 60,
        },
    });
}

fn mailbox() -> MailboxName {
    base64url::encode(&[3; 32]).parse().unwrap()
}

#[test]
fn a_request_of_an_earlier_release_may_lack_what_is_optional() {
    let earlier = json!({
        "now": "2026-01-01T00:00:00.000Z",
        "random": base64url::encode(&[5; 32]),
        "call": {"account": account().to_string(), "page": {"limit": 5}},
    });
    let read: ObjectRequest<ListMembers> = serde_json::from_value(earlier.clone()).unwrap();
    assert!(read.principal.is_none() && read.idempotency_key.is_none());
    assert_eq!(read.call.page.limit, 5);
    let text = earlier.to_string();
    for broken in [
        text.replace(r#""limit":5"#, r#""limits":5"#),
        text.replace(r#""limit":5"#, r#""limit":"5""#),
        text.replace(r#""limit":5"#, r#""limit":-5"#),
        text.replace(r#""limit":5"#, r#""limit":5.5"#),
        text.replace(r#""limit":5"#, r#""limit":5,"cursor":5"#),
        text.replace("\"call\"", "\"ask\""),
    ] {
        assert_ne!(broken, text);
        let read = serde_json::from_str::<ObjectRequest<ListMembers>>(&broken);
        assert!(read.is_err(), "{broken}");
    }
}

#[test]
fn responses_carry_a_result_and_an_index_row() {
    let errors = [
        ObjectError::Refused(Refusal::NotFound),
        ObjectError::RefusedToMember {
            refusal: Refusal::field("email", FieldCode::TooLong),
            explanation: None,
        },
        ObjectError::InviteClosed {
            why: Some(ClosedReason::Used),
            joined: Some(AccountName {
                id: account(),
                name: name("T"),
            }),
        },
    ];
    for error in errors {
        reads_back(&ObjectResponse::<()> {
            result: Err(error),
            own_row: Some(put_account_row()),
        });
    }
    reads_back(&ObjectResponse {
        result: Ok(Some(account())),
        own_row: None,
    });
}

#[test]
fn calls_name_their_object() {
    assert_eq!(issue_claims().object_name(), account().to_string());
    let accept = AcceptInvite {
        invite: invite(),
        proof: Proof::Inbox,
    };
    assert_eq!(accept.object_name(), account().to_string());
    assert_eq!(put_account_row().object_name(), person().user.to_string());
}

#[test]
fn services_are_principals() {
    let service = Caller::Service(Service {
        id: ServiceId::derive("ops", "billing"),
        name: name("Billing"),
        permissions: vec!["team:access".parse().unwrap()],
        powers: Vec::new(),
    });
    let request = ObjectRequest {
        principal: Some(service),
        ..request(issue_claims())
    };
    reads_back(&request);
}
