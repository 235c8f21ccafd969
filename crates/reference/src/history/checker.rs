//! Checks histories beside the clients, and gives up if one takes too long.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};

use crate::invite::Invite;
use crate::log::Verdict;
use crate::membership::Membership;
use crate::workload::{History, lock};

/// How long the search for an order of one history may take. It takes milliseconds.
const SEARCH_LIMIT: Duration = Duration::from_secs(120);

/// A thread that checks histories until there are no more.
#[derive(Debug)]
pub(crate) struct Checker {
    verdict: Receiver<Result<Verdict, String>>,
    progress: Arc<Progress>,
}

/// What the thread does now.
#[derive(Debug, Default)]
struct Progress {
    checked: AtomicU64,
    /// The history that it searches an order for.
    current: Mutex<String>,
}

impl Checker {
    /// Starts the thread.
    pub(crate) fn start(histories: Receiver<History>) -> Self {
        let progress = Arc::new(Progress::default());
        let (done, verdict) = channel();
        let shared = Arc::clone(&progress);
        thread::spawn(move || {
            // A run that failed does not wait for the verdict.
            let _ = done.send(check(&histories, &shared));
        });
        Self { verdict, progress }
    }

    /// Waits for the last history.
    ///
    /// # Errors
    /// If a history is malformed, or the search for an order of one takes too long.
    pub(crate) fn verdict(&self) -> Result<Verdict> {
        self.verdict_within(SEARCH_LIMIT)
    }

    fn verdict_within(&self, limit: Duration) -> Result<Verdict> {
        loop {
            let before = self.progress.checked.load(Ordering::Relaxed);
            match self.verdict.recv_timeout(limit) {
                Ok(verdict) => return verdict.map_err(|error| anyhow!(error)),
                Err(RecvTimeoutError::Disconnected) => bail!("the checker failed"),
                Err(RecvTimeoutError::Timeout)
                    if self.progress.checked.load(Ordering::Relaxed) == before =>
                {
                    bail!(
                        "the search for an order of history {before} takes longer than {} s: {}",
                        limit.as_secs(),
                        lock(&self.progress.current)
                    );
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

fn check(histories: &Receiver<History>, progress: &Progress) -> Result<Verdict, String> {
    let mut verdict = Verdict::default();
    for history in histories {
        *lock(&progress.current) = format!("{history:?}");
        match history {
            History::Invite(events) => verdict.add::<Invite>(&events)?,
            History::Membership(events) => verdict.add::<Membership>(&events)?,
        }
        progress.checked.fetch_add(1, Ordering::Relaxed);
    }
    Ok(verdict)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invite::{Operation, Response};
    use crate::log::Event;

    const CREATED: [Event<Operation, Response>; 2] = [
        Event::Invoked(0, Operation::Create(1)),
        Event::Returned(0, Response::Created),
    ];

    #[test]
    fn the_verdict_follows_the_last_history() {
        let (finished, histories) = channel();
        let checker = Checker::start(histories);
        finished.send(History::Invite(CREATED.to_vec())).unwrap();
        drop(finished);
        assert_eq!(checker.verdict().unwrap().histories, 1);
    }

    #[test]
    fn a_checker_that_does_not_go_on_is_an_error() {
        // The histories never end.
        let (finished, histories) = channel();
        let checker = Checker::start(histories);
        let error = checker.verdict_within(Duration::ZERO).unwrap_err();
        assert!(error.to_string().contains("history 0"), "{error}");
        drop(finished);
    }
}
