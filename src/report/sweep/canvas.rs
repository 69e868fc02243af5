//! Something to draw on: lines, marks and words in pixels, as an SVG file that stands alone.
//!
//! The pictures of a page follow its theme; see `chart`. This one has its colours in itself.

use std::fmt::Write;

use super::super::chart::escaped;

/// A place, from the left and from the top.
pub(super) type Place = (i32, i32);

/// A picture in the making. Its ground is white, so that it can be read on a dark page.
pub(super) struct Canvas(String);

/// A colour by its red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Color(pub(super) u8, pub(super) u8, pub(super) u8);

pub(super) const BLACK: Color = Color(0, 0, 0);
pub(super) const WHITE: Color = Color(255, 255, 255);
pub(super) const GREY: Color = Color(110, 110, 110);
pub(super) const LIGHT: Color = Color(225, 225, 225);

/// How series are told apart, in colours that differ in lightness, too, and by their marks.
pub(super) const SERIES: [(Color, Mark); 6] = [
    (Color(0, 0, 0), Mark::Dot),
    (Color(0, 114, 178), Mark::Square),
    (Color(213, 94, 0), Mark::Triangle),
    (Color(0, 128, 96), Mark::Ring),
    (Color(170, 68, 153), Mark::Cross),
    (Color(120, 120, 120), Mark::Frame),
];

/// What stands at a point of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Dot,
    Square,
    Triangle,
    Ring,
    Cross,
    Frame,
}

/// Where words stand beside their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// They begin there.
    Left,
    /// They end there.
    Right,
    /// Their middle is there.
    Middle,
    /// Their middle is below it.
    Below,
    /// Turned to the left, their middle is there.
    Upwards,
}

impl Canvas {
    /// An empty picture.
    pub(super) fn new(width: i32, height: i32) -> Self {
        let mut canvas = Canvas(String::new());
        canvas.say(format_args!(
            "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\">"
        ));
        canvas.rectangle([(0, 0), (width, height)], WHITE, true);
        canvas
    }

    /// Ends the picture.
    pub(super) fn finish(mut self) -> String {
        self.say(format_args!("</svg>"));
        self.0
    }

    /// A line through some places.
    pub(super) fn line(&mut self, places: &[Place], color: Color, width: u32) {
        let (points, color) = (listed(places), color.name());
        self.say(format_args!(
            "<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\" points=\"{points}\"/>"
        ));
    }

    /// A dashed line to the right.
    pub(super) fn dashes(&mut self, (left, y): Place, right: i32, color: Color) {
        let color = color.name();
        self.say(format_args!(
            "<polyline fill=\"none\" stroke=\"{color}\" stroke-dasharray=\"7 5\" \
             points=\"{left},{y} {right},{y}\"/>"
        ));
    }

    /// A rectangle, filled or its border alone.
    pub(super) fn rectangle(&mut self, [from, to]: [Place; 2], color: Color, filled: bool) {
        let paint = color.paint(filled);
        let (width, height) = (to.0 - from.0, to.1 - from.1);
        self.say(format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\" {paint}/>",
            from.0, from.1
        ));
    }

    /// The mark of a point.
    pub(super) fn mark(&mut self, (x, y): Place, mark: Mark, color: Color) {
        let square = [(x - 4, y - 4), (x + 4, y + 4)];
        match mark {
            Mark::Dot => self.circle((x, y), color, true),
            Mark::Ring => {
                self.circle((x, y), WHITE, true);
                self.circle((x, y), color, false);
            }
            Mark::Square => self.rectangle(square, color, true),
            Mark::Frame => {
                self.rectangle(square, WHITE, true);
                self.rectangle(square, color, false);
            }
            Mark::Triangle => {
                let corners = listed(&[(x, y - 6), (x + 5, y + 4), (x - 5, y + 4)]);
                let paint = color.paint(true);
                self.say(format_args!("<polygon points=\"{corners}\" {paint}/>"));
            }
            Mark::Cross => {
                self.line(&[(x - 4, y - 4), (x + 4, y + 4)], color, 2);
                self.line(&[(x - 4, y + 4), (x + 4, y - 4)], color, 2);
            }
        }
    }

    fn circle(&mut self, (x, y): Place, color: Color, filled: bool) {
        let paint = color.paint(filled);
        self.say(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" {paint}/>"));
    }

    /// Words, whatever letters are in them.
    pub(super) fn words(
        &mut self,
        words: &str,
        (x, y): Place,
        at: At,
        (size, color): (u32, Color),
    ) {
        let (words, color) = (escaped(words), color.name());
        // Down from the line on which letters stand.
        let (anchor, down) = match at {
            At::Left => ("start", "0.5ex"),
            At::Right => ("end", "0.5ex"),
            At::Middle | At::Upwards => ("middle", "0.5ex"),
            At::Below => ("middle", "0.76em"),
        };
        let turn = match at {
            At::Upwards => format!(" transform=\"rotate(270, {x}, {y})\""),
            At::Left | At::Right | At::Middle | At::Below => String::new(),
        };
        self.say(format_args!(
            "<text x=\"{x}\" y=\"{y}\" dy=\"{down}\" text-anchor=\"{anchor}\" font-size=\"{size}\" \
             fill=\"{color}\"{turn}>{words}</text>"
        ));
    }

    fn say(&mut self, element: std::fmt::Arguments) {
        writeln!(self.0, "{element}").expect("a string takes everything");
    }
}

impl Color {
    fn name(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }

    /// An area of the colour, or its border alone.
    fn paint(self, filled: bool) -> String {
        match filled {
            true => format!("fill=\"{}\"", self.name()),
            false => format!("fill=\"none\" stroke=\"{}\"", self.name()),
        }
    }
}

/// `1,2 3,4`
fn listed(places: &[Place]) -> String {
    let places: Vec<_> = places.iter().map(|(x, y)| format!("{x},{y}")).collect();
    places.join(" ")
}
