//! The fields of `EMAIL` for a mail server.

use hallpass_core::identity::settings::{Fields, is_loopback, kind_of, quoted};
use hallpass_core::token::json::Value;

use super::{Credentials, Edition, Encryption, Secret, SmtpSettings};

/// The port of submission with implicit TLS (RFC 8314).
const SUBMISSIONS_PORT: u16 = 465;
/// The port of submission (RFC 6409), where TLS begins with STARTTLS.
const SUBMISSION_PORT: u16 = 587;

/// Reads the fields of a mail server.
pub(super) fn read(fields: Fields<'_>, edition: Edition) -> Option<SmtpSettings> {
    let host = fields
        .required_text(
            "host",
            "it is the server for submission, such as \"smtp.example.com\"",
        )
        .and_then(|host| self::host(fields, host));
    let port = port(fields);
    let credentials = credentials(fields);
    let (host, port) = (host?, port?);
    let is_local = edition == Edition::Development && is_loopback(&host);
    let encryption = match port {
        SUBMISSIONS_PORT => Encryption::Implicit,
        _ if is_local => Encryption::Opportunistic,
        _ => Encryption::StartTls,
    };
    Some(SmtpSettings {
        host,
        port,
        encryption,
        credentials: credentials?,
    })
}

fn host(fields: Fields<'_>, host: &str) -> Option<String> {
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '[' | ']' | ':');
    let is_plain = !host.contains("://") && host.len() <= 253 && host.chars().all(is_host);
    let has_port = !host.starts_with('[') && host.contains(':');
    if is_plain && !has_port {
        return Some(host.to_ascii_lowercase());
    }
    let problem = format!(
        "{} is not the name of a host, such as \"smtp.example.com\"; set the port in `EMAIL.port`",
        quoted(host)
    );
    fields.mistake("host", problem);
    None
}

fn port(fields: Fields<'_>) -> Option<u16> {
    let problem = match fields.value("port") {
        None => return Some(SUBMISSION_PORT),
        Some(Value::Integer(25)) => {
            "25 is for mail between servers, and most networks block it; use 587 or 465".to_owned()
        }
        Some(Value::Integer(port)) => match u16::try_from(*port) {
            Ok(port) if port > 0 => return Some(port),
            Ok(_) | Err(_) => format!("{port} is not a port; use 587 (STARTTLS) or 465 (TLS)"),
        },
        Some(other) => format!(
            "is {}; it must be a number: 587 (STARTTLS) or 465 (TLS)",
            kind_of(other)
        ),
    };
    fields.mistake("port", problem);
    None
}

/// Both or neither; the outer `None` is a mistake.
#[expect(
    clippy::option_option,
    reason = "`None` is a mistake, as everywhere here; no credentials are none"
)]
fn credentials(fields: Fields<'_>) -> Option<Option<Credentials>> {
    let present = |field| fields.value(field).is_some();
    match (present("user"), present("password")) {
        (false, false) => Some(None),
        (true, false) => {
            fields.mistake("password", "is missing; `user` alone signs in nowhere");
            None
        }
        (false, true) => {
            fields.mistake("user", "is missing; `password` alone signs in nowhere");
            None
        }
        (true, true) => {
            let user = fields
                .text("user")
                .and_then(|user| without_nul(fields, "user", user));
            let password = fields
                .text("password")
                .and_then(|password| without_nul(fields, "password", password));
            Some(Some(Credentials {
                user: user?,
                password: Secret(password?),
            }))
        }
    }
}

/// AUTH PLAIN separates its parts with NUL (RFC 4616).
fn without_nul(fields: Fields<'_>, field: &str, text: &str) -> Option<String> {
    if text.contains(['\0', '\r', '\n']) {
        fields.mistake(field, "has a line break or NUL; copy it again");
        return None;
    }
    Some(text.to_owned())
}
