//! A picture as SVG.

use std::fmt::Write;

use super::layers::Layers;
use super::plane::{Plane, cut, width_of};
use super::svg::{At, Drawing, escaped, short};
use super::{Across, Chart, Layer, Mark};

/// The picture as an element of a page. Its colours are the page's.
pub(in crate::report) fn svg(chart: &Chart) -> String {
    let plane = Plane::of(chart);
    let mut drawing = Drawing::default();
    shades(chart, &plane, &mut drawing);
    grid(&plane, &mut drawing);
    Layers::of(chart, &plane).draw(&mut drawing);
    if has_no_value(chart) {
        let [(left, top), (right, bottom)] = plane.corners;
        let middle = (0.5 * (left + right), 0.5 * (top + bottom));
        drawing.words("label", middle, At::Middle, "no values");
    }
    base(&plane, &mut drawing);
    targets(chart, &plane, &mut drawing);
    places(chart, &plane, &mut drawing);
    words(chart, &plane, &mut drawing);
    framed(chart, &plane, &drawing.finish())
}

/// The element with what it is called, and with where its places are, for the script of the page.
fn framed(chart: &Chart, plane: &Plane, body: &str) -> String {
    let (id, title, description) =
        (escaped(&chart.id), escaped(&chart.title), escaped(&chart.caption));
    let (width, height) = (short(plane.size.0), short(plane.size.1));
    let [(left, top), (right, bottom)] = plane.corners;
    let corners = [left, top, right, bottom].map(short).join(" ");
    let lines = chart.layers.iter().filter(|it| matches!(it, Layer::Line(_) | Layer::Steps(_)));
    let class = if lines.count() > 1 { "chart many" } else { "chart" };
    let lying = if plane.is_lying { " data-lying" } else { "" };
    let mut places = String::new();
    for place in &plane.places {
        let (x, y) = plane.at(place.middle, plane.up.low);
        let separator = if places.is_empty() { "" } else { " " };
        write!(places, "{separator}{}", short(if plane.is_lying { y } else { x }))
            .expect("a string takes everything");
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{class}\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
         data-corners=\"{corners}\" data-places=\"{places}\"{lying}>\
         <title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{description}</desc>{body}</svg>"
    )
}

fn has_no_value(chart: &Chart) -> bool {
    chart.layers.iter().all(|layer| match layer {
        Layer::Line(series) | Layer::Steps(series) | Layer::Bars(series) => {
            series.values.iter().flatten().next().is_none()
        }
        Layer::Band { ends, .. } => ends.iter().flatten().next().is_none(),
        Layer::Stack(all) => all.iter().all(|it| it.values.iter().flatten().next().is_none()),
        Layer::Estimates { values, .. } => values.iter().flatten().next().is_none(),
    })
}

/// Light lines at the values of the axis, and the values beside them.
fn grid(plane: &Plane, drawing: &mut Drawing) {
    let [(left, top), (right, bottom)] = plane.corners;
    for (value, _) in &plane.up.ticks {
        let (x, y) = plane.at(plane.across.low, *value);
        match plane.is_lying {
            true => drawing.line("grid", &[(x, top), (x, bottom)]),
            false => drawing.line("grid", &[(left, y), (right, y)]),
        }
    }
    for (value, text) in &plane.up.ticks {
        let (x, y) = plane.at(plane.across.low, *value);
        match plane.is_lying {
            true => drawing.words("tick", (x, bottom + 18.0), At::Middle, text),
            false => drawing.words("tick", (left - 8.0, y + 4.5), At::End, text),
        }
    }
}

/// The line from which everything rises, and the places along it.
fn base(plane: &Plane, drawing: &mut Drawing) {
    let [(left, top), (right, bottom)] = plane.corners;
    let (x, y) = plane.at(plane.across.low, plane.ground());
    match plane.is_lying {
        true => drawing.line("axis", &[(x, top), (x, bottom)]),
        false => drawing.line("axis", &[(left, y), (right, y)]),
    }
}

