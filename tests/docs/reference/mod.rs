//! The reference is generated from what the program reads, measures and understands.
//!
//! `UPDATE_GOLDEN=1 cargo test --test docs reference` writes it.

mod command_line;
mod keys;
mod measures;

use std::{env, fs};

use super::manual;

const GENERATED: &str = "<!-- Generated; UPDATE_GOLDEN=1 cargo test --test docs reference -->\n\n";

#[test]
fn the_reference_of_keys_is_the_schema_of_the_format() {
    is_current("keys.md", &keys::page());
}

#[test]
fn the_reference_of_measures_is_the_list_of_measures() {
    is_current("measures.md", &measures::page());
}

#[test]
fn the_reference_of_the_command_line_is_its_help() {
    is_current("command-line.md", &command_line::page());
}

/// Compares a page of the reference with what it should be, or writes it.
fn is_current(page: &str, text: &str) {
    let path = manual("reference").join(page);
    let expected = format!("{GENERATED}{}\n", text.trim());
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "docs/reference/{page} is old; UPDATE_GOLDEN=1 writes it");
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|").replace('\n', " ")
}
