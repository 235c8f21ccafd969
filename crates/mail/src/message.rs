//! A rendered mail, and its MIME message.

use core::fmt;
use std::borrow::Cow;

use hallpass_core::mail::MailId;
use hallpass_core::{Address, Timestamp};
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address as AddressHeader;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::headers::url::URL;
use mail_builder::mime::MimePart;

use crate::outgoing::Outgoing;
use crate::settings::Sender;
use crate::templates::{RenderError, Templates};

/// An address with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name that mail programs show.
    pub name: Option<String>,
    /// The address.
    pub address: Address,
}

impl Mailbox {
    fn header(&self) -> AddressHeader<'_> {
        AddressHeader::new_address(self.name.as_deref(), self.address.as_str())
    }
}

impl fmt::Display for Mailbox {
    /// As RFC 5322 writes it before anything is encoded: `"Acme, Inc." <invites@example.com>`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(name) = &self.name else {
            return self.address.fmt(f);
        };
        let is_plain = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || c == ' ' || c == '-';
        if name.chars().all(is_plain) {
            write!(f, "{name} <{}>", self.address)
        } else {
            let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
            write!(f, "\"{quoted}\" <{}>", self.address)
        }
    }
}

/// A header of a mail that has one value for every transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: &'static str,
    /// Its value, in ASCII.
    pub value: String,
}

/// A mail as it is sent.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// Which mail this is.
    pub id: MailId,
    /// The operator's sender.
    pub from: Mailbox,
    /// Where replies go, if not to the sender.
    pub reply_to: Option<Mailbox>,
    /// The invitee.
    pub to: Address,
    /// The subject, on one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// The language of the texts, as a BCP 47 tag.
    pub language: String,
    /// The mail's date.
    pub sent_at: Timestamp,
    stop_link: String,
}

/// Renders a mail.
///
/// # Errors
/// When a template of the operator's fails with these values.
pub fn render(
    templates: &Templates,
    sender: &Sender,
    mail: &Outgoing,
) -> Result<Rendered, RenderError> {
    let texts = templates.texts(mail)?;
    Ok(Rendered {
        id: mail.id,
        from: sender.from.clone(),
        reply_to: sender.reply_to.clone(),
        to: mail.to.clone(),
        subject: texts.subject,
        text: texts.text,
        html: texts.html,
        language: texts.language.to_string(),
        sent_at: mail.sent_at,
        stop_link: mail.stop_link.clone(),
    })
}

impl Rendered {
    /// The identifier that every attempt to deliver this mail has, without angle brackets (RFC 5322 §3.6.4).
    #[must_use]
    pub fn message_id(&self) -> String {
        format!("{}@{}", self.id, self.from.address.domain())
    }

    /// What the mail says to mail programs: how to unsubscribe with one click (RFC 8058), and that it needs no automatic
    /// reply (RFC 3834). No value is a person's.
    #[must_use]
    pub fn headers(&self) -> Vec<Header> {
        let header = |name, value: String| Header { name, value };
        vec![
            header("List-Unsubscribe", format!("<{}>", self.stop_link)),
            header(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ),
            header("Auto-Submitted", "auto-generated".to_owned()),
            header("X-Auto-Response-Suppress", "All".to_owned()),
        ]
    }

    /// The whole message: text and HTML as alternatives, in 7-bit ASCII, with CRLF at every line's end (RFC 5322, RFC 2045).
    #[must_use]
    pub fn to_mime(&self) -> Vec<u8> {
        let mut message = MessageBuilder::new()
            .from(self.from.header())
            .to(AddressHeader::new_address(None::<&str>, self.to.as_str()))
            .subject(Text::new(self.subject.as_str()))
            .date(Date::new(self.sent_at.seconds()))
            .message_id(MessageId::new(self.message_id()));
        if let Some(reply_to) = &self.reply_to {
            message = message.reply_to(reply_to.header());
        }
        for Header { name, value } in self.headers() {
            message = if name == "List-Unsubscribe" {
                // One word, which a mail program would not put together again.
                message.header(name, URL::new(self.stop_link.clone()))
            } else {
                message.header(name, Raw::new(value))
            };
        }
        let boundary = self.boundary();
        let alternatives =
            ContentType::new("multipart/alternative").attribute("boundary", boundary);
        let parts = vec![
            self.part("text/plain", &self.text),
            self.part("text/html", &self.html),
        ];
        let mut bytes = Vec::new();
        message
            .body(MimePart::new(alternatives, parts))
            .serialize(&mut bytes);
        bytes
    }

    fn part<'a>(&'a self, content_type: &'static str, text: &'a str) -> MimePart<'a> {
        let content_type = ContentType::new(content_type).attribute("charset", "utf-8");
        MimePart::new(content_type, Cow::Borrowed(text)).language(self.language.as_str())
    }

    /// A boundary that neither text contains, so that no text can end its part.
    fn boundary(&self) -> String {
        let mut boundary = "hallpass".to_owned();
        while self.text.contains(&boundary) || self.html.contains(&boundary) {
            boundary.push('z');
        }
        boundary
    }
}
