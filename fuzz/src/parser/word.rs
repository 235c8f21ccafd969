//! Names, and the words of paths and queries.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use hallpass_core::gate::Path;
use hallpass_core::{
    AccountId, Day, EventId, InviteId, Name, Note, PermissionName, PermissionSet, PolicyId,
    ProjectId, ReviewId, RoleName, Timestamp, UserId, limits,
};

use super::Answer;

/// As a name, as a note, and as a claim that is cleaned.
pub(super) fn name(text: &str) -> Answer {
    let mut output = String::new();
    let name = Name::parse(text);
    if let Ok(name) = &name {
        let shown = name.as_str();
        assert_eq!(Name::parse(shown).as_ref(), Ok(name), "read again");
        assert!(shown.chars().count() <= limits::NAME_CHARACTERS);
        output.push_str(shown);
    }
    match Note::parse(text) {
        Ok(note) => {
            let again = Note::parse(note.as_str());
            assert_eq!(again, Ok(note), "read again");
        }
        Err(error) => output.push_str(&error.to_string()),
    }
    if let Some(cleaned) = Name::from_claim(text) {
        let again = Name::parse(cleaned.as_str());
        assert_eq!(again.as_ref(), Ok(&cleaned), "what is cleaned is a name");
        output.push_str(cleaned.as_str());
    }
    Answer {
        accepted: name.is_ok(),
        text: output,
    }
}

/// What each of the small readers makes of it; each that takes it writes the same text again.
pub(super) fn answer(text: &str) -> Answer {
    let mut output = Vec::new();
    round_trip::<AccountId>(text, &mut output);
    round_trip::<InviteId>(text, &mut output);
    round_trip::<EventId>(text, &mut output);
    round_trip::<ProjectId>(text, &mut output);
    round_trip::<ReviewId>(text, &mut output);
    accepted::<UserId>(text, &mut output);
    accepted::<PolicyId>(text, &mut output);
    accepted::<PermissionName>(text, &mut output);
    accepted::<RoleName>(text, &mut output);
    accepted::<Day>(text, &mut output);
    if let Ok(moment) = text.parse::<Timestamp>() {
        let written = moment.to_string();
        assert_eq!(written.parse(), Ok(moment), "a moment is read again");
        output.push(written);
    }
    if let Ok(set) = PermissionSet::from_claim(text) {
        assert_eq!(set.to_claim(), text, "a set has one spelling");
        output.push("set".into());
    }
    if let Ok(path) = Path::normalised(text) {
        let again = Path::normalised(path.as_str());
        assert_eq!(again.as_ref(), Ok(&path), "normal is normal");
        output.push(path.as_str().into());
    }
    Answer {
        accepted: !output.is_empty(),
        text: output.join(" "),
    }
}

fn round_trip<T: FromStr + Display>(text: &str, output: &mut Vec<String>) {
    if let Ok(read) = text.parse::<T>() {
        assert_eq!(read.to_string(), text, "an id has one spelling");
        output.push(
            std::any::type_name::<T>()
                .rsplit(':')
                .next()
                .unwrap()
                .into(),
        );
    }
}

fn accepted<T: FromStr + Debug>(text: &str, output: &mut Vec<String>) {
    if let Ok(read) = text.parse::<T>() {
        output.push(format!("{read:?}"));
    }
}
