//! The native host: prints core's results for generated inputs, one line for each line of its standard input.
//!
//! `hosts SEED [FAULT]` reads the commands `fold FROM COUNT`, `show INDEX` and `vectors`; `seeds FOLDER` writes the inputs from which
//! others are generated, for the corpora of `fuzz/corpus`.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "its output is its result, and it stops at an unknown command"
)]

use std::io::{BufRead as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use hallpass_fuzz::fold::{Host, fault};
use hallpass_fuzz::vectors;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let seed = words.first().unwrap().parse().unwrap();
    let fault_name = words.get(1).map_or("", String::as_str);
    let host = Host::new(seed, fault(fault_name));
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        // What panics is an answer, too: the input that does it is then searched for.
        let answer = catch_unwind(AssertUnwindSafe(|| answer(&host, &line, fault_name)));
        println!("{}", answer.unwrap_or_else(|_| "panicked".into()));
        std::io::stdout().flush().unwrap();
    }
}

fn answer(host: &Host, line: &str, fault_name: &str) -> String {
    match line.split(' ').collect::<Vec<_>>()[..] {
        ["fold", from, count] => host
            .fold(from.parse().unwrap(), count.parse().unwrap())
            .to_string(),
        ["show", index] => host.show(index.parse().unwrap()).to_string(),
        ["seeds", folder] => {
            host.write_seeds(folder.as_ref()).unwrap();
            "written".into()
        }
        ["vectors"] => vectors::as_text(fault_name),
        _ => format!("no such question: {line}"),
    }
}
