//! What the layers of a picture are called, for the words beside it.

use super::layers::{class, mark};
use super::svg::Drawing;
use super::{Chart, Layer};

/// A name of the legend.
pub(in crate::report) struct Entry {
    /// How it looks, as SVG.
    pub(in crate::report) sample: String,
    /// What it is.
    pub(in crate::report) name: String,
}

/// The legend; empty if there is but one thing to see, which the title tells.
pub(in crate::report) fn legend(chart: &Chart) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut marks = 0;
    for layer in &chart.layers {
        match layer {
            Layer::Line(it) | Layer::Steps(it) => entry(&mut entries, &it.name, |drawing| {
                drawing.line(&class("line", it.hue), &[(1.0, 7.0), (27.0, 7.0)]);
            }),
            Layer::Band { name, hue, .. } => entry(&mut entries, name, |drawing| {
                drawing.rectangle(&class("band", *hue), [(1.0, 1.0), (27.0, 13.0)]);
            }),
            Layer::Bars(it) => entry(&mut entries, &it.name, |drawing| {
                drawing.rectangle(&class("bar", it.hue), [(8.0, 1.0), (20.0, 13.0)]);
            }),
            // From top to bottom, as they are seen.
            Layer::Stack(all) => all.iter().rev().for_each(|it| {
                entry(&mut entries, &it.name, |drawing| {
                    drawing.rectangle(&class("area", it.hue), [(8.0, 1.0), (20.0, 13.0)]);
                });
            }),
            Layer::Estimates { name, hue, .. } => {
                entry(&mut entries, name, |drawing| {
                    drawing.line(&class("whisker", *hue), &[(1.0, 7.0), (27.0, 7.0)]);
                    mark(marks, &class("mark", *hue), (14.0, 7.0), drawing);
                });
                marks += 1;
            }
        }
    }
    if entries.len() > 1 { entries } else { Vec::new() }
}

fn entry(entries: &mut Vec<Entry>, name: &str, draw: impl FnOnce(&mut Drawing)) {
    if name.is_empty() {
        return;
    }
    let mut drawing = Drawing::default();
    draw(&mut drawing);
    let body = drawing.finish();
    let sample = format!(
        "<svg class=\"sample\" viewBox=\"0 0 28 14\" width=\"28\" height=\"14\" aria-hidden=\"true\">{body}</svg>"
    );
    entries.push(Entry { sample, name: name.to_owned() });
}
