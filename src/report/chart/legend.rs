//! What the layers of a picture are called, for the words beside it.

use super::draw::lines_cross;
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
    let mut legend = Legend { entries: Vec::new(), marks: 0, lines_cross: lines_cross(chart) };
    chart.layers.iter().for_each(|layer| legend.add(layer));
    if legend.entries.len() > 1 { legend.entries } else { Vec::new() }
}

struct Legend {
    entries: Vec<Entry>,
    /// How many layers of marks there have been.
    marks: usize,
    lines_cross: bool,
}

impl Legend {
    fn add(&mut self, layer: &Layer) {
        let mut drawing = Drawing::default();
        match layer {
            Layer::Line(it) | Layer::Steps(it) => {
                drawing.line(&class("line", it.hue), &[(1.0, 7.0), (27.0, 7.0)]);
                self.entry(&it.name, drawing);
            }
            Layer::Band { name, hue, .. } => {
                drawing.rectangle(&class("band", *hue), [(1.0, 1.0), (27.0, 13.0)]);
                self.entry(name, drawing);
            }
            Layer::Bars(it) => {
                drawing.rectangle(&class("bar", it.hue), [(8.0, 1.0), (20.0, 13.0)]);
                self.entry(&it.name, drawing);
            }
            // From top to bottom, as they are seen.
            Layer::Stack(all) => all.iter().rev().for_each(|it| {
                let mut drawing = Drawing::default();
                drawing.rectangle(&class("area", it.hue), [(8.0, 1.0), (20.0, 13.0)]);
                self.entry(&it.name, drawing);
            }),
            Layer::Estimates { name, hue, .. } => {
                drawing.line(&class("whisker", *hue), &[(1.0, 7.0), (27.0, 7.0)]);
                mark(self.marks, &class("mark", *hue), (14.0, 7.0), &mut drawing);
                self.marks += 1;
                self.entry(name, drawing);
            }
        }
    }

    fn entry(&mut self, name: &str, drawing: Drawing) {
        if name.is_empty() {
            return;
        }
        let class = if self.lines_cross { "sample many" } else { "sample" };
        let body = drawing.finish();
        let sample = format!(
            "<svg class=\"{class}\" viewBox=\"0 0 28 14\" width=\"28\" height=\"14\" \
             aria-hidden=\"true\">{body}</svg>"
        );
        self.entries.push(Entry { sample, name: name.to_owned() });
    }
}
