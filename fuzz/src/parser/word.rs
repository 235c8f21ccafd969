//! Names, and the words of paths and queries.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use hallpass_core::gate::Path;
use hallpass_core::unicode::Tables;
use hallpass_core::{
    AccountId, Day, EventId, InviteId, Name, Note, PermissionName, PermissionSet, PolicyId,
    RoleName, Timestamp, UserId, limits,
};

use super::Answer;

/// As a name, as a note, and as a claim that is cleaned.
pub(super) fn name(text: &str) -> Answer {
    let mut told = String::new();
    let name = Name::parse(text, &Tables);
    if let Ok(name) = &name {
        let shown = name.as_str();
        assert_eq!(Name::parse(shown, &Tables).as_ref(), Ok(name), "read again");
        assert!(shown.chars().count() <= limits::NAME_CHARACTERS);
        told.push_str(shown);
    }
    match Note::parse(text, &Tables) {
        Ok(note) => {
            let again = Note::parse(note.as_str(), &Tables);
            assert_eq!(again, Ok(note), "read again");
        }
        Err(error) => told.push_str(&error.to_string()),
    }
    if let Some(cleaned) = Name::from_claim(text, &Tables) {
        let again = Name::parse(cleaned.as_str(), &Tables);
        assert_eq!(again.as_ref(), Ok(&cleaned), "what is cleaned is a name");
        told.push_str(cleaned.as_str());
    }
    Answer {
        taken: name.is_ok(),
        text: told,
    }
}

/// What each of the small readers makes of it; each that takes it writes the same text again.
pub(super) fn answer(text: &str) -> Answer {
    let mut told = Vec::new();
    again::<AccountId>(text, &mut told);
    again::<InviteId>(text, &mut told);
    again::<EventId>(text, &mut told);
    taken::<UserId>(text, &mut told);
    taken::<PolicyId>(text, &mut told);
    taken::<PermissionName>(text, &mut told);
    taken::<RoleName>(text, &mut told);
    taken::<Day>(text, &mut told);
    if let Ok(moment) = text.parse::<Timestamp>() {
        let written = moment.to_string();
        assert_eq!(written.parse(), Ok(moment), "a moment is read again");
        told.push(written);
    }
    if let Ok(set) = PermissionSet::from_claim(text) {
        assert_eq!(set.to_claim(), text, "a set has one spelling");
        told.push("set".into());
    }
    if let Ok(path) = Path::normalised(text) {
        let again = Path::normalised(path.as_str());
        assert_eq!(again.as_ref(), Ok(&path), "normal is normal");
        told.push(path.as_str().into());
    }
    Answer {
        taken: !told.is_empty(),
        text: told.join(" "),
    }
}

fn again<T: FromStr + Display>(text: &str, told: &mut Vec<String>) {
    if let Ok(read) = text.parse::<T>() {
        assert_eq!(read.to_string(), text, "an id has one spelling");
        told.push(
            std::any::type_name::<T>()
                .rsplit(':')
                .next()
                .unwrap()
                .into(),
        );
    }
}

fn taken<T: FromStr + Debug>(text: &str, told: &mut Vec<String>) {
    if let Ok(read) = text.parse::<T>() {
        told.push(format!("{read:?}"));
    }
}
