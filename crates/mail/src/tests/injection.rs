//! Nothing that a person wrote becomes a header, a part, markup or a link.

use proptest::prelude::*;

use super::*;

/// Texts as they could be stored under older rules, or passed by a fault elsewhere.
const HOSTILE: [&str; 14] = [
    "x\r\nBcc: all@evil.example",
    "x\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "x\r\n\r\n--hallpass\r\nContent-Type: text/html\r\n\r\n<h1>lie</h1>",
    "--hallpass--",
    "=?utf-8?B?QmNjOiBhbGxAZXZpbC5leGFtcGxl?=",
    "\" <ceo@acme.example>, \"",
    "<img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" onmouseover=\"alert(1)",
    "</title></style><script>alert(1)</script>",
    "{{ link }}{% include \"layout.html\" %}",
    "a\u{202E}gro.evil\u{2066}\u{2069}\u{200F}",
    "a\u{0}b\u{7F}c\u{85}d\u{2028}e\u{2029}f",
    "Invoice.pdf (1 attachment)\r\nContent-Disposition: attachment; filename=invoice.pdf",
];

const HEADERS: [&str; 12] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Type",
    "MIME-Version",
];

fn check(mail: &Outgoing) {
    let rendered = rendered(mail);
    let mime = rendered.to_mime();
    let message = parsed(&mime);
    for header in message.headers() {
        assert!(
            HEADERS.contains(&header.name()),
            "a header {} came in",
            header.name()
        );
    }
    assert_eq!(message.headers().len(), HEADERS.len());
    assert_eq!(message.to().unwrap().as_list().unwrap().len(), 1);
    assert_eq!(message.from().unwrap().as_list().unwrap().len(), 1);
    assert_eq!((message.parts.len(), message.attachments.len()), (3, 0));
    assert_eq!(message.subject(), Some(rendered.subject.as_str()));
    for text in [&rendered.subject, &rendered.text, &rendered.html] {
        let is_forbidden = |c: char| {
            c.is_control() && c != '\n'
                || matches!(
                    c,
                    '\u{202A}'
                        ..='\u{202E}'
                            | '\u{2066}'
                            | '\u{2067}'
                            | '\u{200E}'
                            | '\u{200F}'
                            | '\u{2028}'
                            | '\u{2029}'
                )
        };
        assert!(!text.contains(is_forbidden), "{text:?}");
        let isolates = text.matches('\u{2068}').count();
        assert_eq!(
            text.matches('\u{2069}').count(),
            isolates,
            "an isolate is left open: {text:?}"
        );
    }
    assert!(!rendered.subject.contains('\n'));
    // The tags are exactly those of the template.
    let tags = |html: &str| html.matches('<').count();
    let plain = Outgoing {
        team: "T".into(),
        inviter: "I".into(),
        role_title: mail.role_title.as_ref().map(|_| "R".into()),
        note: mail.note.as_ref().map(|_| "N".into()),
        ..mail.clone()
    };
    assert_eq!(
        tags(&rendered.html),
        tags(&super::rendered(&plain).html),
        "{}",
        rendered.html
    );
    let quotes = |html: &str| html.matches('"').count();
    assert_eq!(
        quotes(&rendered.html),
        quotes(&super::rendered(&plain).html)
    );
}

#[test]
fn hostile_texts_stay_texts() {
    for text in HOSTILE {
        for locale in ["en", "de"] {
            check(&Outgoing {
                team: text.into(),
                inviter: text.into(),
                role_title: Some(text.into()),
                note: Some(format!("{text} x")),
                locale: Some(locale.into()),
                ..outgoing()
            });
        }
    }
}

#[test]
fn the_check_itself_finds_an_open_message() {
    let mut mime = rendered(&outgoing()).to_mime();
    let at = mime.windows(2).position(|pair| pair == b"\r\n").unwrap();
    mime.splice(at..at, b"\r\nBcc: all@evil.example".iter().copied());
    let names: Vec<String> = parsed(&mime)
        .headers()
        .iter()
        .map(|header| header.name().to_owned())
        .collect();
    assert!(
        names.iter().any(|name| !HEADERS.contains(&name.as_str())),
        "{names:?}"
    );
}

#[test]
fn a_hostile_locale_is_no_language() {
    for locale in ["de\r\nBcc: x@evil.example", "../../etc", "{{ link }}", ""] {
        let mail = rendered(&Outgoing {
            locale: Some(locale.into()),
            ..outgoing()
        });
        assert_eq!(mail.language, "en");
    }
}

#[test]
fn long_names_and_emoji_survive_the_encoding() {
    for name in [
        "👩\u{200D}👩\u{200D}👧\u{200D}👦".repeat(9),
        "Ü".repeat(64),
        "x".repeat(64),
        "ﷺ".repeat(64),
        "日本".repeat(32),
    ] {
        let mail = Outgoing {
            team: name.clone(),
            inviter: name.clone(),
            ..outgoing()
        };
        check(&mail);
        assert!(rendered(&mail).subject.contains(&name));
    }
}

#[test]
fn a_name_is_no_link() {
    let mail = rendered(&Outgoing {
        team: "paypal.example/login".into(),
        note: Some("write to a@evil.example".into()),
        ..outgoing()
    });
    for text in [&mail.text, &mail.html] {
        assert!(
            !text.contains("paypal.example") && !text.contains("a@evil.example"),
            "{text}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_stays_a_text(team in "\\PC{0,64}|(?s).{0,64}", note in "(?s).{1,280}") {
        check(&Outgoing { team: team.clone(), inviter: team, note: Some(format!("{note}.")), ..outgoing() });
    }
}
