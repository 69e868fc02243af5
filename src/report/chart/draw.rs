//! A picture as SVG.

use std::fmt::Write;

use super::layers::Layers;
use super::marks;
use super::plane::{ASIDE, Plane, below, cut, cut_name, width_of};
use super::svg::{At, Drawing, escaped, short};
use super::{Across, Chart, Layer};

/// The picture as an element of a page. Its colours are the page's.
pub(in crate::report) fn svg(chart: &Chart) -> String {
    let plane = Plane::of(chart);
    let mut drawing = Drawing::default();
    marks::shades(chart, &plane, &mut drawing);
    grid(&plane, &mut drawing);
    Layers::of(chart, &plane).draw(&mut drawing);
    if has_no_value(chart) {
        let [(left, top), (right, bottom)] = plane.corners;
        let middle = (0.5 * (left + right), 0.5 * (top + bottom));
        drawing.words("label", middle, At::Middle, "no values");
    }
    base(&plane, &mut drawing);
    words(chart, &plane, &mut drawing);
    marks::lines(chart, &plane, &mut drawing);
    framed(chart, &plane, &drawing.finish())
}

/// The element with what it is called, and with where its places are, for the script of the page.
fn framed(chart: &Chart, plane: &Plane, body: &str) -> String {
    let (id, title, description) =
        (escaped(&chart.id), escaped(&chart.title), escaped(&chart.caption));
    let (width, height) = (short(plane.size.0), short(plane.size.1));
    let [(left, top), (right, bottom)] = plane.corners;
    let corners = [left, top, right, bottom].map(short).join(" ");
    let class = if lines_cross(chart) { "chart many" } else { "chart" };
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

/// Whether there are several lines, which differ in more than colour.
pub(super) fn lines_cross(chart: &Chart) -> bool {
    let lines = chart.layers.iter().filter(|it| matches!(it, Layer::Line(_) | Layer::Steps(_)));
    lines.count() > 1
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
            false => drawing.words("tick", (left - ASIDE, y + 4.5), At::End, text),
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
                drawing.words(
                    "tick",
                    (left - ASIDE, y + 4.5),
                    At::End,
                    &cut_name(text, left - ASIDE),
                );
            }
            false => {
                // Words at the very end would be cut off by the picture.
                let half = 0.5 * width_of(text);
                let x = x.clamp(half + 1.0, (plane.size.0 - half - 1.0).max(half + 1.0));
                drawing.words("tick", (x, bottom + 18.0), At::Middle, text);
            }
        }
    }
    let room = right - left;
    let label = cut(below(chart), room);
    drawing.words("label", (0.5 * (left + right), bottom + 40.0), At::Middle, &label);
    if !plane.is_lying {
        drawing.words("label", (1.0, top - 15.0), At::Start, &cut(&chart.up.label, room));
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::pictures;
    use super::*;

    fn picture(id: &str) -> String {
        svg(pictures().iter().find(|it| it.id == id).unwrap())
    }

    fn count(text: &str, part: &str) -> usize {
        text.matches(part).count()
    }

    #[test]
    fn every_picture_is_whole_and_small_whatever_its_numbers_and_names() {
        for chart in pictures() {
            let svg = svg(&chart);
            assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{}", chart.id);
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            assert!(!svg.contains("<script") && !svg.contains('\u{1}'), "{svg}");
            assert_eq!(count(&svg, "<text "), count(&svg, "</text>"));
            assert!(svg.len() < 20_000, "{}: {} bytes", chart.id, svg.len());
        }
    }

    #[test]
    fn a_series_is_one_path_and_what_has_no_value_is_a_gap_in_it() {
        let day = picture("day");
        assert_eq!(count(&day, "class=\"line s0\""), 1);
        let path = day.split("class=\"line s0\" d=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(count(path, "M"), 2);
        // Nights are gaps, too.
        let week = picture("week");
        let path = week.split("class=\"line s1\" d=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(count(path, "M"), 5);
    }

    #[test]
    fn what_is_marked_for_one_reason_is_told_once() {
        let day = picture("day");
        assert_eq!(count(&day, "class=\"shade\""), 3);
        assert_eq!(count(&day, ">power cut<"), 1);
        assert_eq!(count(&day, ">target 80 %<"), 1);
    }

    #[test]
    fn names_without_room_side_by_side_lie_below_each_other() {
        assert!(!picture("comparison").contains("data-lying"));
        for id in ["lying", "hostile"] {
            assert!(picture(id).contains("data-lying"), "{id}");
        }
    }

    #[test]
    fn without_any_value_a_picture_says_so() {
        assert!(picture("nothing").contains(">no values<"));
        assert!(!picture("day").contains(">no values<"));
    }
}
