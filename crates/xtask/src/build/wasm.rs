//! What is done to the Worker's WebAssembly after it is built, so that less of it is deployed.
//!
//! gzip finds a repetition only within 32 kB. Functions that resemble each other are therefore put side by side: a
//! permutation, which `wasm-opt` carries out in the order of names that are given for it. Before that, what does not
//! change what they do is made alike in all of them, so that there is more to find.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::{plain, short, similar};
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

/// Writes code alike, orders the functions, drops their names, and gives what goes between it and its script short ones.
///
/// # Errors
/// When it cannot be read, or a tool fails.
pub(super) fn shrink(ws: &Workspace, wasm: &Path, script: &Path) -> Result<()> {
    let kept = ws.cache("wasm/kept.wasm")?;
    optimise(ws, wasm, &["--strip-debug", "--strip-producers"], &kept)?;
    let content = fs::read(&kept)?;
    let plain = plain::code(&functions(&content)?, &parameters(&content)?)?;
    let content = with_section(&content, CODE, &plain)?;
    let order = similar::order(&functions(&content)?);
    fs::write(&kept, named(&content, &order)?)?;
    let passes = ["--reorder-functions-by-name", "--strip-debug"];
    optimise(ws, &kept, &passes, wasm)?;
    shorten(wasm, script)
}

/// Gives imports and exports short names, in the module and in the script.
fn shorten(wasm: &Path, script: &Path) -> Result<()> {
    let (content, text) = (fs::read(wasm)?, fs::read_to_string(script)?);
    let imports = named_items(&content, IMPORTS)?;
    let exports = named_items(&content, EXPORTS)?;
    let names = short::names(
        &imports.iter().map(|each| each.name).collect::<Vec<_>>(),
        &exports.iter().map(|each| each.name).collect::<Vec<_>>(),
        &text,
    )?;
    let imports = with_section(&content, IMPORTS, &written(&imports, &names))?;
    fs::write(
        wasm,
        with_section(&imports, EXPORTS, &written(&exports, &names))?,
    )?;
    Ok(fs::write(script, short::renamed(&text, &names))?)
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

/// An import or an export.
struct Item<'a> {
    /// Where an import comes from.
    module: Option<&'a [u8]>,
    name: &'a str,
    /// Its kind, and which it is.
    what: &'a [u8],
}

/// The imports or the exports.
fn named_items(module: &[u8], number: u8) -> Result<Vec<Item<'_>>> {
    let mut reader = section(module, number)?;
    let count = reader.number()?;
    let mut items = Vec::with_capacity(count);
    for _ in 0..count {
        let from = if number == IMPORTS {
            Some(reader.bytes()?)
        } else {
            None
        };
        let name = std::str::from_utf8(reader.bytes()?)?;
        let start = reader.rest;
        let kind = reader.byte()?;
        match kind {
            _ if number == EXPORTS => reader.number().map(drop)?,
            0 => reader.number().map(drop)?,
            1 => {
                reader.byte()?;
                reader.limits()?;
            }
            2 => reader.limits()?,
            3 => reader.skip(2)?,
            4 => {
                reader.byte()?;
                reader.number()?;
            }
            other => anyhow::bail!("an import is of the unknown kind {other}"),
        }
        let length = start.len() - reader.rest.len();
        items.push(Item {
            module: from,
            name,
            what: start.get(..length).unwrap_or_default(),
        });
    }
    Ok(items)
}

fn written(items: &[Item<'_>], names: &HashMap<&str, String>) -> Vec<u8> {
    let mut out = Vec::new();
    write_number(&mut out, items.len());
    for item in items {
        if let Some(module) = item.module {
            write_bytes(&mut out, module);
        }
        let name = names.get(item.name).map_or(item.name, String::as_str);
        write_bytes(&mut out, name.as_bytes());
        out.extend_from_slice(item.what);
    }
    out
}

fn functions(module: &[u8]) -> Result<Vec<&[u8]>> {
    let mut reader = section(module, CODE)?;
    let count = reader.number()?;
    (0..count).map(|_| reader.bytes()).collect()
}

/// The module with names by which its functions sort into this order.
fn named(module: &[u8], order: &[usize]) -> Result<Vec<u8>> {
    // Functions from outside have the first indices.
    let imports = named_items(module, IMPORTS)?;
    let imported = imports
        .iter()
        .filter(|each| each.what.first() == Some(&0))
        .count();
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
