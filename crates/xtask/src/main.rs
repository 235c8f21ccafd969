//! `cargo xtask`: builds, runs and tests Hallpass.

mod bench;
mod build;
mod check;
mod command_line;
mod dev;
mod docs;
mod fresh;
mod output;
mod package;
mod prove;
mod run;
mod setup;
mod size;
mod test;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    output::start_clock();
    match command_line::run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            output::note(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
