//! `wasm-bindgen`, at exactly the version that the crates were compiled against.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os())
}
