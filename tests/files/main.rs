//! The files that the program leaves, as those see them who read them: every column is documented,
//! nothing that a scenario is called does harm, Parquet files say what CSV files say, and the
//! examples of analyses run.

#[path = "../desk/mod.rs"]
mod desk;

mod analysis;
mod columns;
mod hostile_names;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(not(feature = "parquet"))]
mod without_parquet;
