//! The negative control: a reader with a planted bug, which libFuzzer has to find within its time.
//!
//! It stops at an address with three labels whose local part has a plus. Its corpus is one address that is far from that.
#![no_main]

use hallpass_fuzz::{answer, parser::Parser};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let answer = answer(Parser::Email, input);
    let is_planted = answer.accepted
        && answer.text.split_once('@').is_some_and(|(local, domain)| {
            let labels = domain.split(' ').next().unwrap_or_default().split('.');
            local.contains('+') && labels.count() >= 3
        });
    assert!(!is_planted, "the planted bug");
});
