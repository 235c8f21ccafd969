use crate::settings::{Edition, EmailSettings, Encryption, TransportSettings, read};

fn release(text: &str) -> Result<EmailSettings, Vec<String>> {
    read(text, Edition::Release).map_err(|all| all.iter().map(ToString::to_string).collect())
}

#[test]
fn every_transport_is_read() {
    let resend = r#"{"from":"\"Acme, Inc.\" <Invites@Acme.example>","replyTo":"help@acme.example","transport":"resend","apiKey":"re_1","webhookSecret":"whsec_0123456789abcdef"}"#;
    let settings = release(resend).unwrap();
    assert_eq!(settings.sender.from.name.as_deref(), Some("Acme, Inc."));
    assert_eq!(
        settings.sender.from.to_string(),
        "\"Acme, Inc.\" <invites@acme.example>"
    );
    assert_eq!(
        settings.sender.reply_to.unwrap().address.as_str(),
        "help@acme.example"
    );
    assert!(
        matches!(settings.transport, TransportSettings::Resend { api_key } if api_key.expose() == "re_1")
    );
    assert!(matches!(
        release(r#"{"from":"a@b.example","transport":"binding"}"#)
            .unwrap()
            .transport,
        TransportSettings::Binding
    ));
    let smtp = |host: &str, port: &str| {
        let text = format!(
            r#"{{"from":"a@b.example","transport":"smtp","host":"{host}"{port},"user":"u","password":"p"}}"#
        );
        [Edition::Release, Edition::Development].map(|edition| {
            let TransportSettings::Smtp(smtp) = read(&text, edition).unwrap().transport else {
                panic!("{text}");
            };
            (smtp.port, smtp.encryption)
        })
    };
    assert_eq!(
        smtp("mail.example", r#","port":465"#),
        [(465, Encryption::Implicit); 2]
    );
    assert_eq!(smtp("mail.example", ""), [(587, Encryption::StartTls); 2]);
    assert_eq!(
        smtp("127.0.0.1", r#","port":1025"#),
        [
            (1025, Encryption::StartTls),
            (1025, Encryption::Opportunistic)
        ]
    );
}

#[test]
fn a_mistake_has_its_field_its_value_and_the_remedy_and_no_secret() {
    let with = |rest: &str| format!(r#"{{"from":"a@b.example",{rest}}}"#);
    let cases = [
        (
            "[]".to_owned(),
            "EMAIL: is a list; it must be an object such as",
        ),
        (
            "{".to_owned(),
            "EMAIL: is not JSON (line 1, column 1); it must be an object such as",
        ),
        (
            r#"{"transport":"binding"}"#.to_owned(),
            "EMAIL.from: is missing; it is who sends: \"Acme <invites@…>\"",
        ),
        (
            r#"{"from":"acme","transport":"binding"}"#.to_owned(),
            "EMAIL.from: \"acme\" is not an address: an address has one `@`; write it as",
        ),
        (
            r#"{"from":"A\r\nBcc: x <a@b.example>","transport":"binding"}"#.to_owned(),
            "EMAIL.from: has a name that mail programs do not show",
        ),
        (
            r#"{"from":"a@b.example","replyTo":7,"transport":"binding"}"#.to_owned(),
            "EMAIL.replyTo: is a number; it must be a text",
        ),
        (
            with(r#""transport":"sendgrid""#),
            "EMAIL.transport: \"sendgrid\" is not one of binding, resend, postmark, smtp",
        ),
        (
            with(r#""transport":"resent","apiKey":"k""#),
            "EMAIL.transport: \"resent\" is not one of binding, resend, postmark, smtp; did you mean resend?",
        ),
        (
            with(r#""transport":"local""#),
            "EMAIL.transport: \"local\" is not one of binding, resend, postmark, smtp",
        ),
        (
            with(r#""transport":"resend""#),
            "EMAIL.apiKey: is missing; make one at the provider, for sending only",
        ),
        (
            with(r#""transport":"resend","apiKey":"top secret""#),
            "EMAIL.apiKey: has a space or a character that is not ASCII; copy it again",
        ),
        (
            with(r#""transport":"resend","apiKey":"k","host":"x""#),
            "EMAIL.host: is not used by the transport `resend`; leave it out",
        ),
        (
            with(r#""transport":"binding","webhookSecret":"0123456789abcdef""#),
            "EMAIL.webhookSecret: is not used by the transport `binding`; leave it out",
        ),
        (
            with(r#""transport":"resend","apiKey":"k","webhookSecret":"0123456789abcdef""#),
            "EMAIL.webhookSecret: does not begin with `whsec_`",
        ),
        (
            with(r#""transport":"postmark","apiKey":"k","webhookSecret":"short""#),
            "EMAIL.webhookSecret: is shorter than 16 characters; draw a random one",
        ),
        (
            with(r#""transport":"smtp""#),
            "EMAIL.host: is missing; it is the server for submission, such as \"smtp.example.com\"",
        ),
        (
            with(r#""transport":"smtp","host":"smtp://mail.example""#),
            "EMAIL.host: \"smtp://mail.example\" is not the name of a host",
        ),
        (
            with(r#""transport":"smtp","host":"mail.example:587""#),
            "EMAIL.host: \"mail.example:587\" is not the name of a host, such as \"smtp.example.com\"; set the port in `EMAIL.port`",
        ),
        (
            with(r#""transport":"smtp","host":"m.example","port":25"#),
            "EMAIL.port: 25 is for mail between servers, and most networks block it; use 587 or 465",
        ),
        (
            with(r#""transport":"smtp","host":"m.example","port":0"#),
            "EMAIL.port: 0 is not a port; use 587 (STARTTLS) or 465 (TLS)",
        ),
        (
            with(r#""transport":"smtp","host":"m.example","port":"587""#),
            "EMAIL.port: is a text; it must be a number: 587 (STARTTLS) or 465 (TLS)",
        ),
        (
            with(r#""transport":"smtp","host":"m.example","user":"u""#),
            "EMAIL.password: is missing; `user` alone signs in nowhere",
        ),
        (
            with(r#""transport":"smtp","host":"m.example","password":"top secret""#),
            "EMAIL.user: is missing; `password` alone signs in nowhere",
        ),
        (
            with(r#""transport":"smtp","host":"m.example","user":"u","password":"top secret\n""#),
            "EMAIL.password: has a line break or NUL; copy it again",
        ),
        (
            with(r#""transport":"binding","form":"x""#),
            "EMAIL.form: is not a field; did you mean `from`?",
        ),
    ];
    for (text, expected) in cases {
        let found = release(&text).unwrap_err();
        assert!(
            found.iter().any(|mistake| mistake.starts_with(expected)),
            "{text}\nexpected {expected}\nfound {found:#?}"
        );
        assert!(
            found.iter().all(|mistake| !mistake.contains("top secret")),
            "{found:?}"
        );
    }
}

#[test]
fn every_mistake_is_named_at_once() {
    let found = release(r#"{"transport":"smtp","port":25,"user":"u","apiKey":"k"}"#).unwrap_err();
    let fields: Vec<&str> = found
        .iter()
        .filter_map(|mistake| mistake.split(':').next())
        .collect();
    assert_eq!(
        fields,
        [
            "EMAIL.from",
            "EMAIL.apiKey",
            "EMAIL.host",
            "EMAIL.port",
            "EMAIL.password"
        ]
    );
}

#[test]
fn a_secret_is_never_shown() {
    let settings = release(r#"{"from":"a@b.example","transport":"postmark","apiKey":"top-secret","webhookSecret":"top-secret-too-1"}"#).unwrap();
    assert!(!format!("{settings:?}").contains("top-secret"));
}
