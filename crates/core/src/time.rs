//! Moments and days. They come from outside; nothing here reads a clock.

use core::fmt;
use core::str::FromStr;

use chrono::{DateTime, SecondsFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::id::as_text;

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
        let moment = DateTime::from_timestamp_millis(self.0).ok_or(fmt::Error)?;
        f.write_str(&moment.to_rfc3339_opts(SecondsFormat::Millis, true))
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
        DateTime::parse_from_rfc3339(text)
            .map(|moment| Self(moment.timestamp_millis()))
            .map_err(|_| TimeError)
    }
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
        let moment =
            DateTime::from_timestamp(self.0.saturating_mul(86_400), 0).ok_or(fmt::Error)?;
        fmt::Display::fmt(&moment.date_naive(), f)
    }
}

impl FromStr for Day {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let date: chrono::NaiveDate = text.parse().map_err(|_| TimeError)?;
        Ok(Self(
            date.and_time(chrono::NaiveTime::MIN)
                .and_utc()
                .timestamp()
                .div_euclid(86_400),
        ))
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
}
