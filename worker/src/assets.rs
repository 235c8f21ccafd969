//! The console: static files from the assets binding.

use worker::{Env, Method, RequestInit, Response};

use crate::error::InternalError;
use crate::http::{ApiRequest, CacheControl};

/// The binding of the static files.
const BINDING: &str = "ASSETS";
/// Files whose names change with their content.
const HASHED: &str = "/assets/";
/// A file of JSON whose name does not say so. Apple's devices read no other type.
const APP_SITE_ASSOCIATION: &str = "/.well-known/apple-app-site-association";

/// The file at the request's path; `None` if the Worker has no assets.
///
/// # Errors
/// When the assets do not respond.
pub(crate) async fn fetch(
    env: &Env,
    request: &ApiRequest,
) -> Result<Option<Response>, InternalError> {
    let Ok(assets) = env.assets(BINDING) else {
        return Ok(None);
    };
    let mut init = RequestInit::new();
    init.with_headers(request.headers().clone());
    init.with_method(match request.method() {
        "HEAD" => Method::Head,
        _ => Method::Get,
    });
    let response = assets.fetch(request.raw_url(), Some(init)).await?;
    let headers = response.headers().clone();
    if let Some(cache) = cache_control(&response, request.path())? {
        headers.set("cache-control", cache.as_str())?;
    }
    Ok(Some(response.with_headers(headers)))
}

/// The file at a well-known path; `None` if there is none. The site's page for unknown paths is none.
///
/// # Errors
/// When the assets do not respond.
pub(crate) async fn fetch_well_known(
    env: &Env,
    request: &ApiRequest,
) -> Result<Option<Response>, InternalError> {
    let Some(file) = fetch(env, request).await? else {
        return Ok(None);
    };
    let kind = file.headers().get("content-type")?.unwrap_or_default();
    let is_page = kind.starts_with("text/html") && !request.path().ends_with(".html");
    if file.status_code() >= 400 || is_page {
        return Ok(None);
    }
    if request.path() == APP_SITE_ASSOCIATION && !kind.starts_with("application/json") {
        file.headers().set("content-type", "application/json")?;
    }
    Ok(Some(file))
}

/// Whether a file is a page.
///
/// # Errors
/// When the platform refuses to read the header.
pub(crate) fn is_page(file: &Response) -> Result<bool, InternalError> {
    let kind = file.headers().get("content-type")?;
    Ok(kind.is_none_or(|kind| kind.starts_with("text/html")))
}

/// The `Cache-Control` that replaces the file's own.
fn cache_control(response: &Response, path: &str) -> Result<Option<CacheControl>, InternalError> {
    let headers = response.headers();
    if response.status_code() == 200 && !is_page(response)? && path.starts_with(HASHED) {
        return Ok(Some(CacheControl::Immutable));
    }
    let is_error = response.status_code() >= 400;
    let is_absent = !headers.has("cache-control")?;
    Ok((is_error || is_absent).then_some(CacheControl::PrivateNoStore))
}
