//! The page that a person sees who opened an invite link, where others get a problem document.

use hallpass_core::base64url;
use hallpass_protocol::Problem;
use sha2::{Digest, Sha256};
use worker::ResponseBody;

use crate::error::InternalError;
use crate::http::{ApiError, ApiResponse};

/// The styles of the page: the reader's colours, on every width from 320 px.
const STYLE: &str = "\
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#f6f6f7,#111214);color:light-dark(#1b1c1f,#ececee)}\
main{box-sizing:border-box;width:min(28rem,100% - 2rem);margin:1rem;padding:2rem;border:1px solid light-dark(#e2e2e5,#2b2d31);border-radius:12px;background:light-dark(#fff,#191a1d)}\
h1{margin:0 0 .5rem;font-size:1.25rem;line-height:1.3}\
p{margin:0 0 1rem}\
a{display:inline-block;padding:.5rem 1rem;border-radius:8px;background:light-dark(#1b1c1f,#ececee);color:light-dark(#fff,#111214);text-decoration:none}\
a:focus-visible{outline:3px solid light-dark(#3b6fe0,#8fb2ff);outline-offset:2px}\
small{display:block;margin-top:1.5rem;color:light-dark(#5c5f66,#a2a5ad);overflow-wrap:anywhere}";

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
                "This link looks incomplete",
                "Part of the address is missing. Open the whole link from the message that you received, or ask for a \
                 new one."
                    .into(),
                false,
            ),
            405 => (
                "Open this link in your browser",
                "An invite link is an address to open. Copy it into the address bar of your browser.".into(),
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
                "We can’t open this invite right now",
                "Your invite is still there. Wait a moment, then try again.".into(),
                true,
            ),
            _ => (
                "We can’t open this link",
                "Open the whole link from the message that you received, or ask for a new one.".into(),
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
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
         <main>\n<h1>{title}</h1>\n<p>{text}</p>\n{again}\n<small>Reference: {id}</small>\n</main>\n</html>\n",
        title = words.title,
        text = words.text,
        id = problem.request_id,
    );
    let style = base64url::encode(&Sha256::digest(STYLE));
    let style = style.replace('-', "+").replace('_', "/");
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'"
    );
    Ok(response
        .with_body(ResponseBody::Body(html.into_bytes()))
        .with_header("content-type", "text/html; charset=utf-8")
        .with_header("content-security-policy", policy)
        .with_header("cross-origin-opener-policy", "same-origin")
        .with_header("x-robots-tag", "noindex"))
}
