//! The setting `EMAIL`: who sends invite mails, and by which transport. Read field by field, so that one start names every
//! mistake.

mod smtp;

use core::fmt;

use hallpass_core::Address;
use hallpass_core::identity::settings::{
    Fields, Mistake, Mistakes, kind_of, parse_json, quoted, suggestion,
};
use hallpass_core::token::json::Value;

use crate::message::Mailbox;

/// The setting's name.
pub const EMAIL: &str = "EMAIL";
/// What the setting is, for an operator who wrote something else.
const SHAPE: &str =
    "an object such as {\"from\": \"Acme <invites@…>\", \"transport\": \"resend\", \"apiKey\": …}";
/// The longest name of a sender, in characters.
const NAME_CHARACTERS: usize = 64;
/// The least length of a password that a caller of ours uses.
const WEBHOOK_PASSWORD_CHARACTERS: usize = 16;

/// The setting.
#[derive(Clone, Debug)]
pub struct EmailSettings {
    /// Who sends.
    pub sender: Sender,
    /// How a mail leaves.
    pub transport: TransportSettings,
    /// By what the provider's reports of bounces are recognized.
    pub webhook_secret: Option<Secret>,
}

/// Who sends invite mails.
#[derive(Clone, Debug)]
pub struct Sender {
    /// `from`.
    pub from: Mailbox,
    /// `replyTo`.
    pub reply_to: Option<Mailbox>,
}

/// How a mail leaves.
#[derive(Clone, Debug)]
pub enum TransportSettings {
    /// The `send_email` binding of Cloudflare.
    Binding,
    /// Resend's API.
    Resend {
        /// `apiKey`.
        api_key: Secret,
    },
    /// Postmark's API.
    Postmark {
        /// `apiKey`, which Postmark calls a server token.
        api_key: Secret,
    },
    /// A server for mail submission.
    Smtp(SmtpSettings),
    /// Collected on this machine, and shown at `/local/mail`. Only in the development edition.
    Local,
}

/// A server for mail submission.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    /// `host`.
    pub host: String,
    /// `port`.
    pub port: u16,
    /// How the connection is encrypted.
    pub encryption: Encryption,
    /// `user` and `password`.
    pub credentials: Option<Credentials>,
}

/// How a connection to a mail server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// From its first byte: port 465.
    Implicit,
    /// From STARTTLS on; without it nothing is sent.
    StartTls,
    /// From STARTTLS on where the server offers it: a server on this machine, in the development edition.
    Opportunistic,
}

/// What a client signs in to a mail server with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// `user`.
    pub user: String,
    /// `password`.
    pub password: Secret,
}

/// A text that is never shown.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What the edition of the Worker allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// What is deployed.
    Release,
    /// With local identity: mails can stay on this machine.
    Development,
}

/// A transport, as the setting names it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Binding,
    Resend,
    Postmark,
    Smtp,
    Local,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Binding,
        Self::Resend,
        Self::Postmark,
        Self::Smtp,
        Self::Local,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Binding => "binding",
            Self::Resend => "resend",
            Self::Postmark => "postmark",
            Self::Smtp => "smtp",
            Self::Local => "local",
        }
    }

    /// The fields that this transport uses besides those of every one.
    const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Resend | Self::Postmark => &["apiKey", "webhookSecret"],
            Self::Smtp => &["host", "port", "user", "password"],
            Self::Binding | Self::Local => &[],
        }
    }
}

const FIELDS: [&str; 9] = [
    "from",
    "replyTo",
    "transport",
    "apiKey",
    "host",
    "port",
    "user",
    "password",
    "webhookSecret",
];

/// Reads the setting, which is JSON.
///
/// # Errors
/// Every mistake in it.
pub fn read(text: &str, edition: Edition) -> Result<EmailSettings, Vec<Mistake>> {
    let value = parse_json(EMAIL, text, SHAPE).map_err(|mistake| vec![mistake])?;
    if value.as_object().is_none() {
        let problem = format!("is {}; it must be {SHAPE}", kind_of(&value));
        return Err(vec![Mistake::new(EMAIL, problem)]);
    }
    let mistakes = Mistakes::default();
    let settings = settings(&value, edition, &mistakes);
    let mistakes = mistakes.into_vec();
    match settings {
        Some(settings) if mistakes.is_empty() => Ok(settings),
        Some(_) | None => Err(mistakes),
    }
}

