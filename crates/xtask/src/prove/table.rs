//! Every proof: what it is called, what it needs built and which program it is.

/// What a proof needs before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    dead_code,
    reason = "what proofs may need, whether or not one does today"
)]
pub(crate) enum Need {
    /// The tests' Worker, in `HALLPASS_BUNDLE`.
    Worker,
    /// What is deployed, in `HALLPASS_RELEASE_BUNDLE`.
    Release,
    /// The npm package and its WebAssembly, in `pkg/dist` and `pkg/wasm`.
    Sdk,
    /// The fuzz crate as WebAssembly, its folder in `HALLPASS_FUZZ_WASM`.
    FuzzWasm,
    /// The clients of `crates/reference/src/history`, in `HALLPASS_HISTORY`.
    History,
    /// A browser, in `CHROME` and `CHROMEDRIVER`.
    Browser,
    /// The targets of libFuzzer, the folder of their programs in `HALLPASS_FUZZ`.
    Fuzz,
    /// cargo-mutants, its program in `HALLPASS_MUTANTS`.
    Mutants,
    /// A program of the fuzz crate: its path in `HALLPASS_BIN_NAME`, in capitals.
    Binary(&'static str),
    /// The program of `crates/reference`, in `HALLPASS_REFERENCE`.
    Reference,
}

/// The program of a proof.
#[derive(Debug, Clone, Copy)]
#[allow(dead_code, reason = "as for needs")]
pub(crate) enum Program {
    /// `prove/NAME.ts`, on the locked Node.
    Node,
    /// `src/bin/NAME.rs` of the fuzz crate.
    Rust,
    /// The program of `crates/reference`.
    Reference,
}

/// One proof.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proof {
    /// The word on the command line, and the name of its program and of its file in `target/prove`.
    pub(crate) name: &'static str,
    /// What it shows, in a few words.
    pub(crate) title: &'static str,
    /// What is built first.
    pub(crate) needs: &'static [Need],
    /// What is run.
    pub(crate) program: Program,
}

impl Proof {
    /// Whether it is one of the tests. A build for each of hundreds of mutants is none; by its name it runs at any scale.
    pub(crate) fn is_a_test(&self) -> bool {
        !self.needs.contains(&Need::Mutants)
    }
}

/// Every proof, in the order in which they run.
pub(crate) const PROOFS: &[Proof] = &[
    // The Worker under load, kills and faults.
    Proof {
        name: "crash",
        title: "killed at random moments under load",
        needs: &[Need::Worker],
        program: Program::Node,
    },
    Proof {
        name: "linearizability",
        title: "what clients saw at once could have happened one after another",
        needs: &[Need::Worker, Need::History],
        program: Program::Node,
    },
    Proof {
        name: "outbox",
        title: "deliveries dropped, doubled, delayed and out of order: every list comes right",
        needs: &[Need::Worker],
        program: Program::Node,
    },
    // The rules against a model of their own, and races.
    Proof {
        name: "model",
        title: "the rules against a reference model",
        needs: &[],
        program: Program::Reference,
    },
    Proof {
        name: "races",
        title: "everybody at once, and one order that explains it",
        needs: &[Need::Worker],
        program: Program::Node,
    },
    Proof {
        name: "replay",
        title: "the reference model's lives, played to the Worker",
        needs: &[Need::Worker, Need::Reference],
        program: Program::Node,
    },
    // The same answer everywhere; inputs of every kind; memory.
    Proof {
        name: "hosts",
        title: "the same answer natively, in Node, workerd and Chromium",
        needs: &[Need::FuzzWasm, Need::Browser, Need::Binary("hosts")],
        program: Program::Node,
    },
    Proof {
        name: "fuzz",
        title: "libFuzzer on every parser of untrusted bytes",
        needs: &[Need::Fuzz],
        program: Program::Node,
    },
    Proof {
        name: "memory",
        title: "nothing is kept of a million verifications",
        needs: &[Need::Sdk, Need::Worker],
        program: Program::Node,
    },
    Proof {
        name: "miri",
        title: "no unsafe code, and none to be found by Miri",
        needs: &[],
        program: Program::Node,
    },
    Proof {
        name: "mutants",
        title: "a test fails for every change of a rule",
        needs: &[Need::Mutants],
        program: Program::Node,
    },
];
