//! A body that is produced while it is sent.

use core::future::Future;

use futures_util::stream::try_unfold;
use worker::{Response, ResponseBody};

use crate::error::InternalError;
use crate::log;

/// A body of chunks, each requested when the one before it was sent. It ends where `next` returns `None`. Where `next`
/// fails the transfer is aborted, so that no client takes a part for the whole.
///
/// # Errors
/// When the platform refuses to make a stream.
pub(crate) fn stream_of_chunks<F, P>(next: F) -> Result<ResponseBody, InternalError>
where
    F: Fn() -> P + 'static,
    P: Future<Output = Result<Option<String>, InternalError>> + 'static,
{
    let chunks = try_unfold(next, |next| async move {
        match next().await {
            Ok(chunk) => Ok(chunk.map(|chunk| (chunk, next))),
            Err(error) => {
                log::failed("export", error);
                Err(worker::Error::from("broken off"))
            }
        }
    });
    let (_, body) = Response::from_stream(chunks)?.into_parts();
    Ok(body)
}
