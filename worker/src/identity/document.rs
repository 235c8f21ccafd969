//! The documents that a provider publishes.

use hallpass_core::identity::DocumentError;
use worker::web_sys::{RequestInit, RequestRedirect};
use worker::{ByteStream, Headers, Response, ResponseBody};

use crate::deadline;
use crate::error::InternalError;
use crate::http::{Network, read_up_to};

/// The longest document that is accepted, in bytes.
const DOCUMENT_BYTES: usize = 64 * 1024;

/// Fetches a document. One that is not UTF-8 is empty.
///
/// # Errors
/// When the provider does not publish it in time, or it is too long.
pub(super) async fn fetch_document(network: &Network, url: &str) -> Result<String, InternalError> {
    let exchange = Box::pin(async {
        let headers = Headers::new();
        headers.set("accept", "application/json")?;
        let init = RequestInit::new();
        init.set_headers(&headers.0);
        init.set_redirect(RequestRedirect::Manual);
        let response = Response::from(network.fetch(url, &init).await?);
        if response.status_code() != 200 {
            let status = response.status_code();
            return Err(InternalError::new(format!("status {status}")));
        }
        match response.into_parts() {
            (_, ResponseBody::Stream(stream)) => {
                Ok(read_up_to(ByteStream::from(stream), DOCUMENT_BYTES).await?)
            }
            (_, ResponseBody::Body(_) | ResponseBody::Empty) => Ok(Vec::new()),
        }
    });
    let bytes = deadline::within(deadline::KEYS, exchange).await;
    let bytes = bytes.ok_or_else(|| InternalError::new("no response in time"))??;
    if bytes.len() > DOCUMENT_BYTES {
        return Err(InternalError::new("the document is too long"));
    }
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

impl From<DocumentError> for InternalError {
    fn from(error: DocumentError) -> Self {
        Self::new(error.to_string())
    }
}
