//! The edge's own pages: a few words for a person, in their colours, on every width from 320 px.

use hallpass_core::base64url;
use sha2::{Digest, Sha256};
use worker::ResponseBody;

use super::ApiResponse;

const STYLE: &str = "\
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:light-dark(#f6f6f7,#111214);color:light-dark(#1b1c1f,#ececee)}\
main{box-sizing:border-box;width:min(28rem,100% - 2rem);margin:1rem;padding:2rem;border:1px solid light-dark(#e2e2e5,#2b2d31);border-radius:12px;background:light-dark(#fff,#191a1d)}\
h1{margin:0 0 .5rem;font-size:1.25rem;line-height:1.3}\
p{margin:0 0 1rem}\
form{margin:0}\
a,button{display:inline-block;border:0;padding:.5rem 1rem;border-radius:8px;background:light-dark(#1b1c1f,#ececee);color:light-dark(#fff,#111214);font:inherit;text-decoration:none;cursor:pointer}\
a:focus-visible,button:focus-visible{outline:3px solid light-dark(#3b6fe0,#8fb2ff);outline-offset:2px}\
small{display:block;margin-top:1.5rem;color:light-dark(#5c5f66,#a2a5ad);overflow-wrap:anywhere}";

/// What a page says. Title, text and note are plain text without HTML's own characters.
pub(crate) struct Page<'a> {
    /// The language, as a tag.
    pub(crate) language: &'a str,
    pub(crate) title: &'a str,
    pub(crate) text: &'a str,
    /// What can be done, as HTML.
    pub(crate) action: &'a str,
    /// What is said below, if anything.
    pub(crate) note: &'a str,
    /// Whether the page has a form, which it sends to the edge itself.
    pub(crate) has_form: bool,
}

impl Page<'_> {
    /// Puts the page into a response, in place of its body.
    pub(crate) fn write_to(&self, response: ApiResponse) -> ApiResponse {
        let Self {
            language,
            title,
            text,
            action,
            note,
            has_form,
        } = self;
        let note = if note.is_empty() {
            String::new()
        } else {
            format!("<small>{note}</small>\n")
        };
        let html = format!(
            "<!doctype html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
             <main>\n<h1>{title}</h1>\n<p>{text}</p>\n{action}\n{note}</main>\n</html>\n"
        );
        let style = base64url::encode(&Sha256::digest(STYLE));
        let style = style.replace('-', "+").replace('_', "/");
        let forms = if *has_form { "'self'" } else { "'none'" };
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{style}='; base-uri 'none'; form-action {forms}; \
             frame-ancestors 'none'; require-trusted-types-for 'script'"
        );
        response
            .with_body(ResponseBody::Body(html.into_bytes()))
            .with_header("content-type", "text/html; charset=utf-8")
            .with_header("content-security-policy", policy)
            .with_header("cross-origin-opener-policy", "same-origin")
            .with_header("x-robots-tag", "noindex")
    }
}
