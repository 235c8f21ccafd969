use super::*;

fn header<'a>(message: &'a Message<'_>, name: &str) -> &'a str {
    message
        .header_raw(name.to_owned())
        .unwrap_or_default()
        .trim()
}

#[test]
fn a_mail_program_reads_what_was_rendered() {
    let mail = rendered(&outgoing());
    let mime = mail.to_mime();
    let message = parsed(&mime);
    assert_eq!(
        message.subject(),
        Some("Robin Vega invited you to Blue Harbor")
    );
    let from = message.from().unwrap().first().unwrap();
    assert_eq!(
        (from.name(), from.address()),
        (Some("Acme, Inc."), Some("invites@acme.example"))
    );
    let to = message.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (None, Some("kim@example.com")));
    assert_eq!(
        message.reply_to().unwrap().first().unwrap().address(),
        Some("help@acme.example")
    );
    assert_eq!(message.date().unwrap().to_rfc3339(), "2026-11-29T09:20:00Z");
    assert_eq!(
        message
            .body_text(0)
            .unwrap()
            .replace("\r\n", "\n")
            .trim_end(),
        mail.text.trim_end()
    );
    assert_eq!(
        message
            .body_html(0)
            .unwrap()
            .replace("\r\n", "\n")
            .trim_end(),
        mail.html.trim_end()
    );
    assert_eq!(
        (
            message.text_body.len(),
            message.html_body.len(),
            message.attachments.len()
        ),
        (1, 1, 0)
    );
}

#[test]
fn the_message_id_is_that_of_the_invite_and_the_send() {
    let first = rendered(&outgoing()).message_id();
    let later = Outgoing {
        sent_at: Timestamp::from_milliseconds(0),
        note: None,
        ..outgoing()
    };
    assert_eq!(rendered(&later).message_id(), first);
    let mut resent = outgoing();
    resent.id.number = 3;
    assert_ne!(rendered(&resent).message_id(), first);
    let mime = rendered(&outgoing()).to_mime();
    assert_eq!(parsed(&mime).message_id(), Some(first.as_str()));
    assert!(
        first.ends_with(".2@acme.example") && !first.contains('<'),
        "{first}"
    );
}

#[test]
fn a_mail_is_marked_as_automatic_and_has_one_click_unsubscription() {
    let mime = rendered(&outgoing()).to_mime();
    let message = parsed(&mime);
    assert_eq!(
        header(&message, "List-Unsubscribe"),
        format!("<{STOP_LINK}>")
    );
    assert_eq!(
        header(&message, "List-Unsubscribe-Post"),
        "List-Unsubscribe=One-Click"
    );
    assert_eq!(header(&message, "Auto-Submitted"), "auto-generated");
}

#[test]
fn the_message_is_seven_bit_with_short_lines_and_crlf() {
    let mail = Outgoing {
        team: "Größte Mannschaft 🚀 ".repeat(3),
        note: Some("ü".repeat(280)),
        locale: Some("de".into()),
        ..outgoing()
    };
    let mime = rendered(&mail).to_mime();
    assert!(mime.is_ascii());
    let text = String::from_utf8(mime).unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(text.matches('\r').count(), text.matches("\r\n").count());
    let longest = text.lines().map(str::len).max().unwrap();
    assert!(longest <= 200, "a line has {longest} characters");
    assert!(text.lines().all(|line| line.len() <= 998));
}

#[test]
fn equal_mails_are_equal_bytes() {
    assert_eq!(
        rendered(&outgoing()).to_mime(),
        rendered(&outgoing()).to_mime()
    );
}

#[test]
fn every_value_is_in_both_texts() {
    for locale in ["en", "de"] {
        let mail = rendered(&Outgoing {
            locale: Some(locale.into()),
            ..outgoing()
        });
        let html = mail.html.replace("&#x2f;", "/");
        for text in [&mail.text, &html] {
            for value in [
                "Blue Harbor",
                "Robin Vega",
                "Developer",
                "See you on Monday",
                "kim@example.com",
                LINK,
                STOP_LINK,
                "14:05",
                "2026",
            ] {
                assert!(
                    text.contains(value),
                    "{value} is missing in {locale}:\n{text}"
                );
            }
        }
        assert_eq!(mail.language, locale);
    }
}

#[test]
fn what_a_mail_lacks_leaves_no_gap() {
    let bare = Outgoing {
        role_title: None,
        note: None,
        expires_at: None,
        ..outgoing()
    };
    for locale in ["en", "de"] {
        let mail = rendered(&Outgoing {
            locale: Some(locale.into()),
            ..bare.clone()
        });
        assert!(
            !mail.text.contains("none") && !mail.text.contains("\n\n\n"),
            "{}",
            mail.text
        );
        assert!(
            !mail.text.contains("> ") && !mail.html.contains("class=\"note\""),
            "{}",
            mail.html
        );
    }
}
