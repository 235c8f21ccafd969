//! The command line.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use lexopt::prelude::*;

use crate::bench;
use crate::build::{self, Edition};
use crate::check;
use crate::dev;
use crate::docs;
use crate::output::{line, note};
use crate::package;
use crate::prove;
use crate::run::Run;
use crate::setup;
use crate::size;
use crate::test::{self, Count};
use crate::workspace::Workspace;

const HELP: &str = "\
cargo xtask <command>

  dev [--port N] [--reset] [--policy FILE]   build and serve on loopback; --reset wipes the local data
  test [KIND [NAME…]…]   every test, or these kinds: check core wasm mutations pkg http schema prove e2e packaging size docs
                   NAME picks a file of the kind before it: `test http members`, `test core rule_05`, `test prove crash`
  check [NAME…]    fmt clippy clippy-wasm doc generated tsc architecture local-identity machine-paths size
  worker [dev]     the deployable bundle: build/release and console/dist; `dev`: the tests' one, build/dev
  keys …           make, list and rotate signing keys: the same as `npx hallpass keys`
  pkg              the npm package as a tarball in target/npm
  docs             the documentation site: docs/.vitepress/dist
  size             sizes against their budgets
  prove [--quick] [--json] [NAME…]   claims about safety, each next to something broken on purpose
  bench [NAME…] [--json] [--quick] [--write]   compare with other libraries, all or these: checks tokens edge accept costs import growth search inbox start cold clone
  generate         write what the protocol crate gives to TypeScript, and pkg/api, the golden copy of the public API
  ci               what continuous integration runs: the same as test
";

/// Runs the command and returns whether everything passed.
///
/// # Errors
/// When a word is unknown or the work cannot be done.
pub(crate) fn run() -> Result<bool> {
    let mut words = lexopt::Parser::from_env();
    let Some(Value(command)) = words.next()? else {
        line(HELP);
        return Ok(true);
    };
    let ws = Workspace::find()?;
    match command.to_string_lossy().as_ref() {
        "dev" => dev::dev(&ws, &dev_words(&mut words)?).map(|()| true),
        "test" => test::test(&ws, &test::chosen(&plain_words(&mut words)?)?),
        "ci" => no_words(&mut words).and_then(|()| test::test(&ws, &test::chosen(&[])?)),
        "check" => check::named(&ws, &plain_words(&mut words)?).map(conclude),
        "worker" => worker(&ws, &plain_words(&mut words)?),
        "keys" => keys(&ws, &mut words),
        "pkg" => no_words(&mut words)
            .and_then(|()| package::tarball(&ws))
            .map(|_| true),
        "size" => no_words(&mut words)
            .and_then(|()| size::count(&ws))
            .map(|count| count.failed == 0),
        "docs" => no_words(&mut words)
            .and_then(|()| docs::site(&ws))
            .map(|()| true),
        "prove" => prove::prove(&ws, &prove::Options::read(&raw_words(&mut words)?)?),
        "bench" => bench::run(&ws, &raw_words(&mut words)?),
        "generate" => no_words(&mut words)
            .and_then(|()| build::write_generated(&ws))
            .map(|()| true),
        "help" => {
            line(HELP);
            Ok(true)
        }
        unknown => bail!("no command `{unknown}`\n{HELP}"),
    }
}

fn worker(ws: &Workspace, words: &[String]) -> Result<bool> {
    match words {
        [] => release(ws),
        [word] if word == "dev" => build::worker(ws, Edition::Dev, None).map(|()| true),
        [unknown, ..] => {
            bail!("no Worker `{unknown}`: there is `dev`, and without a word the deployable one")
        }
    }
}

/// The package's own command, so that there is one way to make a set of keys.
fn keys(ws: &Workspace, words: &mut lexopt::Parser) -> Result<bool> {
    setup::packages(ws)?;
    let mut command = Run::node(ws)?
        .args([ws.at("crates/xtask/scripts/keys.mjs")])
        .args(words.raw_args()?)
        .in_dir(&std::env::current_dir()?)
        .into_command();
    Ok(command.stdin(Stdio::inherit()).status()?.success())
}

fn release(ws: &Workspace) -> Result<bool> {
    build::worker(ws, Edition::Release, None)?;
    build::console(ws)?;
    note(
        "The deployable Worker is in build/release; `npx wrangler deploy` deploys it with console/dist",
    );
    Ok(true)
}

fn conclude(count: Count) -> bool {
    line(&format!("{} passed, {} failed", count.passed, count.failed));
    count.failed == 0
}

fn dev_words(words: &mut lexopt::Parser) -> Result<dev::Options> {
    let mut options = dev::Options {
        port: dev::PORT,
        reset: false,
        policy: None,
    };
    while let Some(word) = words.next()? {
        match word {
            Long("port") => options.port = words.value()?.parse()?,
            Long("reset") => options.reset = true,
            Long("policy") => options.policy = Some(policy_file(words.value()?.into())?),
            Short(_) | Long(_) | Value(_) => return Err(word.unexpected().into()),
        }
    }
    Ok(options)
}

fn raw_words(words: &mut lexopt::Parser) -> Result<Vec<String>> {
    let given = words.raw_args()?;
    Ok(given.map(|word| word.to_string_lossy().into()).collect())
}

fn policy_file(given: PathBuf) -> Result<PathBuf> {
    given
        .canonicalize()
        .with_context(|| format!("no policy file `{}`", given.display()))
}

fn plain_words(words: &mut lexopt::Parser) -> Result<Vec<String>> {
    let mut plain = Vec::new();
    while let Some(word) = words.next()? {
        match word {
            Value(value) => plain.push(value.string()?),
            Short(_) | Long(_) => return Err(word.unexpected().into()),
        }
    }
    Ok(plain)
}

fn no_words(words: &mut lexopt::Parser) -> Result<()> {
    words
        .next()?
        .map_or(Ok(()), |word| Err(word.unexpected().into()))
}
