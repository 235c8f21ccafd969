//! Every input that fuzzing has kept, through the parser that it was kept for: none breaks a promise.

use std::fs;
use std::path::Path;

use hallpass_fuzz::parser::{Fault, Parser, Readers};

#[test]
fn what_is_kept_breaks_no_promise() {
    let readers = Readers::new(Fault::None);
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for parser in Parser::ALL {
        let (mut tried, mut accepted) = (0, 0);
        for file in fs::read_dir(corpora.join(parser.name())).unwrap() {
            let input = fs::read(file.unwrap().path()).unwrap();
            tried += 1;
            accepted += u32::from(readers.answer(parser, &input).accepted);
        }
        assert!(
            tried > 5 && accepted > 0,
            "{parser:?} has a corpus with good ones"
        );
    }
}
