//! Results as a page to look at: one HTML file that needs nothing else.
//!
//! `document` is the frame of every page, `blocks` what pages are made of: tables and pictures;
//! `origin` is the last chapter of experiments, and `words` are how measures and differences are
//! written. The other files are pages, one for each kind of results.

mod blocks;
mod check;
mod comparison;
mod document;
mod origin;
mod result;
mod selection;
mod steady_state;
mod words;

pub(super) use blocks::{figure, table};
pub(super) use check::check_page;
pub(super) use comparison::comparison_page;
pub(super) use document::{Chapter, Document};
pub use origin::Origin;
pub(super) use result::result_page;
pub(super) use selection::selection_page;
pub(super) use steady_state::steady_state_page;
pub(super) use words::{around, cut, first_upper, measure_words, within_percent};
