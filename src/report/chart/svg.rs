//! Something to draw on: paths and words as SVG, in whose colours the page has its say.
//!
//! On a page, a picture follows the theme and the printer, so here every path has a class by what it
//! is and means; and what belongs together is one path. `plotters` was tried for all pictures, upon a
//! backend of its kind that writes classes: the pictures were the same, and it took a fifth more code
//! than this, for places, gaps, stacks and labels that make room for each other are ours either way.

use std::fmt::Write;

use super::super::markdown::steers;

/// A place in pixels, from the left and from the top.
pub(super) type Point = (f64, f64);

/// A picture in the making.
#[derive(Default)]
pub(super) struct Drawing {
    body: String,
    /// The class of the path that has not ended.
    open: Option<String>,
}

/// Where words stand beside their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// They begin there.
    Start,
    /// Their middle is there.
    Middle,
    /// They end there.
    End,
}

impl Drawing {
    /// A line through some places; a single one is a dot if the class has round ends.
    pub(super) fn line(&mut self, class: &str, points: &[Point]) {
        let Some((first, rest)) = points.split_first() else { return };
        self.path(class);
        self.go('M', *first);
        let mut last = rounded(*first);
        for (number, point) in rest.iter().enumerate() {
            let next = rounded(*point);
            let is_last = number + 1 == rest.len();
            // What does not move is not said, but for a dot, which would vanish.
            if next != last || is_last && number == 0 {
                self.to(last, next);
            }
            last = next;
        }
        if rest.is_empty() {
            self.body.push_str("h0");
        }
    }

    /// An area within some places.
    pub(super) fn area(&mut self, class: &str, points: &[Point]) {
        if points.len() < 3 {
            return;
        }
        self.line(class, points);
        self.body.push('z');
    }

    /// A rectangle between two corners.
    pub(super) fn rectangle(&mut self, class: &str, [a, b]: [Point; 2]) {
        self.area(class, &[(a.0, a.1), (b.0, a.1), (b.0, b.1), (a.0, b.1)]);
    }

    /// A disc.
    pub(super) fn disc(&mut self, class: &str, (x, y): Point, radius: f64) {
        self.path(class);
        self.go('M', (x - radius, y));
        let (radius, across) = (short(radius), short(2.0 * radius));
        for sign in ["", "-"] {
            self.say(format_args!("a{radius} {radius} 0 1 0 {sign}{across} 0"));
        }
        self.body.push('z');
    }

    /// An area as dark as `share` of 1 says.
    pub(super) fn shade(&mut self, class: &str, share: f64, [a, b]: [Point; 2]) {
        self.end();
        let [left, top, width, height] = [a.0, a.1, b.0 - a.0, b.1 - a.1].map(short);
        let share = (share * 100.0).round() / 100.0;
        self.say(format_args!(
            "<rect class=\"{class}\" x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" fill-opacity=\"{share}\"/>"
        ));
    }

    /// Words, whatever letters are in them.
    pub(super) fn words(&mut self, class: &str, (x, y): Point, at: At, words: &str) {
        self.end();
        let anchor = match at {
            At::Start => "",
            At::Middle => " text-anchor=\"middle\"",
            At::End => " text-anchor=\"end\"",
        };
        let (x, y, words) = (short(x), short(y), escaped(words));
        self.say(format_args!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{words}</text>"
        ));
    }

    /// All that was drawn.
    pub(super) fn finish(mut self) -> String {
        self.end();
        self.body
    }

    /// Goes on with the path of a class, or begins one.
    fn path(&mut self, class: &str) {
        if self.open.as_deref() == Some(class) {
            return;
        }
        self.end();
        self.say(format_args!("<path class=\"{class}\" d=\""));
        self.open = Some(class.to_owned());
    }

    fn end(&mut self) {
        if self.open.take().is_some() {
            self.body.push_str("\"/>");
        }
    }

    fn go(&mut self, command: char, (x, y): Point) {
        let (x, y) = (short(x), short(y));
        self.say(format_args!("{command}{x} {y}"));
    }

    fn to(&mut self, from: Point, to: Point) {
        match (from.0 == to.0, from.1 == to.1) {
            (_, true) => self.say(format_args!("H{}", short(to.0))),
            (true, false) => self.say(format_args!("V{}", short(to.1))),
            (false, false) => self.go('L', to),
        }
    }

    fn say(&mut self, text: std::fmt::Arguments) {
        self.body.write_fmt(text).expect("a string takes everything");
    }
}

fn rounded((x, y): Point) -> Point {
    let tenths = |pixels: f64| (10.0 * pixels).round() / 10.0;
    (tenths(x), tenths(y))
}

/// Pixels with one decimal at most.
pub(super) fn short(pixels: f64) -> String {
    let tenths = (10.0 * pixels).round() / 10.0;
    // There is no -0.
    (tenths + 0.0).to_string()
}

/// Words as they may stand in XML, between tags and in attributes.
pub(in crate::report) fn escaped(words: &str) -> String {
    let mut escaped = String::new();
    for letter in words.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => escaped.push(' '),
            letter if steers(letter) => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_together_is_one_path() {
        let mut drawing = Drawing::default();
        drawing.line("a", &[(0.0, 0.0), (1.04, 0.0), (1.0, 2.0), (3.0, 4.0)]);
        drawing.line("a", &[(5.0, 5.0)]);
        drawing.rectangle("b", [(0.0, 0.0), (2.0, 1.0)]);
        assert_eq!(
            drawing.finish(),
            "<path class=\"a\" d=\"M0 0H1V2L3 4M5 5h0\"/><path class=\"b\" d=\"M0 0H2V1H0z\"/>"
        );
    }

    #[test]
    fn no_words_break_out() {
        let mut drawing = Drawing::default();
        drawing.words("a", (0.0, 0.0), At::Start, "<b>\u{1}&\"'");
        assert!(drawing.finish().contains(">&lt;b&gt; &amp;&quot;&#39;<"));
    }
}
