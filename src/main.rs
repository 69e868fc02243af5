//! The program `callsim`; see the library for what it does.

use std::process::ExitCode;

fn main() -> ExitCode {
    callsim::cli::main()
}
