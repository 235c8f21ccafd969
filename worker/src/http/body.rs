//! Bodies, read up to a limit whatever length they declare.

use futures_util::TryStreamExt as _;
use worker::ByteStream;

/// Reads a stream to its end, or until it is over the limit: then the result is longer than `limit_bytes`, and the rest
/// is not read.
///
/// # Errors
/// When the stream breaks off.
pub(crate) async fn read_up_to(
    mut stream: ByteStream,
    limit_bytes: usize,
) -> worker::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while bytes.len() <= limit_bytes
        && let Some(chunk) = stream.try_next().await?
    {
        bytes.extend(chunk);
    }
    Ok(bytes)
}
