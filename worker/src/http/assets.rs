//! The console: static assets, served with a policy under which only its own code runs.

use worker::{Env, Headers, Method, Response};

use crate::fault::Fault;

use super::{Frame, Incoming, Keep};

/// What the console's pages may load: their own files, and pictures of people.
const CONSOLE_CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
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
    incoming: &Incoming,
    frame: &Frame<'_>,
) -> Result<Option<Response>, Fault> {
    let Ok(assets) = env.assets("ASSETS") else {
        return Ok(None);
    };
    let init = {
        let mut init = worker::RequestInit::new();
        init.with_method(Method::Get);
        if frame.head_only {
            init.with_method(Method::Head);
        }
        init.with_headers(incoming.request().headers().clone());
        init
    };
    let found = assets.fetch(incoming.address(), Some(init)).await?;
    let status = found.status_code();
    let headers = Headers::new();
    for (name, value) in found.headers() {
        headers.append(&name, &value)?;
    }
    frame.write(&headers)?;
    headers.set("content-security-policy", CONSOLE_CSP)?;
    headers.set("cross-origin-opener-policy", "same-origin")?;
    // Files bring their own; what is no file is not to be kept.
    if status >= 400 || !headers.has("cache-control")? {
        headers.set("cache-control", Keep::Never.header())?;
    }
    let page = headers
        .get("content-type")?
        .is_none_or(|kind| kind.starts_with("text/html"));
    if status == 200 && !page && incoming.path.starts_with(HASHED) {
        headers.set("cache-control", "public, max-age=31536000, immutable")?;
    }
    let (builder, body) = found.into_parts();
    Ok(Some(builder.with_headers(headers).body(body)))
}
