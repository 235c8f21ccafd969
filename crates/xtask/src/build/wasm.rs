//! What is done to the Worker's WebAssembly after it is built, so that less of it is deployed.
//!
//! gzip finds a repetition only within 32 kB. Functions that resemble each other are therefore put side by side: a
//! permutation, which `wasm-opt` carries out in the order of names that are given for it. Before that, what does not
//! change what they do is made alike in all of them, so that there is more to find.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::json;

use super::{plain, similar};
use crate::run::Run;
use crate::workspace::Workspace;

/// What the compiler uses of WebAssembly, and nothing that a tool may know beyond it: a runtime would have to know it too.
const FEATURES: [&str; 8] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-exception-handling",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Classes that `worker` exports to JavaScript for what the Worker does not do: streams written in Rust, containers,
/// objects in R2, minified pages. Nothing calls them.
const UNUSED: [&str; 4] = [
    "containerstartup",
    "intounderlying",
    "minifyconfig",
    "r2range",
];

/// Drops what nothing calls, orders the functions, and drops their names.
///
/// # Errors
/// When it cannot be read, or a tool fails.
pub(super) fn shrink(ws: &Workspace, wasm: &Path) -> Result<()> {
    let (graph, kept) = (ws.cache("wasm/exports.json")?, ws.cache("wasm/kept.wasm")?);
    let content = fs::read(wasm)?;
    let exports = exports(&content)?;
    let nodes: Vec<_> = exports
        .iter()
        .map(|name| {
            if UNUSED.iter().any(|unused| name.contains(unused)) {
                json!({"name": name, "export": name})
            } else {
                json!({"name": name, "export": name, "root": true})
            }
        })
        .collect();
    fs::write(&graph, serde_json::to_string(&nodes)?)?;
    Run::new(ws, ws.npm_tool("wasm-metadce"))?
        .args(FEATURES)
        .args([wasm.as_os_str(), "--graph-file".as_ref()])
        .args([graph.as_os_str(), "-o".as_ref(), kept.as_os_str()])
        .quietly()?;
    optimise(ws, &kept, &["--strip-debug", "--strip-producers"], &kept)?;
    let content = fs::read(&kept)?;
    let plain = plain::code(&functions(&content)?, &parameters(&content)?)?;
    let content = with_section(&content, CODE, &plain)?;
    let order = similar::order(&functions(&content)?);
    fs::write(&kept, named(&content, &order)?)?;
    optimise(
        ws,
        &kept,
        &["--reorder-functions-by-name", "--strip-debug"],
        wasm,
    )
}

fn optimise(ws: &Workspace, from: &Path, passes: &[&str], to: &Path) -> Result<()> {
    Run::new(ws, ws.npm_tool("wasm-opt"))?
        .args(FEATURES)
        .args(passes)
        .args([from.as_os_str(), "-o".as_ref(), to.as_os_str()])
        .quietly()
}

/// Reads along a module (WebAssembly core specification 2.0, §5).
pub(super) struct Reader<'a> {
    pub(super) rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.rest.split_first().context("the module ends early")?;
        self.rest = rest;
        Ok(*first)
    }

    pub(super) fn number(&mut self) -> Result<usize> {
        let (mut number, mut shift) = (0_usize, 0_u32);
        loop {
            let byte = self.byte()?;
            let low = usize::from(byte & 0x7F);
            number |= low.checked_shl(shift).context("a number is too large")?;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        self.next(length)
    }

    fn next(&mut self, length: usize) -> Result<&'a [u8]> {
        let split = self.rest.split_at_checked(length);
        let (bytes, rest) = split.context("the module ends early")?;
        self.rest = rest;
        Ok(bytes)
    }

    pub(super) fn skip(&mut self, length: usize) -> Result<()> {
        self.next(length).map(drop)
    }

    fn text(&mut self) -> Result<&'a str> {
        Ok(std::str::from_utf8(self.bytes()?)?)
    }

    fn limits(&mut self) -> Result<()> {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 == 1 {
            self.number()?;
        }
        Ok(())
    }
}

