//! Every rendering of results: files, and a page for people.

mod cells;
mod files;
mod labels;
mod table;

pub use files::ReplicationRows;
