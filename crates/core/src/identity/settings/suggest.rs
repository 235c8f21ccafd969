//! Names that were probably meant.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Mistake;

/// Every setting of the edge.
pub const SETTINGS: [&str; 24] = [
    "ALLOWED_ORIGINS",
    "APP_URL",
    "AUDIT_RETENTION_DAYS",
    "BUDGET_INVITES",
    "BUDGET_LOOKUPS",
    "BUDGET_REDEEMS",
    "BUDGET_RESENDS",
    "CONSOLE",
    "EDGE_ORIGIN",
    "EMAIL",
    "GATE",
    "HALLPASS_KEYS",
    "HALLPASS_PEPPER",
    "IDENTITY_PROVIDERS",
    "JOIN_URL",
    "LOCAL_IDENTITY",
    "MEMBERSHIP_TTL",
    "ORIGIN",
    "ORIGIN_SECRET",
    "RETRY_DIVISOR",
    "SPEND_LIMIT_CEILING",
    "SPEND_LIMIT_DEFAULT",
    "SUPPORT_URL",
    "WEBHOOKS",
];

/// The mistake that a name among the settings is. `None` for a setting, and for a name unlike all of them: a Worker around
/// the edge may use variables that Hallpass does not know.
#[must_use]
pub fn unknown_setting(name: &str) -> Option<Mistake> {
    if SETTINGS.contains(&name) {
        return None;
    }
    let meant = suggestion(name, &SETTINGS)?;
    // `DATE` is no misspelt `GATE`.
    if meant.len() < 6 && letters(name) != letters(meant) {
        return None;
    }
    Some(Mistake::new(
        name,
        format!("is not a setting; did you mean {meant}?"),
    ))
}

/// The known name that a text is most like, if it is like one: it differs in case and punctuation only, or in few letters.
#[must_use]
pub fn suggestion<'a>(text: &str, known: &[&'a str]) -> Option<&'a str> {
    let written = letters(text);
    let distances = known
        .iter()
        .map(|name| (distance(&written, &letters(name)), *name));
    let (distance, name) = distances.min_by_key(|(distance, _)| *distance)?;
    let tolerated = if name.len() > 6 { 2 } else { 1 };
    (distance <= tolerated).then_some(name)
}

fn letters(text: &str) -> Vec<char> {
    let text: String = text.chars().take(64).collect();
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The number of letters to insert, remove, replace or swap with the next one (optimal string alignment).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut previous_letter = None;
    for (row, &letter) in one.iter().enumerate() {
        let mut current = Vec::from([row.saturating_add(1)]);
        let mut previous_other = None;
        for (column, &other_letter) in other.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
            let next = column.saturating_add(1);
            let replaced = at(&last, column).saturating_add(usize::from(letter != other_letter));
            let removed = at(&last, next).saturating_add(1);
            let inserted = at(&current, column).saturating_add(1);
            let mut least = replaced.min(removed).min(inserted);
            if previous_letter == Some(other_letter) && previous_other == Some(letter) {
                let swapped = at(&before_last, column.saturating_sub(1)).saturating_add(1);
                least = least.min(swapped);
            }
            current.push(least);
            previous_other = Some(other_letter);
        }
        previous_letter = Some(letter);
        before_last = core::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or_default()
}
