//! Cursors: where a page ended, so that the next one continues there and neither skips nor repeats an item.

use core::fmt::Display;
use core::str::FromStr;

use hallpass_core::{FieldCode, Refusal, base64url, limits};
use hallpass_protocol::object::Paging;
use hallpass_protocol::object::account::MemberSort;
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
}

/// Where a page of a list that is sorted by name ended: a name as the list compares it, and an id among equals.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NamePosition {
    /// The folded name.
    pub(crate) name: String,
    /// The id.
    pub(crate) id: String,
}

/// The day that stands for never, before every day.
pub(crate) const NEVER: i64 = -1;

/// Where a page of members ended, in the order of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MemberPosition {
    /// By the time of joining, in milliseconds since 1970.
    Joined(Position),
    /// By the folded name.
    Name(NamePosition),
    /// By the day on which the member was last seen, in days since 1970; [`NEVER`] for who never was.
    LastSeen(Position),
}

impl MemberPosition {
    /// The start of a list with this order.
    pub(crate) fn first(sort: MemberSort) -> Self {
        match sort {
            MemberSort::Joined => Self::Joined(Position::oldest()),
            MemberSort::Name => Self::Name(NamePosition::default()),
            MemberSort::LastSeen => Self::LastSeen(Position::oldest()),
        }
    }

    /// The order that this is a position in.
    pub(crate) const fn sort(&self) -> MemberSort {
        match self {
            Self::Joined(_) => MemberSort::Joined,
            Self::Name(_) => MemberSort::Name,
            Self::LastSeen(_) => MemberSort::LastSeen,
        }
    }
}

/// A position that a client carries from one page to the next.
pub(crate) trait Cursor: FromStr<Err = BadCursor> {
    /// The position as a client carries it.
    fn to_cursor(&self) -> String;
}

impl Cursor for Position {
    fn to_cursor(&self) -> String {
        encode(self.number, &self.id)
    }
}

impl FromStr for Position {
    type Err = BadCursor;

    fn from_str(cursor: &str) -> Result<Self, BadCursor> {
        let (number, id) = decode(cursor)?;
        Ok(Self {
            number: number.parse().map_err(|_| BadCursor)?,
            id,
        })
    }
}

impl Cursor for NamePosition {
    fn to_cursor(&self) -> String {
        encode(&self.id, &self.name)
    }
}

impl FromStr for NamePosition {
    type Err = BadCursor;

    fn from_str(cursor: &str) -> Result<Self, BadCursor> {
        let (id, name) = decode(cursor)?;
        Ok(Self { name, id })
    }
}

/// A prefix tells the order, so that a cursor is not used in another one. Dots are in no other cursor. The first order
/// has none: its cursors are those of earlier releases.
impl Cursor for MemberPosition {
    fn to_cursor(&self) -> String {
        match self {
            Self::Joined(position) => position.to_cursor(),
            Self::Name(position) => format!("name.{}", position.to_cursor()),
            Self::LastSeen(position) => format!("seen.{}", position.to_cursor()),
        }
    }
}

impl FromStr for MemberPosition {
    type Err = BadCursor;

    fn from_str(cursor: &str) -> Result<Self, BadCursor> {
        match cursor.split_once('.') {
            None => cursor.parse().map(Self::Joined),
            Some(("name", rest)) => rest.parse().map(Self::Name),
            Some(("seen", rest)) => rest.parse().map(Self::LastSeen),
            Some(_) => Err(BadCursor),
        }
    }
}

/// The cursor of two values, of which the first has no colon.
fn encode(first: impl Display, second: &str) -> String {
    base64url::encode(format!("{first}:{second}").as_bytes())
}

fn decode(cursor: &str) -> Result<(String, String), BadCursor> {
    let bytes = base64url::decode(cursor).map_err(|_| BadCursor)?;
    let text = String::from_utf8(bytes).map_err(|_| BadCursor)?;
    let (first, second) = text.split_once(':').ok_or(BadCursor)?;
    Ok((first.into(), second.into()))
}

/// The position that a page begins after: the cursor's, or `first` without one.
///
/// # Errors
/// `invalid_request` when the cursor cannot be read.
pub(crate) fn start<P: Cursor>(paging: &Paging, first: P) -> Result<P, Refusal> {
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
pub(crate) fn page<T, P: Cursor>(
    mut items: Vec<T>,
    paging: &Paging,
    position: impl Fn(&T) -> P,
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
