//! The page that a person sees who opened an invite link, where others get a problem document.

use hallpass_protocol::Problem;

use crate::error::InternalError;
use crate::http::{ApiError, ApiResponse, Page};

/// What the page says.
struct Words {
    title: &'static str,
    text: String,
    /// Whether trying again may help.
    is_temporary: bool,
}

impl Words {
    fn of(problem: &Problem) -> Self {
        let (title, text, is_temporary) = match problem.status {
            404 => (
                "This link is incomplete",
                "Part of the link is missing. Open the whole link from the message you received, or ask for a new one."
                    .into(),
                false,
            ),
            405 => (
                "Open this link in your browser",
                "Copy the invite link into the address bar of your browser.".into(),
                false,
            ),
            429 => (
                "Too many attempts",
                format!(
                    "Your invite is still there. Wait {}, then try again.",
                    wait(problem.retry_after)
                ),
                true,
            ),
            500.. => (
                "We can't open this invite right now",
                "Your invite is still there. Wait a moment, then try again.".into(),
                true,
            ),
            _ => (
                "We can't open this link",
                "Open the whole link from the message you received, or ask for a new one.".into(),
                false,
            ),
        };
        Self {
            title,
            text,
            is_temporary,
        }
    }
}

fn wait(seconds: Option<u32>) -> String {
    match seconds {
        None | Some(0..=5) => "a moment".into(),
        Some(seconds @ ..=90) => format!("{seconds} seconds"),
        Some(seconds) => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// The page for an error: it takes the place of the problem document, and keeps status and headers.
///
/// # Errors
/// As for [`ApiError::into_document`].
pub(super) fn of_error(error: ApiError, request_id: &str) -> Result<ApiResponse, InternalError> {
    let (problem, response) = error.into_document(request_id)?;
    let words = Words::of(&problem);
    let again = if words.is_temporary {
        "<a href=\"\">Try again</a>"
    } else {
        ""
    };
    let page = Page {
        language: "en",
        title: words.title,
        text: &words.text,
        action: again,
        note: &format!("Reference: {}", problem.request_id),
        has_form: false,
    };
    Ok(page.write_to(response))
}