fn settings(value: &Value, edition: Edition, mistakes: &Mistakes) -> Option<EmailSettings> {
    let fields = Fields::of(value, EMAIL, &FIELDS, mistakes)?;
    // All are read before any is used, so that every mistake is found.
    let from = fields
        .required_text("from", "it is who sends: \"Acme <invites@…>\"")
        .and_then(|from| mailbox(fields, "from", from));
    let reply_to = fields
        .text("replyTo")
        .and_then(|reply_to| mailbox(fields, "replyTo", reply_to));
    let kind = kind(fields, edition);
    if let Some(kind) = kind {
        check_unused(fields, kind);
    }
    let webhook_secret = kind.and_then(|kind| webhook_secret(fields, kind));
    let transport = match kind? {
        Kind::Binding => Some(TransportSettings::Binding),
        Kind::Resend => api_key(fields).map(|api_key| TransportSettings::Resend { api_key }),
        Kind::Postmark => api_key(fields).map(|api_key| TransportSettings::Postmark { api_key }),
        Kind::Smtp => smtp::read(fields, edition).map(TransportSettings::Smtp),
        Kind::Local => Some(TransportSettings::Local),
    };
    Some(EmailSettings {
        sender: Sender {
            from: from?,
            reply_to,
        },
        transport: transport?,
        webhook_secret,
    })
}

fn kind(fields: Fields<'_>, edition: Edition) -> Option<Kind> {
    let allowed = |kind: &&Kind| **kind != Kind::Local || edition == Edition::Development;
    let names: Vec<&str> = Kind::ALL
        .iter()
        .filter(allowed)
        .map(|kind| kind.name())
        .collect();
    let list = names.join(", ");
    let written = fields.required_text("transport", &format!("it is one of {list}"))?;
    let found = Kind::ALL
        .iter()
        .filter(allowed)
        .find(|kind| kind.name() == written);
    if found.is_none() {
        let problem = match suggestion(written, &names) {
            Some(meant) => format!(
                "{} is not one of {list}; did you mean {meant}?",
                quoted(written)
            ),
            None => format!("{} is not one of {list}", quoted(written)),
        };
        fields.mistake("transport", problem);
    }
    found.copied()
}

/// A field of another transport is a sign that the wrong one is set.
fn check_unused(fields: Fields<'_>, kind: Kind) {
    let of_others = FIELDS
        .iter()
        .filter(|field| !["from", "replyTo", "transport"].contains(field));
    for field in of_others.filter(|field| !kind.fields().contains(field)) {
        if fields.value(field).is_some() {
            let problem = format!(
                "is not used by the transport `{}`; leave it out",
                kind.name()
            );
            fields.mistake(field, problem);
        }
    }
}

/// `Acme <invites@acme.example>`, `"Acme, Inc." <invites@acme.example>` or the address alone.
fn mailbox(fields: Fields<'_>, field: &str, text: &str) -> Option<Mailbox> {
    let text = text.trim();
    let (name, address) = match text
        .strip_suffix('>')
        .and_then(|text| text.rsplit_once('<'))
    {
        Some((name, address)) => (unquoted(name.trim()), address),
        None => (String::new(), text),
    };
    if name
        .chars()
        .any(|c| c.is_control() || matches!(c, '<' | '>'))
        || name.chars().count() > NAME_CHARACTERS
    {
        let problem = format!(
            "has a name that mail programs do not show: write up to {NAME_CHARACTERS} characters on one line, as in \"Acme <invites@…>\""
        );
        fields.mistake(field, problem);
        return None;
    }
    match Address::parse(address) {
        Ok(address) => Some(Mailbox {
            name: Some(name).filter(|name| !name.is_empty()),
            address,
        }),
        Err(error) => {
            let problem = format!(
                "{} is not an address: {error}; write it as \"Acme <invites@…>\"",
                quoted(text)
            );
            fields.mistake(field, problem);
            None
        }
    }
}

/// A name without the quotation marks of RFC 5322.
fn unquoted(name: &str) -> String {
    let inner = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'));
    match inner {
        Some(inner) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => name.to_owned(),
    }
}

fn api_key(fields: Fields<'_>) -> Option<Secret> {
    let key = fields.required_text("apiKey", "make one at the provider, for sending only")?;
    visible(fields, "apiKey", key)
}

/// A secret that goes into a header.
fn visible(fields: Fields<'_>, field: &str, secret: &str) -> Option<Secret> {
    if secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(Secret(secret.to_owned()));
    }
    fields.mistake(
        field,
        "has a space or a character that is not ASCII; copy it again",
    );
    None
}

fn webhook_secret(fields: Fields<'_>, kind: Kind) -> Option<Secret> {
    let secret = fields
        .text("webhookSecret")
        .filter(|_| kind.fields().contains(&"webhookSecret"))?;
    if kind == Kind::Resend && !secret.starts_with("whsec_") {
        fields.mistake(
            "webhookSecret",
            "does not begin with `whsec_`; copy the signing secret of the webhook at Resend",
        );
        return None;
    }
    if secret.len() < WEBHOOK_PASSWORD_CHARACTERS {
        let problem =
            format!("is shorter than {WEBHOOK_PASSWORD_CHARACTERS} characters; draw a random one");
        fields.mistake("webhookSecret", problem);
        return None;
    }
    visible(fields, "webhookSecret", secret)
}
