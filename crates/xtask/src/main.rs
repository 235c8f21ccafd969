//! `cargo xtask`: the one door to building, running and testing Hallpass.

mod bench;
mod build;
mod check;
mod command_line;
mod dev;
mod docs;
mod fresh;
mod package;
mod prove;
mod run;
mod say;
mod setup;
mod size;
mod test;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    say::start_clock();
    match command_line::run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say::note(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
