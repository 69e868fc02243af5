//! Results as a page to look at: one HTML file that needs nothing else.
//!
//! `document` is the frame of every page, `blocks` what pages are made of: tables and pictures.
//! The other files are pages, one for each kind of results.

mod blocks;
mod document;
mod result;

pub(super) use document::{Chapter, Document};
pub(super) use result::result_page;
