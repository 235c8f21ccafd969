//! Checks templates at the start: each is rendered with sample mails.

use hallpass_core::identity::settings::Mistake;
use hallpass_core::mail::MailId;
use hallpass_core::{AccountId, Address, InviteId, Timestamp};

use super::file::Text;
use super::{Part, Templates, Values};
use crate::outgoing::Outgoing;

/// What the samples' people wrote. A template that shows it as it is does not escape it.
const MARKUP: &str = "<hallpass-sample>";
const LINK: &str = "https://hallpass.example/i/sample-invite";
const STOP_LINK: &str = "https://hallpass.example/stop/sample-address";

/// The mistakes in templates of the file.
pub(super) fn mistakes(templates: &Templates, texts: &[Text]) -> Vec<Mistake> {
    let Some((full, minimal)) = samples() else {
        return Vec::new();
    };
    let each = |text: &Text| {
        let mut found = None;
        for mail in [&full, &minimal] {
            let values = Values::of(mail, &text.language);
            found = found.or_else(
                || match templates.part(&text.language, text.part, &values) {
                    Ok(rendered) => {
                        problem(text.part, &rendered).map(|problem| text.mistake_in_whole(problem))
                    }
                    Err(error) => Some(text.mistake(&error)),
                },
            );
        }
        found
    };
    texts.iter().filter_map(each).collect()
}

/// What is wrong with a rendered sample.
fn problem(part: Part, rendered: &str) -> Option<&'static str> {
    // The engine escapes slashes, too.
    let unescaped = rendered.replace("&#x2f;", "/");
    match part {
        Part::Subject if rendered.trim().is_empty() => Some("renders nothing"),
        Part::Subject => None,
        Part::Html if rendered.contains(MARKUP) => {
            Some("shows a name or a note without escaping it: leave out `safe` and `autoescape`")
        }
        Part::Text | Part::Html if !unescaped.contains(LINK) => {
            Some("does not show the invite's link: write `{{ link }}`")
        }
        Part::Text | Part::Html if !unescaped.contains(STOP_LINK) => {
            Some("does not show how to stop invites to the address: write `{{ stop_link }}`")
        }
        Part::Text | Part::Html => None,
    }
}

/// A mail with everything, and one with nothing optional.
fn samples() -> Option<(Outgoing, Outgoing)> {
    let id = MailId {
        invite: InviteId::new(AccountId::from_bytes([0; 16]), [0; 16]),
        number: 1,
    };
    let minimal = Outgoing {
        id,
        to: Address::parse("kim@example.com").ok()?,
        locale: None,
        sent_at: Timestamp::from_milliseconds(0),
        team: format!("Team {MARKUP}"),
        inviter: format!("Robin {MARKUP}"),
        role_title: None,
        note: None,
        link: LINK.to_owned(),
        stop_link: STOP_LINK.to_owned(),
        expires_at: None,
    };
    let full = Outgoing {
        role_title: Some(format!("Developer {MARKUP}")),
        note: Some(format!("Welcome {MARKUP}")),
        expires_at: Some(Timestamp::from_milliseconds(86_400_000)),
        ..minimal.clone()
    };
    Some((full, minimal))
}
