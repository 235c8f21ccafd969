//! The page on which the holder of an address stops mails about invites, and lets them come again. A mail links to it, and
//! names it as the target of one-click unsubscription (RFC 8058).

use hallpass_core::link::StopCode;
use hallpass_core::mail::MailPreference;
use hallpass_protocol::object::mailbox::{ReadMailPreference, SetMailPreference};

use crate::context::RequestContext;
use crate::http::{ApiError, ApiResponse, Page};

/// The field of the page's form, with the value that lets mails come again. Any other body stops them.
const WELCOME: &str = "mail=welcome";

/// A language of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    English,
    German,
}

/// What the page shows.
#[derive(Clone, Copy)]
enum View {
    Welcome,
    WelcomeAgain,
    Stopped,
    InvalidLink,
    Unavailable,
}

/// A page's title and text, and its button's label and form field.
struct Words {
    title: &'static str,
    text: &'static str,
    button: Option<(&'static str, MailPreference)>,
}

/// `GET /stop/{code}`: asks. Changes nothing: programs open links, too.
pub(super) async fn read(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let Some(code) = code(context) else {
        return Ok(page(context, 404, View::InvalidLink));
    };
    let mailbox = code.mailbox();
    let preference = context.call_without_key(ReadMailPreference { mailbox });
    Ok(match preference.await {
        Ok(MailPreference::Welcome) => page(context, 200, View::Welcome),
        Ok(MailPreference::Stopped) => page(context, 200, View::Stopped),
        Err(_) => page(context, 503, View::Unavailable),
    })
}

/// `POST /stop/{code}`: stops mails to the address, or lets them come again. Mail programs send it without asking anyone,
/// and follow no redirect. Safe to repeat.
pub(super) async fn set(context: &RequestContext<'_>) -> Result<ApiResponse, ApiError> {
    let Some(code) = code(context) else {
        return Ok(page(context, 404, View::InvalidLink));
    };
    let mut fields = context.body.split(|&byte| byte == b'&');
    let (preference, view) = if fields.any(|field| field == WELCOME.as_bytes()) {
        (MailPreference::Welcome, View::WelcomeAgain)
    } else {
        (MailPreference::Stopped, View::Stopped)
    };
    let mailbox = code.mailbox();
    let set = context.call_without_key(SetMailPreference {
        mailbox,
        preference,
    });
    Ok(match set.await {
        Ok(()) => page(context, 200, view),
        Err(_) => page(context, 503, View::Unavailable),
    })
}

fn code(context: &RequestContext<'_>) -> Option<StopCode> {
    StopCode::verify(context.last_parameter(), &context.state.pepper).ok()
}

fn page(context: &RequestContext<'_>, status: u16, view: View) -> ApiResponse {
    let accepted = context.request.header("accept-language");
    let language = Language::accepted(&accepted.unwrap_or_default());
    let words = view.words(language);
    let action = words.button.map_or_else(String::new, |(label, preference)| {
        let value = match preference {
            MailPreference::Welcome => "welcome",
            MailPreference::Stopped => "stopped",
        };
        format!(
            "<form method=\"post\"><button name=\"mail\" value=\"{value}\">{label}</button></form>"
        )
    });
    let page = Page {
        language: language.tag(),
        title: words.title,
        text: words.text,
        action: &action,
        note: "",
        has_form: words.button.is_some(),
    };
    page.write_to(ApiResponse::empty(status))
        .with_header("vary", "accept-language")
}

impl Language {
    const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The language of the page that `Accept-Language` prefers (RFC 9110 §12.5.4).
    fn accepted(header: &str) -> Self {
        let mut best = (0.0, Self::English);
        for range in header.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default();
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            let weight: f32 = weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            let primary = tag.split('-').next().unwrap_or_default();
            let language = match primary.to_ascii_lowercase().as_str() {
                "de" => Self::German,
                "en" => Self::English,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }
}

impl View {
    /// In the language. German has hyphens in its words, at which no line may end: U+2011.
    const fn words(self, language: Language) -> Words {
        let (title, text, button) = match (self, language) {
            (Self::Welcome, Language::English) => (
                "Stop emails about invites?",
                "You won't get emails when a team invites you. Your invites still wait for you in the app, and their links still \
                 work.",
                Some("Stop emails"),
            ),
            (Self::Welcome, Language::German) => (
                "Keine E\u{2011}Mails mehr zu Einladungen?",
                "Diese Adresse bekommt keine E\u{2011}Mails mehr, wenn ein Team sie einlädt. Einladungen warten weiterhin in der App, \
                 und ihre Links funktionieren weiterhin.",
                Some("E\u{2011}Mails abbestellen"),
            ),
            (Self::WelcomeAgain, Language::English) => (
                "Emails are back on",
                "You'll get an email when a team invites you.",
                Some("Stop emails"),
            ),
            (Self::WelcomeAgain, Language::German) => (
                "E\u{2011}Mails sind wieder an",
                "Diese Adresse bekommt eine E\u{2011}Mail, wenn ein Team sie einlädt.",
                Some("E\u{2011}Mails abbestellen"),
            ),
            (Self::Stopped, Language::English) => (
                "Emails are off",
                "You won't get emails about invites. Your invites still wait for you in the app, and their links still work.",
                Some("Turn emails back on"),
            ),
            (Self::Stopped, Language::German) => (
                "E\u{2011}Mails sind abbestellt",
                "Diese Adresse bekommt keine E\u{2011}Mails mehr zu Einladungen. Einladungen warten weiterhin in der App, und ihre \
                 Links funktionieren weiterhin.",
                Some("Wieder E\u{2011}Mails bekommen"),
            ),
            (Self::InvalidLink, Language::English) => (
                "This link is incomplete",
                "Open the whole link from the email you received.",
                None,
            ),
            (Self::InvalidLink, Language::German) => (
                "Dieser Link ist unvollständig",
                "Öffne den ganzen Link aus der E\u{2011}Mail, die du bekommen hast.",
                None,
            ),
            (Self::Unavailable, Language::English) => (
                "That didn't work",
                "Nothing has changed. Wait a moment, then open the link again.",
                None,
            ),
            (Self::Unavailable, Language::German) => (
                "Das hat nicht geklappt",
                "Es hat sich nichts geändert. Warte einen Moment und öffne den Link noch einmal.",
                None,
            ),
        };
        let button = match (button, self) {
            (None, _) => None,
            (Some(label), Self::Stopped) => Some((label, MailPreference::Welcome)),
            (Some(label), _) => Some((label, MailPreference::Stopped)),
        };
        Words {
            title,
            text,
            button,
        }
    }
}
