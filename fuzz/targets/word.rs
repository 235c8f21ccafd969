//! What `Parser::Word` makes of bytes that libFuzzer found.
#![no_main]

hallpass_fuzz::target!(Word);
