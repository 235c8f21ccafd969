//! The Worker's one source of randomness. Everything else is handed the bytes.

use crate::error::InternalError;

/// `N` bytes from the platform's secure source.
///
/// # Errors
/// When the platform has none.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the file that draws; everything else is handed the bytes"
)]
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], InternalError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| InternalError::new("no source of randomness"))?;
    Ok(bytes)
}
