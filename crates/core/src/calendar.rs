//! Days of the proleptic Gregorian calendar.

/// A date of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Date {
    pub(crate) year: i64,
    pub(crate) month: i64,
    pub(crate) day: i64,
}

/// The date that lies this many days after 1970-01-01.
///
/// Counts in eras of 400 years that begin on a first of March, so that the leap day is the last of its year
/// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
pub(crate) const fn date_of(days: i64) -> Date {
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let begun = if month <= 2 { 1 } else { 0 };
    Date {
        year: year_of_era + era * 400 + begun,
        month,
        day: of_year - (153 * from_march + 2) / 5 + 1,
    }
}

/// The days between 1970-01-01 and a date; `None` when the calendar has no such date or the year is not 0–9999.
pub(crate) fn days_of(date: Date) -> Option<i64> {
    let Date { year, month, day } = date;
    if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    let days = era * 146_097 + of_era - 719_468;
    // The 31st of a month with 30 days would come out as the first of the next.
    (date_of(days) == date).then_some(days)
}
