//! Something to draw on: lines, marks and words in pixels.

use std::io;

use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Rectangle};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontTransform, IntoFont, RGBColor, ShapeStyle, TextStyle};

use super::super::markdown::steers;

/// A place, from the left and from the top.
pub(super) type Place = (i32, i32);

/// A picture in the making. Its ground is white, so that it can be read on a dark page.
pub(super) struct Canvas<'a>(DrawingArea<SVGBackend<'a>, Shift>);

pub(super) const BLACK: RGBColor = RGBColor(0, 0, 0);
pub(super) const WHITE: RGBColor = RGBColor(255, 255, 255);
pub(super) const GREY: RGBColor = RGBColor(110, 110, 110);
pub(super) const LIGHT: RGBColor = RGBColor(225, 225, 225);

/// How series are told apart, in colours that differ in lightness, too, and by their marks.
pub(super) const SERIES: [(RGBColor, Mark); 6] = [
    (RGBColor(0, 0, 0), Mark::Dot),
    (RGBColor(0, 114, 178), Mark::Square),
    (RGBColor(213, 94, 0), Mark::Triangle),
    (RGBColor(0, 128, 96), Mark::Ring),
    (RGBColor(170, 68, 153), Mark::Cross),
    (RGBColor(120, 120, 120), Mark::Frame),
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

impl<'a> Canvas<'a> {
    /// An empty picture in `text`.
    pub(super) fn new(text: &'a mut String, width: u32, height: u32) -> io::Result<Self> {
        let canvas = Canvas(SVGBackend::with_string(text, (width, height)).into_drawing_area());
        canvas.0.fill(&WHITE).map_err(failed)?;
        Ok(canvas)
    }

    /// Ends the picture.
    pub(super) fn finish(self) -> io::Result<()> {
        self.0.present().map_err(failed)
    }

    /// A line through some places.
    pub(super) fn line(&self, places: Vec<Place>, color: RGBColor, width: u32) -> io::Result<()> {
        let style = ShapeStyle { color: color.to_rgba(), filled: false, stroke_width: width };
        self.0.draw(&PathElement::new(places, style)).map_err(failed)
    }

    /// A dashed line to the right.
    pub(super) fn dashes(&self, (left, y): Place, right: i32, color: RGBColor) -> io::Result<()> {
        let (dash, gap) = (7, 5);
        for begin in (left..right).step_by(dash + gap) {
            let end = (begin + dash as i32).min(right);
            self.line(vec![(begin, y), (end, y)], color, 1)?;
        }
        Ok(())
    }

    /// A rectangle, filled or its border alone.
    pub(super) fn rectangle(
        &self,
        corners: [Place; 2],
        color: RGBColor,
        filled: bool,
    ) -> io::Result<()> {
        let style = ShapeStyle { color: color.to_rgba(), filled, stroke_width: 1 };
        self.0.draw(&Rectangle::new(corners, style)).map_err(failed)
    }

    /// The mark of a point.
    pub(super) fn mark(&self, (x, y): Place, mark: Mark, color: RGBColor) -> io::Result<()> {
        let filled = ShapeStyle { color: color.to_rgba(), filled: true, stroke_width: 1 };
        let hollow = ShapeStyle { filled: false, ..filled };
        let inside = ShapeStyle { color: WHITE.to_rgba(), ..filled };
        let square = [(x - 4, y - 4), (x + 4, y + 4)];
        match mark {
            Mark::Dot => self.0.draw(&Circle::new((x, y), 4, filled)).map_err(failed),
            Mark::Ring => {
                self.0.draw(&Circle::new((x, y), 4, inside)).map_err(failed)?;
                self.0.draw(&Circle::new((x, y), 4, hollow)).map_err(failed)
            }
            Mark::Square => self.rectangle(square, color, true),
            Mark::Frame => {
                self.rectangle(square, WHITE, true)?;
                self.rectangle(square, color, false)
            }
            Mark::Triangle => {
                let corners = vec![(x, y - 6), (x + 5, y + 4), (x - 5, y + 4)];
                self.0.draw(&Polygon::new(corners, filled)).map_err(failed)
            }
            Mark::Cross => {
                self.line(vec![(x - 4, y - 4), (x + 4, y + 4)], color, 2)?;
                self.line(vec![(x - 4, y + 4), (x + 4, y - 4)], color, 2)
            }
        }
    }

    /// Words; what no picture can hold is left out of them.
    pub(super) fn words(
        &self,
        words: &str,
        place: Place,
        at: At,
        (size, color): (u32, RGBColor),
    ) -> io::Result<()> {
        let (across, up) = match at {
            At::Left => (HPos::Left, VPos::Center),
            At::Right => (HPos::Right, VPos::Center),
            At::Middle | At::Upwards => (HPos::Center, VPos::Center),
            At::Below => (HPos::Center, VPos::Top),
        };
        // The backend takes sizes for another unit of 1.24.
        let font = ("sans-serif", f64::from(size) * 1.24).into_font();
        let font = match at {
            At::Upwards => font.transform(FontTransform::Rotate270),
            At::Left | At::Right | At::Middle | At::Below => font,
        };
        let style: TextStyle = font.color(&color);
        let words: String =
            words.chars().map(|each| if is_drawn(each) { each } else { ' ' }).collect();
        self.0.draw_text(&words, &style.pos(Pos::new(across, up)), place).map_err(failed)
    }
}

/// Whether a letter may stand in XML.
fn is_drawn(letter: char) -> bool {
    !steers(letter) && letter != '\u{FFFE}' && letter != '\u{FFFF}'
}

fn failed<E: std::error::Error + Send + Sync + 'static>(error: E) -> io::Error {
    io::Error::other(error)
}
