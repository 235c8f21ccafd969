//! The settings of a local Worker, created on the first run outside git.

use std::fs;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use crate::build::Edition;
use crate::output::note;
use crate::run::Run;
use crate::workspace::Workspace;

/// Writes wrangler's configuration and settings for a port, and gives the configuration's path.
///
/// # Errors
/// When `wrangler.toml` cannot be read or the files cannot be written.
pub(crate) fn write(ws: &Workspace, port: u16) -> Result<PathBuf> {
    let folder = ws.cache("dev/settings/wrangler.json")?;
    let folder = folder
        .parent()
        .context("the cache has no folder")?
        .to_path_buf();
    let configuration = folder.join("wrangler.json");
    fs::write(
        &configuration,
        serde_json::to_string_pretty(&local_configuration(ws)?)?,
    )?;
    let mut variables = local_variables(ws, port)?;
    if let Ok(own) = fs::read_to_string(ws.at(".dev.vars")) {
        note("Adding the settings of `.dev.vars`");
        variables.push_str(&own);
    }
    write_secret(&folder.join(".dev.vars"), &variables)?;
    Ok(configuration)
}

/// `wrangler.toml` as it is deployed, but for the bundle, its build and the settings.
fn local_configuration(ws: &Workspace) -> Result<Value> {
    let text =
        fs::read_to_string(ws.at("wrangler.toml")).context("could not read `wrangler.toml`")?;
    let table: toml::Table = text.parse().context("could not read `wrangler.toml`")?;
    let mut configuration: Map<String, Value> =
        serde_json::from_value(serde_json::to_value(table)?)?;
    for deployed_only in [
        "build",
        "vars",
        "secrets",
        "ratelimits",
        "routes",
        "workers_dev",
    ] {
        configuration.remove(deployed_only);
    }
    configuration.insert(
        "main".into(),
        path(&Edition::Dev.folder(ws).join("entry.mjs")),
    );
    if let Some(assets) = configuration
        .get_mut("assets")
        .and_then(Value::as_object_mut)
    {
        assets.insert("directory".into(), path(&ws.at("console/dist")));
    }
    Ok(Value::Object(configuration))
}

fn path(path: &Path) -> Value {
    Value::String(path.to_string_lossy().into_owned())
}

/// The settings of DESIGN's closed list that a local Worker needs; time budgets stay off.
fn local_variables(ws: &Workspace, port: u16) -> Result<String> {
    let secrets = secrets(ws)?;
    let origin = format!("http://127.0.0.1:{port}");
    let settings = [
        ("EDGE_ORIGIN", origin.clone()),
        ("JOIN_URL", format!("{origin}/join")),
        ("APP_URL", format!("{origin}/")),
        ("SUPPORT_URL", format!("{origin}/support")),
        (
            "ALLOWED_ORIGINS",
            format!("{origin},http://localhost:{port}"),
        ),
        ("IDENTITY_PROVIDERS", "[]".to_owned()),
        ("LOCAL_IDENTITY", "on".to_owned()),
        (
            "EMAIL",
            json!({ "from": "Hallpass <hallpass@local.test>", "transport": "local" }).to_string(),
        ),
        (
            "HALLPASS_KEYS",
            json!({ "keys": secrets.get("keys") }).to_string(),
        ),
        (
            "HALLPASS_PEPPER",
            secrets
                .get("pepper")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
        ),
    ];
    Ok(settings
        .iter()
        .map(|(name, value)| format!("{name}='{value}'\n"))
        .collect())
}

/// The local signing key and pepper, created on the first run and reused, so that links and data survive a restart.
fn secrets(ws: &Workspace) -> Result<Value> {
    let file = ws.cache("dev/secrets.json")?;
    if !file.exists() {
        note("Making a local signing key");
        let script = ws.at("crates/xtask/scripts/local-secrets.mjs");
        let drawn = Run::node(ws)?.args([script]).read()?;
        write_secret(&file, &drawn)?;
    }
    serde_json::from_str(&fs::read_to_string(&file)?).with_context(|| {
        format!(
            "`{}` is damaged: remove it, and the data with `--reset`",
            file.display()
        )
    })
}

/// Writes a file that only its owner can read.
fn write_secret(file: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    let mut opened = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(file)
        .with_context(|| format!("could not write `{}`", file.display()))?;
    opened.write_all(text.as_bytes())?;
    Ok(())
}