/// Numbers of sections.
const TYPES: u8 = 1;
const IMPORTS: u8 = 2;
const FUNCTIONS: u8 = 3;
const EXPORTS: u8 = 7;
const CODE: u8 = 10;

/// The content of each section, by its number.
fn sections(module: &[u8]) -> Result<Vec<(u8, &[u8])>> {
    let rest = module.get(8..).context("this is no module")?;
    let mut reader = Reader { rest };
    let mut sections = Vec::new();
    while !reader.rest.is_empty() {
        sections.push((reader.byte()?, reader.bytes()?));
    }
    Ok(sections)
}

fn section(module: &[u8], number: u8) -> Result<Reader<'_>> {
    let sections = sections(module)?;
    let found = sections.into_iter().find(|(each, _)| *each == number);
    let (_, rest) = found.context("the module lacks a section")?;
    Ok(Reader { rest })
}

/// The module with another content of one section.
fn with_section(module: &[u8], number: u8, content: &[u8]) -> Result<Vec<u8>> {
    let mut with = module.get(..8).context("this is no module")?.to_vec();
    for (each, old) in sections(module)? {
        with.push(each);
        write_bytes(&mut with, if each == number { content } else { old });
    }
    Ok(with)
}

/// How many parameters each function has.
fn parameters(module: &[u8]) -> Result<Vec<usize>> {
    let mut reader = section(module, TYPES)?;
    let mut of_types = Vec::new();
    for _ in 0..reader.number()? {
        reader.byte()?;
        of_types.push(reader.bytes()?.len());
        reader.bytes()?;
    }
    let mut reader = section(module, FUNCTIONS)?;
    let count = reader.number()?;
    let type_of = |_| {
        let of_type = of_types.get(reader.number()?);
        of_type.copied().context("a function has no type")
    };
    (0..count).map(type_of).collect()
}

fn exports(module: &[u8]) -> Result<Vec<&str>> {
    let mut reader = section(module, EXPORTS)?;
    let count = reader.number()?;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        names.push(reader.text()?);
        reader.byte()?;
        reader.number()?;
    }
    Ok(names)
}

fn functions(module: &[u8]) -> Result<Vec<&[u8]>> {
    let mut reader = section(module, CODE)?;
    let count = reader.number()?;
    (0..count).map(|_| reader.bytes()).collect()
}

/// How many functions come from outside: they have the first indices.
fn imported_functions(module: &[u8]) -> Result<usize> {
    let mut reader = section(module, IMPORTS)?;
    let mut functions = 0;
    for _ in 0..reader.number()? {
        reader.bytes()?;
        reader.bytes()?;
        match reader.byte()? {
            0 => {
                functions += 1;
                reader.number()?;
            }
            1 => {
                reader.byte()?;
                reader.limits()?;
            }
            2 => reader.limits()?,
            3 => {
                reader.byte()?;
                reader.byte()?;
            }
            4 => {
                reader.byte()?;
                reader.number()?;
            }
            other => anyhow::bail!("an import is of the unknown kind {other}"),
        }
    }
    Ok(functions)
}

/// The module with names by which its functions sort into this order.
fn named(module: &[u8], order: &[usize]) -> Result<Vec<u8>> {
    let imported = imported_functions(module)?;
    let ranks: HashMap<usize, usize> = order.iter().copied().zip(0..).collect();
    let mut names = Vec::new();
    write_number(&mut names, order.len());
    for function in 0..order.len() {
        let rank = ranks.get(&function).context("a function has no place")?;
        write_number(&mut names, function + imported);
        write_bytes(&mut names, format!("f{rank:06}").as_bytes());
    }
    let mut content = Vec::new();
    write_bytes(&mut content, b"name");
    content.push(1);
    write_bytes(&mut content, &names);
    let mut named = module.to_vec();
    named.push(0);
    write_bytes(&mut named, &content);
    Ok(named)
}

pub(super) fn write_number(out: &mut Vec<u8>, mut number: usize) {
    while number > 0x7F {
        out.push(u8::try_from(number & 0x7F).unwrap_or_default() | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).unwrap_or_default());
}

pub(super) fn write_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    write_number(out, bytes.len());
    out.extend_from_slice(bytes);
}
