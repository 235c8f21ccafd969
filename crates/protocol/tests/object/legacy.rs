//! The messages of the previous release.

use hallpass_core::account::{Caller, Command};
use hallpass_core::{Refusal, base64url};
use hallpass_protocol::object::ObjectError;
use hallpass_protocol::object::legacy::{
    AccountAnswer, AccountCall, AccountReply, LegacyRequest, MailboxCall, Message, UserCall,
};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::{account, invite, mailbox, person, put_account_row};

/// A request as the previous release wrote it.
fn legacy<C: DeserializeOwned>(call: &str) -> LegacyRequest<C> {
    let text = format!(
        r#"{{"now":"2026-01-01T00:00:00.000Z","random":"{}","caller":{{"user":{}}},"idempotency":{{"key":"k","fingerprint":"f"}},"ask":{call}}}"#,
        base64url::encode(&[5; 32]),
        serde_json::to_string(&person()).unwrap(),
    );
    serde_json::from_str(&text).unwrap()
}

#[test]
fn requests_of_the_previous_release_are_read() {
    let (account, invite) = (account(), invite());
    let user = person().user;
    let accept = format!(
        r#"{{"run":{{"account":"{account}","command":{{"accept":{{"invite":"{invite}","proof":"inbox"}}}}}}}}"#
    );
    let request: LegacyRequest<AccountCall> = legacy(&accept);
    assert_eq!(request.caller, Some(Caller::User(person())));
    assert_eq!(request.idempotency.unwrap().key, "k");
    assert!(matches!(
        request.ask,
        AccountCall::Run {
            command: Command::Accept { .. },
            ..
        }
    ));
    for call in [
        r#""read""#.to_owned(),
        format!(r#"{{"person":{{"user":"{user}"}}}}"#),
        r#"{"members":{"role":"dev","q":"a","page":{"cursor":"c","limit":20}}}"#.into(),
        r#"{"invites":{"status":"pending","page":{"limit":20}}}"#.into(),
        format!(r#"{{"invite":{{"invite":"{invite}"}}}}"#),
        format!(r#"{{"link":{{"invite":"{invite}"}}}}"#),
        r#"{"audit":{"filter":{"resourceType":"pod"},"page":{"limit":20}}}"#.into(),
        r#"{"export":{"filter":{},"form":"csv","after":500,"until":900}}"#.into(),
        r#"{"epochs":{}}"#.into(),
        format!(r#"{{"epochs":{{"user":"{user}"}}}}"#),
        format!(r#"{{"stands":{{"user":"{user}","permissions":["pods:manage"]}}}}"#),
        format!(r#"{{"preview":{{"invite":"{invite}","generation":2}}}}"#),
    ] {
        let request: LegacyRequest<AccountCall> = legacy(&call);
        assert_eq!(serde_json::to_string(&request.ask).unwrap(), call);
    }
    for call in [
        format!(r#"{{"reserveOwn":{{"fresh":"{account}"}}}}"#),
        format!(r#"{{"reserve":{{"fresh":"{account}"}}}}"#),
        r#""own""#.into(),
        r#""list""#.into(),
        r#"{"spend":{"budget":{"count":3,"seconds":60}}}"#.into(),
        format!(
            r#"{{"put":{{"message":{}}}}}"#,
            serde_json::to_string(&Message::from(put_account_row())).unwrap()
        ),
    ] {
        let request: LegacyRequest<UserCall> = legacy(&call);
        assert_eq!(serde_json::to_string(&request.ask).unwrap(), call);
    }
    for call in [r#""count""#, r#"{"list":{"page":{"limit":20}}}"#] {
        let request: LegacyRequest<MailboxCall> = legacy(call);
        assert_eq!(serde_json::to_string(&request.ask).unwrap(), call);
    }
}

#[test]
fn index_rows_of_the_previous_release_are_read() {
    let message = format!(
        r#"{{"version":12,"row":{{"user":{{"user":"{}","account":"{}","row":{}}}}}}}"#,
        person().user,
        account(),
        serde_json::to_string(&put_account_row().row).unwrap(),
    );
    let read: Message = serde_json::from_str(&message).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), message);
    assert_eq!(read.into_account_row(), Some(put_account_row()));

    let document = json!({
        "id": invite().to_string(),
        "account": account().to_string(),
        "accountName": "Team",
        "email": "ana@example.com",
        "hint": "a•••@example.com",
        "role": "dev",
        "status": "pending",
        "inviter": {"user": person().user.to_string(), "name": "Bo"},
        "createdAt": "2026-01-01T00:00:00.000Z",
    });
    let message = json!({"version": 9, "row": {"mailbox": {
        "mailbox": mailbox().to_string(),
        "invite": invite().to_string(),
        "row": {"document": document.to_string(), "createdAt": "2026-01-01T00:00:00.000Z"},
    }}});
    let read: Message = serde_json::from_value(message).unwrap();
    let put = read.into_invite_row().unwrap();
    assert_eq!(put.version, 9);
    assert_eq!(serde_json::to_value(put.row).unwrap(), document);
}

#[test]
fn responses_to_the_previous_release_have_its_format() {
    let answer = AccountAnswer {
        reply: ObjectError::RefusedToMember {
            refusal: Refusal::AlreadyMember,
            explanation: None,
        }
        .into(),
        own_row: None,
    };
    assert_eq!(
        serde_json::to_string(&answer).unwrap(),
        r#"{"reply":{"refused":{"refusal":"already_member","member":true}}}"#
    );
    let answer = AccountAnswer {
        reply: AccountReply::Document("{\"a\":1}".into()),
        own_row: Some(put_account_row().into()),
    };
    let written = serde_json::to_string(&answer).unwrap();
    assert!(
        written.starts_with(
            r#"{"reply":{"document":"{\"a\":1}"},"ownRow":{"version":12,"row":{"user":{"#
        ),
        "{written}"
    );
}
