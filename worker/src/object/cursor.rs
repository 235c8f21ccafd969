//! Cursors: where a page ended, so that the next one goes on there without a skip or a repeat.

use core::str::FromStr;

use hallpass_core::{base64url, limits};
use hallpass_protocol::object::account::Paging;
use hallpass_protocol::shape::Page;

/// A cursor that no page of this list gave.
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

/// The position that a page begins after.
///
/// # Errors
/// [`BadCursor`] when it cannot be read.
pub(crate) fn after(paging: &Paging, first: Position) -> Result<Position, BadCursor> {
    paging
        .cursor
        .as_deref()
        .map_or(Ok(first), |cursor| cursor.parse())
}

/// How many items a page may have.
pub(crate) fn limit(paging: &Paging) -> usize {
    usize::try_from(paging.limit)
        .unwrap_or(limits::PAGE_MOST)
        .clamp(1, limits::PAGE_MOST)
}

/// A page from one item more than it may have, if there are so many: that one only says that there is a next page.
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
