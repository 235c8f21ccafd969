//! Short names between the Worker's WebAssembly and its JavaScript: those that `wasm-bindgen` makes are long, and hold
//! hashes that no compression takes.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, ensure};

/// What every name is called: by a number, where the name is long and stands in the script as a word.
///
/// # Errors
/// When an import stands nowhere in the script: then it is not the script of this module.
pub(super) fn names<'a>(
    imports: &[&'a str],
    exports: &[&'a str],
    script: &str,
) -> Result<HashMap<&'a str, String>> {
    let words: HashSet<&str> = words(script).filter_map(Piece::word).collect();
    let mut free = (0_u32..)
        .map(|number| format!("_{number}"))
        .filter(|short| !words.contains(short.as_str()));
    let mut names = HashMap::new();
    for import in imports {
        ensure!(words.contains(import), "`{import}` is not in the script");
    }
    // The runtime knows short exports by their names, and a name that is both could be either.
    let both: HashSet<&&str> = exports
        .iter()
        .filter(|name| imports.contains(name))
        .collect();
    let long = exports.iter().filter(|name| name.contains("___convert__"));
    for name in imports.iter().chain(long) {
        if !both.contains(name) && !names.contains_key(name) && words.contains(name) {
            names.insert(*name, free.next().unwrap_or_default());
        }
    }
    Ok(names)
}

/// The script with these names.
pub(super) fn renamed(script: &str, names: &HashMap<&str, String>) -> String {
    words(script)
        .map(|piece| match piece {
            Piece::Word(word) => names.get(word).map_or(word, String::as_str),
            Piece::Between(text) => text,
        })
        .collect()
}

enum Piece<'a> {
    Word(&'a str),
    Between(&'a str),
}

impl<'a> Piece<'a> {
    const fn word(self) -> Option<&'a str> {
        match self {
            Self::Word(word) => Some(word),
            Self::Between(_) => None,
        }
    }
}

/// A script's words, and what stands between them.
fn words(script: &str) -> impl Iterator<Item = Piece<'_>> {
    let in_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
    let mut rest = script;
    std::iter::from_fn(move || {
        let is_word = in_word(rest.chars().next()?);
        let end = rest
            .find(|letter| in_word(letter) != is_word)
            .unwrap_or(rest.len());
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        Some(if is_word {
            Piece::Word(piece)
        } else {
            Piece::Between(piece)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{names, renamed};

    #[test]
    fn long_names_become_short_on_both_sides_and_nothing_else_changes() {
        let script = "rt={__wbg_a_0123:function(){},_0:1,both:2};s.x___convert__y(s.both,s.memory,'__wbg_a_01234')";
        let names = names(
            &["__wbg_a_0123", "both"],
            &["x___convert__y", "both", "memory"],
            script,
        )
        .unwrap();
        let short = renamed(script, &names);
        assert_eq!(
            short,
            "rt={_1:function(){},_0:1,both:2};s._2(s.both,s.memory,'__wbg_a_01234')"
        );
        assert!(super::names(&["elsewhere"], &[], script).is_err());
    }
}
