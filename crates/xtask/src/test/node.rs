//! Running tests of TypeScript on the locked Node.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use super::Count;
use crate::build::Edition;
use crate::run::Run;
use crate::setup::{self, Browser};
use crate::workspace::Workspace;

/// What the name of a test file ends with.
const ENDING: &str = ".test.ts";

/// The test files of a folder, or some of them.
pub(crate) struct NodeTests<'a> {
    name: &'a str,
    folder: &'a str,
    names: &'a [String],
    left_out: Option<&'a str>,
    flags: Vec<&'static str>,
    environment: Vec<(&'static str, PathBuf)>,
}

impl<'a> NodeTests<'a> {
    /// Every `*.test.ts` below a folder; the report is called `name`.
    pub(crate) fn new(name: &'a str, folder: &'a str) -> Self {
        Self {
            name,
            folder,
            names: &[],
            left_out: None,
            flags: Vec::new(),
            environment: Vec::new(),
        }
    }

    /// Only these files: `members`, `members.test.ts` and any path that ends so are the same. None are all.
    pub(super) fn named(mut self, names: &'a [String]) -> Self {
        self.names = names;
        self
    }

    /// Two files at once, each with a runtime of its own; by default Node takes one on two cores.
    pub(super) fn two_at_once(mut self) -> Self {
        self.flags.push("--test-concurrency=2");
        self
    }

    /// All files but this one, unless it is named.
    pub(super) fn without(mut self, name: &'a str) -> Self {
        self.left_out = Some(name);
        self
    }

    /// Sets one variable of the environment.
    pub(super) fn env(mut self, variable: &'static str, value: PathBuf) -> Self {
        self.environment.push((variable, value));
        self
    }

    /// Sets the path of the browser.
    pub(super) fn browser(self, browser: &Browser) -> Self {
        self.env("CHROME", browser.headless.clone())
    }

    /// The code of the files, from which it is seen what they need.
    ///
    /// # Errors
    /// As [`NodeTests::run`].
    pub(super) fn code(&self, ws: &Workspace) -> Result<String> {
        let read = |file: &PathBuf| {
            fs::read_to_string(file).with_context(|| format!("could not read `{}`", file.display()))
        };
        self.files(ws)?.iter().map(read).collect()
    }

    /// Runs them and counts.
    ///
    /// # Errors
    /// When the folder or a named file is missing, or Node cannot be started.
    pub(crate) fn run(self, ws: &Workspace) -> Result<Count> {
        setup::packages(ws)?;
        let report = ws.target().join(format!("hallpass/{}.tap", self.name));
        fs::create_dir_all(report.parent().context("the target folder has no parent")?)?;
        let destination = format!("--test-reporter-destination={}", report.display());
        let mut run = Run::node(ws)?
            .args([
                "--test",
                "--test-reporter=spec",
                "--test-reporter-destination=stdout",
                "--test-reporter=tap",
            ])
            .args([&destination])
            .args(&self.flags)
            .args(self.files(ws)?)
            .env("HALLPASS_ROOT", ws.root())
            .env("HALLPASS_BUNDLE", Edition::Dev.folder(ws))
            .env("HALLPASS_RELEASE_BUNDLE", Edition::Release.folder(ws))
            .env("HALLPASS_CONSOLE", ws.at("console/dist"));
        for (variable, value) in &self.environment {
            run = run.env(variable, value);
        }
        let watched = run.watch()?;
        let text = fs::read_to_string(&report)
            .with_context(|| format!("node wrote no `{}`", report.display()))?;
        Ok(Count::reported(self.name, Count::from_tap(&text), &text).with_status(watched.success))
    }

    fn files(&self, ws: &Workspace) -> Result<Vec<PathBuf>> {
        let mut all = Vec::new();
        list(&ws.at(self.folder), &mut all)
            .with_context(|| format!("`{}` is missing", self.folder))?;
        all.sort();
        if self.names.is_empty() {
            let left_out = self.left_out.map(|name| format!("{name}{ENDING}"));
            all.retain(|path| !left_out.iter().any(|name| path.ends_with(name)));
            return Ok(all);
        }
        let mut chosen = Vec::new();
        for name in self.names {
            let file = format!("{}{ENDING}", name.trim_end_matches(ENDING));
            let found = all.iter().find(|path| path.ends_with(&file));
            match found {
                Some(path) => chosen.push(path.clone()),
                None => bail!("no `{file}` below `{}`", self.folder),
            }
        }
        Ok(chosen)
    }
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_test = path.to_string_lossy().ends_with(ENDING);
        if path.is_dir() && !path.ends_with("node_modules") {
            list(&path, files)?;
        } else if is_test {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::NodeTests;
    use crate::workspace::Workspace;

    #[test]
    fn files_are_found_by_name() {
        let ws = Workspace::find().unwrap();
        let count = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.into()).collect();
            let tests = NodeTests::new("http", "tests/http").named(&names);
            tests.files(&ws).map(|files| files.len())
        };
        assert!(count(&[]).unwrap() > 20);
        assert_eq!(count(&["members", "rules/rule-05"]).unwrap(), 2);
        assert_eq!(count(&["tests/http/members.test.ts"]).unwrap(), 1);
        assert!(count(&["embers"]).is_err());
    }

    #[test]
    fn a_file_is_left_out_unless_it_is_named() {
        let ws = Workspace::find().unwrap();
        let http = || NodeTests::new("http", "tests/http");
        let all = http().files(&ws).unwrap().len();
        let without = http().without("timing").files(&ws).unwrap().len();
        assert_eq!(without + 1, all);
        let names = ["timing".to_owned()];
        let named = http().named(&names).without("timing");
        assert_eq!(named.files(&ws).unwrap().len(), 1);
    }
}
