//! `#[derive(Wire)]`: tables of fields and variants for the reader and the writer in `hallpass_core::wire`.
//!
//! The names are spelt as serde's attributes say. A name in a table may begin with marks: `~` for a field that may
//! be absent when it is read, `?` for one that is left out when it is empty.

mod names;
mod shape;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a type readable and writable by `hallpass_core::wire`.
#[proc_macro_derive(Wire, attributes(serde))]
pub fn wire(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    shape::both(&input)
        .unwrap_or_else(|error| error.into_compile_error())
        .into()
}

/// Makes a type writable alone.
#[proc_macro_derive(WireWrite, attributes(serde))]
pub fn wire_write(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    shape::write(&input)
        .unwrap_or_else(|error| error.into_compile_error())
        .into()
}
