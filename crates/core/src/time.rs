//! Times and days. Nothing here reads a clock.

use core::fmt;
use core::str::FromStr;

use chrono::{DateTime, NaiveDate, SecondsFormat, Timelike as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::id::as_text;

/// Milliseconds in a day.
const DAY_MILLISECONDS: i64 = 86_400_000;
/// The first and the last day with a four-digit year: 0000-01-01 and 9999-12-31.
const FIRST_DAY: i64 = -719_528;
const LAST_DAY: i64 = 2_932_896;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. Its JSON form is RFC 3339 in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// A time from milliseconds since 1970.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn milliseconds(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970, as in tokens.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The time `seconds` later. It saturates instead of overflowing.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The UTC day of this time.
    #[must_use]
    pub const fn day(self) -> Day {
        Day(self.0.div_euclid(DAY_MILLISECONDS))
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 with milliseconds. A time outside the years 0–9999, which RFC 3339 cannot write, is written as the
    /// nearest that it can.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = FIRST_DAY * DAY_MILLISECONDS;
        let last = (LAST_DAY + 1) * DAY_MILLISECONDS - 1;
        let time = DateTime::from_timestamp_millis(self.0.clamp(first, last)).ok_or(fmt::Error)?;
        f.write_str(&time.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// Text that is not an RFC 3339 time or day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeError;

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RFC 3339 time")
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    /// Reads RFC 3339 §5.6 with any offset. Digits beyond milliseconds are cut off; a leap second is refused.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        // `chrono` also reads U+2212 as the sign of an offset.
        if !text.is_ascii() {
            return Err(TimeError);
        }
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| TimeError)?;
        // A leap second is a 59th with a second or more of nanoseconds.
        if time.nanosecond() >= 1_000_000_000 {
            return Err(TimeError);
        }
        Ok(Self(time.timestamp_millis()))
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
    /// `2026-11-22`, clamped to the years 0–9999.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0.clamp(FIRST_DAY, LAST_DAY);
        let days = i32::try_from(days).map_err(|_| fmt::Error)?;
        let date = NaiveDate::from_epoch_days(days).ok_or(fmt::Error)?;
        fmt::Display::fmt(&date, f)
    }
}

impl FromStr for Day {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        // `chrono` also reads signs, white space and single digits.
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if text.len() != 10 || digits != 8 {
            return Err(TimeError);
        }
        let date: NaiveDate = text.parse().map_err(|_| TimeError)?;
        Ok(Self(date.to_epoch_days().into()))
    }
}

as_text!(Day);

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn times_and_days_survive_their_text() {
        let time = Timestamp::from_milliseconds(1_795_324_067_123);
        assert_eq!(time.to_string(), "2026-11-22T05:07:47.123Z");
        assert_eq!(time.to_string().parse(), Ok(time));
        assert_eq!(time.day().to_string(), "2026-11-22");
        assert_eq!("2026-11-22".parse(), Ok(time.day()));
        assert_eq!("yesterday".parse::<Timestamp>(), Err(TimeError));
    }

    #[test]
    fn days_are_those_of_the_gregorian_calendar() {
        for (number, text) in [
            (FIRST_DAY, "0000-01-01"),
            (-719_469, "0000-02-29"),
            (-25_509, "1900-02-28"),
            (-25_508, "1900-03-01"),
            (-1, "1969-12-31"),
            (0, "1970-01-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_779, "2026-11-22"),
            (LAST_DAY, "9999-12-31"),
        ] {
            assert_eq!(Day::from_number(number).to_string(), text);
            assert_eq!(text.parse(), Ok(Day::from_number(number)));
        }
        for text in [
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-04-31",
            "2026-1-1",
            "+2026-11-2",
            "2026-11-+2",
            " 2026-11-2",
            "2026-11-22 ",
            "20261122",
            "2026/11/22",
        ] {
            assert_eq!(text.parse::<Day>(), Err(TimeError), "{text}");
        }
    }

    #[test]
    fn times_beyond_four_digit_years_are_written_as_the_nearest_within() {
        for (milliseconds, text) in [
            (i64::MAX, "9999-12-31T23:59:59.999Z"),
            (253_402_300_800_000, "9999-12-31T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
            (-62_167_219_200_001, "0000-01-01T00:00:00.000Z"),
            (i64::MIN, "0000-01-01T00:00:00.000Z"),
        ] {
            let time = Timestamp::from_milliseconds(milliseconds);
            assert_eq!(time.to_string(), text);
            assert_eq!(
                serde_json::to_string(&time).unwrap(),
                alloc::format!("{text:?}")
            );
        }
        assert_eq!(Day::from_number(i64::MAX).to_string(), "9999-12-31");
        assert_eq!(Day::from_number(i64::MIN).to_string(), "0000-01-01");
    }

    #[test]
    fn rfc_3339_times_are_read_and_other_texts_are_not() {
        let time = Timestamp::from_milliseconds(1_795_324_067_123);
        for text in [
            "2026-11-22T05:07:47.123Z",
            "2026-11-22t05:07:47.1239z",
            "2026-11-22 07:07:47.123+02:00",
            "2026-11-21T23:37:47.123-05:30",
        ] {
            assert_eq!(text.parse(), Ok(time), "{text}");
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
            "2026-11-22T05:07:47\u{2212}05:00",
            "2026-11-22T23:59:60Z",
            "2026-11-22T05:07:47",
            "2026-11-22_05:07:47Z",
            "2026-11-22T05:07:47+24:00",
            "2026-11-22T05:07:47+0200",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(TimeError), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_time_survives_its_text(milliseconds in -62_167_219_200_000_i64..=253_402_300_799_999) {
            let time = Timestamp::from_milliseconds(milliseconds);
            let text = time.to_string();
            proptest::prop_assert_eq!(text.len(), 24);
            proptest::prop_assert_eq!(text.parse(), Ok(time));
            proptest::prop_assert_eq!(time.day().to_string(), &text[..10]);
        }
    }
}