/// What is written beside the places, and what both axes are.
fn words(chart: &Chart, plane: &Plane, drawing: &mut Drawing) {
    let [(left, top), (right, bottom)] = plane.corners;
    let is_named = matches!(chart.across, Across::Names { .. });
    if !is_named {
        for (value, _) in &plane.across.ticks {
            let (x, _) = plane.at(*value, plane.up.low);
            drawing.line("axis", &[(x, bottom), (x, bottom + 4.0)]);
        }
    }
    for (value, text) in &plane.across.ticks {
        let (x, y) = plane.at(*value, plane.up.low);
        match plane.is_lying {
            true => {
                drawing.words("tick", (left - 8.0, y + 4.5), At::End, &cut(text, left - 12.0));
            }
            false => {
                // Words at the very end would be cut off by the picture.
                let half = 0.5 * width_of(text);
                let x = x.clamp(half + 1.0, (plane.size.0 - half - 1.0).max(half + 1.0));
                drawing.words("tick", (x, bottom + 18.0), At::Middle, text);
            }
        }
    }
    let label = match &chart.across {
        Across::Ranges { label, .. }
        | Across::Numbers { label, .. }
        | Across::Names { label, .. } => label,
    };
    let room = right - left;
    let below = (0.5 * (left + right), bottom + 40.0);
    match plane.is_lying {
        true => drawing.words("label", below, At::Middle, &cut(&chart.up.label, room)),
        false => {
            drawing.words("label", below, At::Middle, &cut(label, room));
            drawing.words("label", (1.0, top - 15.0), At::Start, &cut(&chart.up.label, room));
        }
    }
}

/// Lines at values, each with its words: above it at the right, or where nothing else stands.
fn targets(chart: &Chart, plane: &Plane, drawing: &mut Drawing) {
    let [(left, top), (right, bottom)] = plane.corners;
    let mut taken: Vec<f64> = Vec::new();
    for mark in &chart.marks {
        let Mark::Value { at, label } = mark else { continue };
        if !plane.up.has(*at) {
            continue;
        }
        let (x, y) = plane.at(plane.across.low, *at);
        let label = cut(label, 0.5 * (right - left));
        if plane.is_lying {
            drawing.line("target", &[(x, top), (x, bottom)]);
            let at = if x > 0.5 * (left + right) { At::End } else { At::Start };
            let aside = if at == At::End { x - 5.0 } else { x + 5.0 };
            drawing.words("said", (aside, top + 3.0), at, &label);
            continue;
        }
        drawing.line("target", &[(left, y), (right, y)]);
        let is_free = |place: &f64| taken.iter().all(|other| (place - other).abs() > 15.0);
        let above = if y - 6.0 > top { y - 6.0 } else { y + 15.0 };
        let place = [above, y + 15.0].into_iter().find(is_free).unwrap_or(above);
        taken.push(place);
        drawing.words("said", (right, place), At::End, &label);
    }
}

/// Lines at places, each with its words beside its upper end.
fn places(chart: &Chart, plane: &Plane, drawing: &mut Drawing) {
    let [(left, top), (right, bottom)] = plane.corners;
    let marks = chart.marks.iter().filter_map(|mark| match mark {
        Mark::Place { at, label } => Some((at, label)),
        Mark::Value { .. } | Mark::Shade { .. } => None,
    });
    for (number, (at, label)) in marks.enumerate() {
        if plane.is_lying || !plane.across.has(*at) {
            continue;
        }
        let (x, _) = plane.at(*at, plane.up.low);
        drawing.line("place", &[(x, top), (x, bottom)]);
        let is_right = x > 0.5 * (left + right);
        let (aside, at) = if is_right { (x - 5.0, At::End) } else { (x + 5.0, At::Start) };
        let y = top + 11.0 + 16.0 * (number % 4) as f64;
        drawing.words("said", (aside, y), at, &cut(label, 0.5 * (right - left)));
    }
}

/// Stretches that are shaded; the words of each stand above the first of its stretches.
fn shades(chart: &Chart, plane: &Plane, drawing: &mut Drawing) {
    let [(_, top), (right, bottom)] = plane.corners;
    let mut said: Vec<&str> = Vec::new();
    let mut words = Vec::new();
    for mark in &chart.marks {
        let Mark::Shade { from, to, share, label } = mark else { continue };
        let near = |at: f64| at.clamp(plane.across.low, plane.across.high);
        let is_drawn = !plane.is_lying && from.is_finite() && to.is_finite() && share.is_finite();
        let (from, to) = (near(from.min(*to)), near(to.max(*from)));
        if !is_drawn || *share <= 0.0 || from >= to {
            continue;
        }
        let [(a, _), (b, _)] = [from, to].map(|at| plane.at(at, plane.up.low));
        drawing.shade("shade", share.min(1.0), [(a, top), (b, bottom)]);
        if !label.is_empty() && !said.contains(&label.as_str()) {
            let (x, at) = match a + width_of(label) > right {
                true => (b.min(right) - 4.0, At::End),
                false => (a + 4.0, At::Start),
            };
            words.push(((x, top + 12.0 + 16.0 * (said.len() % 4) as f64), at, label));
            said.push(label);
        }
    }
    for (place, at, label) in words {
        drawing.words("said", place, at, &cut(label, 0.6 * (right - plane.corners[0].0)));
    }
}
