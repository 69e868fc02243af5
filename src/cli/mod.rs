//! The person at the terminal: one module a verb.

pub mod erlang;
