//! Runs many clients against a Worker, as a plan says, and writes whether their histories are linearizable.

mod checker;
mod client;
mod draw;
mod http;
mod invite;
mod invite_requests;
mod log;
mod membership;
mod membership_http;
mod membership_requests;
mod workload;

use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::{Value, json};

use checker::Checker;
use client::{Client, Person, Run};
use draw::Draw;
use http::{Connection, Request};
use workload::{Shared, UserCounts, Workload, lock};

/// How often progress is printed.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(50);
/// How long no request may have a response: longer than a restart of the runtime takes.
const SILENCE_LIMIT: Duration = Duration::from_secs(120);

fn main() -> Result<()> {
    let file = std::env::args()
        .nth(1)
        .context("the path of the plan is missing")?;
    let plan: Value = serde_json::from_str(&fs::read_to_string(&file)?)?;
    let outcome = run(&plan)?;
    fs::write(text(&plan, "out")?, outcome.to_string())?;
    Ok(())
}

fn run(plan: &Value) -> Result<Value> {
    let address: SocketAddr = text(plan, "address")?.parse()?;
    let clients = number(plan, "clients")?;
    let group_size = number(plan, "groupSize")?.max(1);
    let seed = text(plan, "seed")?;
    // Without a limit: the checker never stops a client.
    let (finished, histories) = channel();
    let shared = Arc::new(Shared::new(number(plan, "operations")? as u64, finished));
    let people = open(address, plan)?;
    let counts = UserCounts {
        clients,
        own: number(plan, "own")?,
        invited: number(plan, "invited")?,
        owners: number(plan, "owners")?,
    };
    if counts.own < clients || people.len() < counts.own + counts.invited + counts.owners {
        bail!("the plan has too few users");
    }
    let run = Run {
        people,
        service: text(plan, "service")?.into(),
        clients: u32::try_from(clients)?,
        key_prefix: format!("{:x}", Draw::new(seed, u64::MAX).below(usize::MAX)),
        shared: Arc::clone(&shared),
        evict_every: number(plan, "evictEvery")?,
    };
    let workloads: Vec<_> = (0..clients.div_ceil(group_size))
        .map(|_| Workload::new(counts, Arc::clone(&shared)))
        .collect();
    let checker = Checker::start(histories);
    thread::scope(|scope| {
        for number in 0..run.clients {
            let workload = workloads.get(number as usize / group_size);
            let (run, draw) = (&run, Draw::new(seed, number.into()));
            if let Some(workload) = workload {
                let connection = Connection::to(address);
                scope.spawn(move || Client::new(number, run, workload, connection, draw).work());
            }
        }
        scope.spawn(|| watch(&shared));
    });
    if let Some(failure) = shared.failure() {
        bail!(
            "{failure}; unexpected responses: {:?}",
            lock(&shared.unexpected)
        );
    }
    for workload in &workloads {
        workload.close();
    }
    let evictions = shared.evicted.load(Ordering::Relaxed);
    let unexpected = lock(&shared.unexpected).clone();
    // The checker ends when the last senders are gone.
    drop((workloads, run, shared));
    let verdict = checker.verdict()?;
    Ok(json!({
        "operations": verdict.operations(),
        "sent": verdict.sent,
        "unanswered": verdict.unanswered,
        "histories": verdict.histories,
        "contested": verdict.contested,
        "unexplained": verdict.unexplained,
        "examples": verdict.examples,
        "slowestSearchMilliseconds": verdict.slowest.as_millis(),
        "evictions": evictions,
        "unexpected": unexpected,
    }))
}

/// Creates the accounts of all users.
fn open(address: SocketAddr, plan: &Value) -> Result<Vec<Person>> {
    let given = plan
        .get("people")
        .and_then(Value::as_array)
        .context("no `people`")?;
    let people: Mutex<Vec<(usize, Person)>> = Mutex::default();
    let next = Mutex::new(given.iter().enumerate());
    thread::scope(|scope| -> Result<()> {
        let work = || -> Result<()> {
            let mut connection = Connection::to(address);
            loop {
                let Some((number, each)) = lock(&next).next() else {
                    return Ok(());
                };
                let (identity, email) = (text(each, "identity")?, text(each, "email")?);
                let reply = connection.send(Request {
                    method: "PUT",
                    path: "/v1/me",
                    identity: Some(identity),
                    key: None,
                    body: None,
                });
                let reply = reply.context("no reply to `PUT /v1/me`")?;
                let id = reply.text_in("user", "id").filter(|_| reply.status == 200);
                let id = id.with_context(|| format!("{} {}", reply.status, reply.body))?;
                let person = Person {
                    identity: identity.into(),
                    email: email.into(),
                    id: id.into(),
                };
                lock(&people).push((number, person));
            }
        };
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(work)).collect();
        for thread in threads {
            thread
                .join()
                .map_err(|_| anyhow!("opening accounts failed"))??;
        }
        Ok(())
    })?;
    let mut people = people.into_inner().unwrap_or_default();
    people.sort_by_key(|(number, _)| *number);
    Ok(people.into_iter().map(|(_, person)| person).collect())
}

/// Prints how many requests were sent, for the process that kills the runtime meanwhile. Ends a run that gets no responses.
fn watch(shared: &Shared) {
    let (mut answered, mut since) = (0, Instant::now());
    while !shared.is_over() {
        thread::sleep(PROGRESS_INTERVAL);
        let now = shared.answered.load(Ordering::Relaxed);
        if now != answered {
            (answered, since) = (now, Instant::now());
        } else if since.elapsed() > SILENCE_LIMIT {
            let seconds = SILENCE_LIMIT.as_secs();
            shared.fail(format!(
                "no request had a response for {seconds} s, after {answered} that had one"
            ));
        }
        let mut out = std::io::stdout().lock();
        // A closed output does not end the run.
        let _ = writeln!(out, "{}", shared.sent.load(Ordering::Relaxed));
        let _ = out.flush();
    }
}

fn text<'p>(of: &'p Value, name: &str) -> Result<&'p str> {
    of.get(name)
        .and_then(Value::as_str)
        .with_context(|| format!("no `{name}`"))
}

fn number(of: &Value, name: &str) -> Result<usize> {
    let found = of
        .get(name)
        .and_then(Value::as_u64)
        .with_context(|| format!("no `{name}`"))?;
    Ok(usize::try_from(found)?)
}
