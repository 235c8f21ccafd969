//! `wasm-bindgen`, at exactly the version that the crates were compiled against, with the flags that xtask uses.
//!
//! It calls the library under the published command. The command itself takes three times as long to build, most of it for
//! what its other programs need: a web server, a client, certificates.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use lexopt::prelude::*;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> anyhow::Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.typescript(true).omit_default_module_path(false);
    let mut folder = None;
    let mut words = lexopt::Parser::from_env();
    while let Some(word) = words.next()? {
        match word {
            Long("version") => return print_version(),
            Long("target") => match words.value()?.string()?.as_str() {
                "module" => bindgen.module(true)?,
                "web" => bindgen.web(true)?,
                unknown => bail!("no target `{unknown}`: there are module and web"),
            },
            Long("out-dir") => {
                folder = Some(PathBuf::from(words.value()?));
                &mut bindgen
            }
            Long("out-name") => bindgen.out_name(&words.value()?.string()?),
            Long("no-typescript") => bindgen.typescript(false),
            Long("omit-default-module-path") => bindgen.omit_default_module_path(true),
            Long("experimental-reset-state-function") => bindgen.reset_state_function(true),
            Value(input) => bindgen.input_path(input),
            Short(_) | Long(_) => return Err(word.unexpected().into()),
        };
    }
    bindgen.generate(folder.context("`--out-dir` is missing")?)
}

/// Prints what wasm-pack compares with the version in `Cargo.lock`.
fn print_version() -> anyhow::Result<()> {
    writeln!(
        std::io::stdout(),
        "wasm-bindgen {}",
        env!("CARGO_PKG_VERSION")
    )?;
    Ok(())
}
