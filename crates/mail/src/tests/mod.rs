//! Tests of mails as a whole: what is rendered, and what a mail program reads.

mod injection;
mod mime;
mod settings;
mod templates;

use hallpass_core::mail::MailId;
use hallpass_core::{AccountId, Address, InviteId, Timestamp};
use mail_parser::{Message, MessageParser};

use crate::settings::Sender;
use crate::{Mailbox, Outgoing, Rendered, Templates, render};

const LINK: &str = "https://hallpass.example/i/AAAA-code_0123";
const STOP_LINK: &str = "https://hallpass.example/stop/BBBB-code_4567";

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn outgoing() -> Outgoing {
    Outgoing {
        id: MailId {
            invite: InviteId::new(AccountId::from_bytes([7; 16]), [9; 16]),
            number: 2,
        },
        to: address("kim@example.com"),
        locale: None,
        // 2026-11-29T09:20:00Z, a Sunday.
        sent_at: Timestamp::from_milliseconds(1_795_944_000_000),
        team: "Blue Harbor".into(),
        inviter: "Robin Vega".into(),
        role_title: Some("Developer".into()),
        note: Some("See you on Monday".into()),
        link: LINK.into(),
        stop_link: STOP_LINK.into(),
        // 2026-12-06T14:05:00Z.
        expires_at: Some(Timestamp::from_milliseconds(1_796_565_900_000)),
    }
}

fn sender() -> Sender {
    Sender {
        from: Mailbox {
            name: Some("Acme, Inc.".into()),
            address: address("invites@acme.example"),
        },
        reply_to: Some(Mailbox {
            name: None,
            address: address("help@acme.example"),
        }),
    }
}

fn shipped() -> Templates {
    Templates::new("").unwrap()
}

fn rendered(mail: &Outgoing) -> Rendered {
    render(&shipped(), &sender(), mail).unwrap()
}

/// The message as a mail program reads it.
fn parsed(mime: &[u8]) -> Message<'_> {
    MessageParser::new().parse(mime).unwrap()
}
