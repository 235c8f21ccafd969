//! Moments and days. They come from outside; nothing here reads a clock.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::calendar::{Date, date_of, days_of};
use crate::id::as_text;

/// The milliseconds of a day.
const DAY: i64 = 86_400_000;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Its JSON form is RFC 3339 in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// A moment from milliseconds since 1970.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn milliseconds(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970, as tokens carry them.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The moment `seconds` later; stays at the end of time instead of overflowing.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The UTC day that this moment lies in.
    #[must_use]
    pub const fn day(self) -> Day {
        Day(self.0.div_euclid(86_400_000))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = date_of(self.0.div_euclid(DAY));
        if !(0..=9999).contains(&year) {
            return Err(fmt::Error);
        }
        let of_day = self.0.rem_euclid(DAY);
        let (hours, minutes) = (of_day / 3_600_000, of_day / 60_000 % 60);
        let (seconds, milliseconds) = (of_day / 1000 % 60, of_day % 1000);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}Z"
        )
    }
}

/// Text that is not an RFC 3339 moment or day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeError;

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RFC 3339 time")
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        moment(text.as_bytes()).map(Self).ok_or(TimeError)
    }
}

/// A number of as many digits as there are bytes.
fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0_i64, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

/// The days of `2026-11-22`.
fn days(bytes: &[u8; 10]) -> Option<i64> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else {
        return None;
    };
    days_of(Date {
        year: digits(&[*y1, *y2, *y3, *y4])?,
        month: digits(&[*m1, *m2])?,
        day: digits(&[*d1, *d2])?,
    })
}

/// The minutes of `05:07`.
fn minutes(bytes: &[u8; 5]) -> Option<i64> {
    let [h1, h2, b':', m1, m2] = bytes else {
        return None;
    };
    let (hours, minutes) = (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?);
    (hours < 24 && minutes < 60).then(|| hours * 60 + minutes)
}

/// The milliseconds of `2026-11-22T05:07:47.123Z`, or with another offset (RFC 3339 §5.6). What is finer than a
/// millisecond is cut off; a leap second is refused.
fn moment(bytes: &[u8]) -> Option<i64> {
    let (date, rest) = bytes.split_first_chunk::<10>()?;
    let ([b'T' | b't' | b' '], rest) = rest.split_first_chunk::<1>()? else {
        return None;
    };
    let (clock, rest) = rest.split_first_chunk::<5>()?;
    let ([b':', s1, s2], rest) = rest.split_first_chunk::<3>()? else {
        return None;
    };
    let seconds = digits(&[*s1, *s2]).filter(|seconds| *seconds < 60)?;
    let (milliseconds, offset) = fraction(rest)?;
    let offset = match offset {
        [b'Z' | b'z'] => 0,
        [b'+', clock @ ..] => minutes(clock.try_into().ok()?)?,
        [b'-', clock @ ..] => -minutes(clock.try_into().ok()?)?,
        _ => return None,
    };
    let of_day = (minutes(clock)? - offset) * 60_000 + seconds * 1000 + milliseconds;
    Some(days(date)? * DAY + of_day)
}

/// The milliseconds of a fraction of a second, if there is one, and what stands behind it.
fn fraction(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let [b'.', rest @ ..] = bytes else {
        return Some((0, bytes));
    };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (fraction, rest) = rest.split_at_checked(length)?;
    let [first, ..] = fraction else {
        return None;
    };
    let place = |at: usize| fraction.get(at).copied().unwrap_or(b'0');
    digits(&[*first, place(1), place(2)]).map(|milliseconds| (milliseconds, rest))
}

as_text!(Timestamp);

/// A UTC day, counted from 1970-01-01. Its JSON form is `2026-11-22`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i64);

impl Day {
    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The day with this number of days since 1970-01-01.
    #[must_use]
    pub const fn from_number(days: i64) -> Self {
        Self(days)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = date_of(self.0);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Day {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let bytes = text.as_bytes().try_into().map_err(|_| TimeError)?;
        days(bytes).map(Self).ok_or(TimeError)
    }
}

as_text!(Day);

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn moments_and_days_survive_their_text() {
        let moment = Timestamp::from_milliseconds(1_795_324_067_123);
        assert_eq!(moment.to_string(), "2026-11-22T05:07:47.123Z");
        assert_eq!(moment.to_string().parse(), Ok(moment));
        assert_eq!(moment.day().to_string(), "2026-11-22");
        assert_eq!("2026-11-22".parse(), Ok(moment.day()));
        assert_eq!("yesterday".parse::<Timestamp>(), Err(TimeError));
    }

    #[test]
    fn every_day_of_the_calendar_is_as_others_count_it() {
        let mut days = 0;
        for number in -800_000_i64..3_000_000 {
            let Some(date) = chrono::DateTime::from_timestamp(number * 86_400, 0) else {
                continue;
            };
            let text = Day::from_number(number).to_string();
            if number % 97 == 0 && (0..=9999).contains(&chrono::Datelike::year(&date)) {
                assert_eq!(text, date.date_naive().to_string());
                assert_eq!(text.parse(), Ok(Day::from_number(number)));
                days += 1;
            }
        }
        assert!(days > 30_000);
    }

    #[test]
    fn other_spellings_of_a_moment_are_read_and_what_is_none_is_not() {
        let moment = Timestamp::from_milliseconds(1_795_324_067_123);
        for text in [
            "2026-11-22T05:07:47.123Z",
            "2026-11-22t05:07:47.1239z",
            "2026-11-22 07:07:47.123+02:00",
            "2026-11-21T23:37:47.123-05:30",
        ] {
            assert_eq!(text.parse(), Ok(moment), "{text}");
        }
        for text in [
            "2026-11-22",
            "2026-11-22T05:07:47",
            "2026-11-22T05:07:47.Z",
            "2026-11-22T05:07Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T05:60:00Z",
            "2026-11-22T05:07:60Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-22T05:07:47+2:00",
            "2026-11-22T05:07:47Z ",
            "+026-11-22T05:07:47Z",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(TimeError), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn moments_are_as_others_write_them(milliseconds in -62_000_000_000_000_i64..253_000_000_000_000) {
            let ours = Timestamp::from_milliseconds(milliseconds).to_string();
            let theirs = chrono::DateTime::from_timestamp_millis(milliseconds).unwrap();
            let theirs = theirs.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
            proptest::prop_assert_eq!(&ours, &theirs);
            proptest::prop_assert_eq!(ours.parse(), Ok(Timestamp::from_milliseconds(milliseconds)));
        }
    }
}
