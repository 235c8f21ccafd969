//! Every rule of Hallpass. Values in, values out: no clock, no randomness, no I/O, no JavaScript.
#![no_std]

extern crate alloc;

pub mod base64url;
pub mod canonical;
pub mod key;
pub mod link;
pub mod token;
