//! Cursors: where a page ended, so that the next one continues there and neither skips nor repeats an item.

use core::str::FromStr;

use hallpass_core::{FieldCode, Refusal, base64url, limits};
use hallpass_protocol::object::Paging;
use hallpass_protocol::shape::Page;

/// A text that is not a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadCursor;

/// Where a page ended: a number by which the list is sorted, and an id among equals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Position {
    /// The number.
    pub(crate) number: i64,
    /// The id.
    pub(crate) id: String,
}

impl Position {
    /// The newest end of a list that is sorted by time, newest first.
    pub(crate) const fn newest() -> Self {
        Self {
            number: i64::MAX,
            id: String::new(),
        }
    }

    /// The oldest end of a list that is sorted by time, oldest first.
    pub(crate) const fn oldest() -> Self {
        Self {
            number: i64::MIN,
            id: String::new(),
        }
    }

    /// The position as a client carries it.
    fn to_cursor(&self) -> String {
        base64url::encode(format!("{}:{}", self.number, self.id).as_bytes())
    }
}

impl FromStr for Position {
    type Err = BadCursor;

    fn from_str(cursor: &str) -> Result<Self, BadCursor> {
        let bytes = base64url::decode(cursor).map_err(|_| BadCursor)?;
        let text = String::from_utf8(bytes).map_err(|_| BadCursor)?;
        let (number, id) = text.split_once(':').ok_or(BadCursor)?;
        Ok(Self {
            number: number.parse().map_err(|_| BadCursor)?,
            id: id.into(),
        })
    }
}

/// The position that a page begins after: the cursor's, or `first` without one.
///
/// # Errors
/// `invalid_request` when the cursor cannot be read.
pub(crate) fn start(paging: &Paging, first: Position) -> Result<Position, Refusal> {
    match &paging.cursor {
        None => Ok(first),
        Some(cursor) => cursor
            .parse()
            .map_err(|BadCursor| Refusal::field("cursor", FieldCode::Invalid)),
    }
}

/// The maximum number of items on a page.
fn limit(paging: &Paging) -> usize {
    usize::try_from(paging.limit)
        .unwrap_or(limits::PAGE_MOST)
        .clamp(1, limits::PAGE_MOST)
}

/// How many items to read for a page: one more than it may have, see [`page`].
pub(crate) fn read_limit(paging: &Paging) -> u32 {
    u32::try_from(limit(paging).saturating_add(1)).unwrap_or(u32::MAX)
}

/// A page of the items that were read. The last of [`read_limit`] items only shows that there is another page.
pub(crate) fn page<T>(
    mut items: Vec<T>,
    paging: &Paging,
    position: impl Fn(&T) -> Position,
) -> Page<T> {
    let limit = limit(paging);
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items
        .last()
        .filter(|_| more)
        .map(|last| position(last).to_cursor());
    Page { items, next }
}
