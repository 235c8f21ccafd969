//! The console: static assets, served with a policy under which only its own code runs.

use worker::Env;
use worker::web_sys::{Headers, RequestInit, Response};

use crate::error::InternalError;

use super::{ApiRequest, CacheControl, Frame, web};

/// What the console's pages may load: their own files, and pictures of people.
const CONSOLE: &str = "cross-origin-opener-policy\nsame-origin\n\
     content-security-policy\ndefault-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: https:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'";
/// Files whose names change with their content.
const HASHED: &str = "/assets/";

/// The file that answers a path; `None` when the Worker has no assets.
///
/// # Errors
/// When the assets do not answer.
pub(crate) async fn asset(
    env: &Env,
    request: &ApiRequest,
    frame: &Frame<'_>,
) -> Result<Option<Response>, InternalError> {
    let init = RequestInit::new();
    init.set_method(if frame.head_only { "HEAD" } else { "GET" });
    init.set_headers(&request.request().headers());
    let found = web::from_bound(env, "ASSETS", request.address(), &init).await?;
    let Some(found) = found else {
        return Ok(None);
    };
    let status = found.status();
    let headers = Headers::new_with_headers(&found.headers())?;
    frame.write(&headers)?;
    web::write(&headers, CONSOLE)?;
    // Files bring their own; what is no file is not to be kept.
    if status >= 400 || !headers.has("cache-control")? {
        headers.set("cache-control", CacheControl::NoStore.header())?;
    }
    let page = headers
        .get("content-type")?
        .is_none_or(|kind| kind.starts_with("text/html"));
    if status == 200 && !page && request.path().starts_with(HASHED) {
        headers.set("cache-control", "public, max-age=31536000, immutable")?;
    }
    web::with_headers(&found, &headers).map(Some)
}
