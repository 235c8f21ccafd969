//! Code of functions, written so that gzip finds more of it again: what does not change what they do is made alike.

use anyhow::{Result, bail};

use super::wasm::{Reader, write_bytes, write_number};

/// The content of the code section, with every function's code made plain. `parameters` are those of each function.
pub(super) fn code(functions: &[&[u8]], parameters: &[usize]) -> Result<Vec<u8>> {
    let mut code = Vec::new();
    write_number(&mut code, functions.len());
    for (function, parameters) in functions.iter().zip(parameters) {
        write_bytes(&mut code, &plain(function, *parameters)?);
    }
    Ok(code)
}

/// One instruction: its opcode, and what belongs to it as it stands in the code.
struct Instruction<'a> {
    opcode: u8,
    rest: &'a [u8],
}

/// A function's code with alignments that say nothing, and its locals numbered in the order in which they are set.
fn plain(function: &[u8], parameters: usize) -> Result<Vec<u8>> {
    let mut reader = Reader { rest: function };
    let locals = locals(&mut reader)?;
    let instructions = instructions(reader)?;
    let numbers = numbers(&instructions, &locals, parameters)?;
    let mut plain = Vec::with_capacity(function.len());
    write_locals(&mut plain, &locals, &numbers, parameters);
    for Instruction { opcode, rest } in instructions {
        plain.push(opcode);
        let mut reader = Reader { rest };
        match opcode {
            // A hint to the engine, which no engine in use takes.
            0x28..=0x3E => {
                reader.number()?;
                plain.push(natural_alignment(opcode));
                plain.extend_from_slice(reader.rest);
            }
            0x20..=0x22 => {
                let local = reader.number()?;
                let number = numbers.iter().position(|each| *each == local);
                write_number(&mut plain, number.unwrap_or(local));
            }
            _ => plain.extend_from_slice(rest),
        }
    }
    Ok(plain)
}

/// The alignment of the width of a load or a store, as a power of two.
const fn natural_alignment(opcode: u8) -> u8 {
    match opcode {
        0x29 | 0x2B | 0x37 | 0x39 => 3,
        0x28 | 0x2A | 0x34 | 0x35 | 0x36 | 0x38 | 0x3E => 2,
        0x2E | 0x2F | 0x32 | 0x33 | 0x3B | 0x3D => 1,
        _ => 0,
    }
}

/// The types of a function's locals, without its parameters.
fn locals(reader: &mut Reader<'_>) -> Result<Vec<u8>> {
    let mut types = Vec::new();
    for _ in 0..reader.number()? {
        let count = reader.number()?;
        let each = reader.byte()?;
        types.resize(types.len() + count, each);
    }
    Ok(types)
}

fn write_locals(out: &mut Vec<u8>, types: &[u8], numbers: &[usize], parameters: usize) {
    let type_of = |local: &usize| types.get(local - parameters).copied().unwrap_or_default();
    let ordered: Vec<u8> = numbers.iter().skip(parameters).map(type_of).collect();
    let runs: Vec<&[u8]> = ordered.chunk_by(|one, other| one == other).collect();
    write_number(out, runs.len());
    for run in runs {
        write_number(out, run.len());
        out.extend(run.first());
    }
}

/// The locals in their new order, parameters first: those of one type stay together, as few declarations as before.
fn numbers(code: &[Instruction<'_>], types: &[u8], parameters: usize) -> Result<Vec<usize>> {
    let mut used = Vec::new();
    let mut set = Vec::new();
    for Instruction { opcode, rest } in code {
        if let 0x20..=0x22 = opcode {
            let local = Reader { rest }.number()?;
            let seen = if *opcode == 0x20 { &mut used } else { &mut set };
            if local >= parameters && !seen.contains(&local) {
                seen.push(local);
            }
        }
    }
    // Some are read before they are set, as zero; some only so.
    used.splice(0..0, set);
    used.extend(parameters..parameters + types.len());
    let mut numbers: Vec<usize> = (0..parameters).collect();
    let type_of = |local: usize| types.get(local - parameters);
    for first in used.clone() {
        for local in &used {
            if type_of(*local) == type_of(first) && !numbers.contains(local) {
                numbers.push(*local);
            }
        }
    }
    Ok(numbers)
}

/// The instructions of a function (WebAssembly core specification 2.0, §5.4, with exceptions as the compiler has them).
fn instructions(mut reader: Reader<'_>) -> Result<Vec<Instruction<'_>>> {
    let mut instructions = Vec::new();
    while !reader.rest.is_empty() {
        let opcode = reader.byte()?;
        let from = reader.rest;
        pass(&mut reader, opcode)?;
        let length = from.len() - reader.rest.len();
        let rest = from.get(..length).unwrap_or_default();
        instructions.push(Instruction { opcode, rest });
    }
    Ok(instructions)
}

/// Passes what belongs to an instruction.
fn pass(reader: &mut Reader<'_>, opcode: u8) -> Result<()> {
    let numbers = match opcode {
        0x00 | 0x01 | 0x05 | 0x0B | 0x0F | 0x19..=0x1B | 0x45..=0xC4 => 0,
        0x02..=0x04 | 0x06..=0x09 | 0x0C | 0x0D | 0x10 | 0x12 | 0x18 => 1,
        0x20..=0x26 | 0x3F..=0x42 | 0xD0 | 0xD2 => 1,
        0x11 | 0x28..=0x3E => 2,
        0x0E => reader.number()? + 1,
        0x1C => reader.number()?,
        0x43 => return reader.skip(4),
        0x44 => return reader.skip(8),
        0xFC => match reader.number()? {
            0..=7 => 0,
            9 | 11 | 13 | 15..=17 => 1,
            8 | 10 | 12 | 14 => 2,
            other => bail!("the instruction 0xFC {other} is unknown"),
        },
        other => bail!("the instruction {other:#04X} is unknown"),
    };
    (0..numbers).try_for_each(|_| reader.number().map(drop))
}

#[cfg(test)]
mod tests {
    use super::code;

    /// One parameter, a 64-bit local, and two 32-bit ones, of which the second is set first.
    const FUNCTION: [&[u8]; 2] = [
        &[2, 1, 0x7E, 2, 0x7F],
        &[
            0x20, 0, 0x28, 0, 0x84, 0x08, 0x21, 3, // local 3 = load offset=1028 (parameter)
            0x20, 3, 0x29, 2, 0, 0x21, 1, // local 1 = 64-bit load (local 3)
            0x41, 0x28, 0x21, 2, // local 2 = 40, which is an opcode elsewhere
            0x20, 2, 0x20, 1, 0x37, 0, 0x10, 0x0B, // 64-bit store offset=16
        ],
    ];

    #[test]
    fn locals_are_numbered_as_they_are_set_and_alignments_say_nothing() {
        let plain = code(&[&FUNCTION.concat()], &[1]).unwrap();
        let expected: [&[u8]; 3] = [
            &[1, 32],
            &[2, 2, 0x7F, 1, 0x7E],
            &[
                0x20, 0, 0x28, 2, 0x84, 0x08, 0x21, 1, 0x20, 1, 0x29, 3, 0, 0x21, 3, 0x41, 0x28,
                0x21, 2, 0x20, 2, 0x20, 3, 0x37, 3, 0x10, 0x0B,
            ],
        ];
        assert_eq!(plain, expected.concat());
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        assert!(code(&[&[0, 0xFD, 0, 0x0B]], &[0]).is_err());
        assert!(code(&[&[0, 0x41]], &[0]).is_err());
    }
}
