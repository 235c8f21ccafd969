//! Mutated tokens and codes, natively: none is accepted. A million of each in a release build, twenty thousand otherwise.
//!
//! To see it fail: let `base64url::decode` of core accept padding. `HALLPASS_MUTATIONS` is another number.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that meets the unexpected should stop, and tells how many it tried"
)]

use std::thread;

use hallpass_fuzz::{DIGESTS, SEED, Tally, Target, digest, originals, tally};

fn wanted() -> u32 {
    std::env::var("HALLPASS_MUTATIONS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(if cfg!(debug_assertions) {
            20_000
        } else {
            1_000_000
        })
}

/// All inputs, on two threads.
fn all(target: Target) -> Tally {
    let half = wanted() / 2;
    let halves = [0, half].map(|from| thread::spawn(move || tally(target, SEED, from, half)));
    let [one, two] = halves.map(|half| half.join().unwrap());
    Tally {
        tried: one.tried + two.tried,
        accepted: one.accepted + two.accepted,
        by_spelling: one.by_spelling + two.by_spelling,
        by_content: one.by_content + two.by_content,
        originals: one.originals,
    }
}

fn check(target: Target) {
    let tally = all(target);
    println!("{target:?}: {tally:?}");
    assert_eq!(tally.accepted, 0, "mutated ones were accepted");
    assert_eq!(tally.tried, wanted() / 2 * 2);
    assert_eq!(tally.originals, originals(target), "every original is good");
    // The negative control: the inputs carry attacks, and verifiers that are lax fall for them.
    let least = tally.tried / 16 / 100;
    assert!(tally.by_spelling > least, "{tally:?}");
    assert!(tally.by_content > least, "{tally:?}");
}

#[test]
fn no_mutated_token_is_accepted() {
    check(Target::Tokens);
}

#[test]
fn no_mutated_code_is_accepted() {
    check(Target::Codes);
}

#[test]
fn the_inputs_are_the_same_everywhere() {
    let drawn = [Target::Tokens, Target::Codes].map(|target| digest(target, SEED));
    assert_eq!(drawn, DIGESTS);
    assert_ne!(digest(Target::Codes, SEED + 1), DIGESTS[1]);
}
