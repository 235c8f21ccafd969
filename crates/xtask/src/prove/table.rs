//! The proofs: their names, what is built for them, and their programs.

/// What a proof needs before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(
    dead_code,
    reason = "what proofs may need, whether or not one does today"
)]
pub(crate) enum Need {
    /// The tests' Worker, in `HALLPASS_BUNDLE`.
    Worker,
    /// The deployed Worker, in `HALLPASS_RELEASE_BUNDLE`.
    Release,
    /// The npm package and its WebAssembly, in `pkg/dist` and `pkg/wasm`.
    Sdk,
    /// The fuzz crate as WebAssembly, its folder in `HALLPASS_FUZZ_WASM`.
    FuzzWasm,
    /// The clients of `crates/reference/src/history`, in `HALLPASS_HISTORY`.
    History,
    /// A browser, in `CHROME`.
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
    /// Its name on the command line, and that of its program and of its file in `target/prove`.
    pub(crate) name: &'static str,
    /// What it shows, in a few words.
    pub(crate) title: &'static str,
    /// What is built first.
    pub(crate) needs: &'static [Need],
    /// What is run.
    pub(crate) program: Program,
}

impl Proof {
    /// Whether it runs with the tests. A proof that builds core for each of hundreds of mutants does not; by its name it runs at any scale.
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
        title: "what concurrent clients saw is explained by a sequential order",
        needs: &[Need::Worker, Need::History],
        program: Program::Node,
    },
    Proof {
        name: "outbox",
        title: "deliveries dropped, duplicated, delayed and reordered: every list becomes right",
        needs: &[Need::Worker],
        program: Program::Node,
    },
    Proof {
        name: "storm",
        title: "junk, resets and a slow provider: users with a known key never wait for a fetch",
        needs: &[Need::Worker],
        program: Program::Node,
    },
    // The rules against a reference model, and races.
    Proof {
        name: "model",
        title: "the rules against a reference model",
        needs: &[],
        program: Program::Reference,
    },
    Proof {
        name: "races",
        title: "concurrent changes of one account, explained by the order of its log",
        needs: &[Need::Worker],
        program: Program::Node,
    },
    Proof {
        name: "replay",
        title: "the reference model's histories, replayed to the Worker",
        needs: &[Need::Worker, Need::Reference],
        program: Program::Node,
    },
    // The same results everywhere; inputs of every kind; memory.
    Proof {
        name: "hosts",
        title: "the same results natively, in Node, workerd and Chromium",
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
        title: "a million verifications leave no memory behind",
        needs: &[Need::Sdk, Need::Worker],
        program: Program::Node,
    },
    Proof {
        name: "miri",
        title: "no unsafe code, and no undefined behaviour found by Miri",
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
