//! What every target shares.

pub use hallpass_trial::parser::{Answer, Fault, Parser, Readers};
pub use libfuzzer_sys;

/// What a parser makes of an input. A promise that is broken panics, which libFuzzer counts as a finding.
pub fn answer(parser: Parser, input: &[u8]) -> Answer {
    thread_local! {
        static READERS: Readers = Readers::new(Fault::None);
    }
    READERS.with(|readers| readers.answer(parser, input))
}

/// A target: one parser.
#[macro_export]
macro_rules! target {
    ($parser:ident) => {
        $crate::libfuzzer_sys::fuzz_target!(|input: &[u8]| {
            let _ = $crate::answer($crate::Parser::$parser, input);
        });
    };
}
