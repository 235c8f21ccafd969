//! What `Parser::Body` makes of bytes that libFuzzer found.
#![no_main]

hallpass_fuzz::target!(Body);
