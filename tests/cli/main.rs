//! The program from outside: exit codes, standard output and error, and the files it leaves. A module
//! a verb, and one for shards.

#[path = "../desk/mod.rs"]
mod desk;

mod check;
mod compare;
mod man;
mod precision;
mod reduction;
mod run;
mod select;
mod shards;
mod steady_state;
mod stress;
mod sweep;
mod verify;
