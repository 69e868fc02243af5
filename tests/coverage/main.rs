//! 95 % means 95 %: experiments are repeated, and what they say is held against what is true. Most of
//! it is a small version of what `examples/coverage_*.rs` measure.

#![expect(clippy::duplicate_mod, reason = "examples that are tested here bring the day along")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../known_day/mod.rs"]
mod known_day;

mod check;
mod means;
mod paired;
mod reduction;
mod select;
mod sequential;
