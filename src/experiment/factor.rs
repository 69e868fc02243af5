//! What a sweep varies: a value of the scenario, and the levels that it takes.

use std::str::FromStr;

/// A value of the scenario that takes several levels.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// Where it stands in the scenario: `agent_group.sales.agents`.
    pub path: String,
    domain: Domain,
}

#[derive(Clone, Debug, PartialEq)]
enum Domain {
    Range(Range),
    List(Vec<Level>),
}

impl Factor {
    /// A factor whose levels are those of a range.
    pub fn range(path: &str, range: Range) -> Self {
        Factor { path: path.to_owned(), domain: Domain::Range(range) }
    }

    /// A factor with these levels.
    ///
    /// # Panics
    ///
    /// Unless there is a level.
    pub fn list(path: &str, levels: Vec<Level>) -> Self {
        assert!(!levels.is_empty(), "a factor has a level");
        Factor { path: path.to_owned(), domain: Domain::List(levels) }
    }

    /// How many levels it has; at least 1.
    pub fn count(&self) -> u64 {
        match &self.domain {
            Domain::Range(range) => range.count,
            Domain::List(levels) => levels.len() as u64,
        }
    }

    /// The level of a number below [`count`](Self::count).
    pub fn level(&self, number: u64) -> Level {
        match &self.domain {
            Domain::Range(range) => range.level(number),
            Domain::List(levels) => levels[number as usize].clone(),
        }
    }

    /// Whether its levels stand for all numbers between two: too many to try each.
    pub fn is_continuous(&self) -> bool {
        matches!(&self.domain, Domain::Range(range) if range.is_continuous)
    }
}

/// A level of a factor, as a scenario says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level(String);

impl Level {
    /// A level that is written so: `27`, `"30s"`, `[1, 2]`.
    pub fn new(text: impl Into<String>) -> Self {
        Level(text.into())
    }

    /// As it is written.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Without quotes around it.
    pub fn shown(&self) -> &str {
        let within = |quote: char| self.0.strip_prefix(quote)?.strip_suffix(quote);
        within('"').or_else(|| within('\'')).unwrap_or(&self.0)
    }

    /// The number that it is, and the unit behind it: `30s` is 30 and `s`, `27` is 27 and nothing;
    /// none for what is no single number.
    pub fn number(&self) -> Option<(f64, &str)> {
        let text = self.shown();
        let end = text.find(|sign: char| !"0123456789.-".contains(sign)).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let is_unit = unit.chars().all(char::is_alphabetic);
        number.parse().ok().filter(|_| is_unit).map(|number| (number, unit))
    }
}

/// Numbers from one to another in equal steps, computed in decimal: after 0.9 and 1.0 comes 1.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// In units of the last decimal.
    first: i128,
    step: i128,
    count: u64,
    decimals: u32,
    unit: String,
    is_continuous: bool,
}

/// Why some text is no range.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// It is something else.
    #[error("`{0}` is no number")]
    NoNumber(String),
    /// Its ends are in different units.
    #[error("`{0}` and `{1}` are not in the same unit")]
    Units(String, String),
    /// The end is less than the begin.
    #[error("a range goes up, as in `{1}..{0}`")]
    Backwards(String, String),
    /// The step is zero or less.
    #[error("the step `{0}` must be positive")]
    Step(String),
    /// Nobody needs so many.
    #[error("it has more than {MOST_LEVELS} values")]
    TooMany,
}

/// More levels than this no factor has; they are counted in integers.
const MOST_LEVELS: u64 = 1 << 32;

/// A range of decimal numbers without a step has at least so many levels.
const FINE: i128 = 10_000;

impl Range {
    fn new(low: &Decimal, high: &Decimal, step: Option<&Decimal>) -> Option<Self> {
        let places = [Some(low), Some(high), step].into_iter().flatten().map(|it| it.decimals);
        let mut decimals = places.max()?;
        let is_continuous = step.is_none() && decimals > 0;
        let span = |decimals| Some(high.scaled(decimals)? - low.scaled(decimals)?);
        while is_continuous && (1..FINE).contains(&span(decimals)?) {
            decimals += 1;
        }
        let step = step.map_or(Some(1), |step| step.scaled(decimals))?;
        let count = u64::try_from(span(decimals)? / step + 1).ok()?;
        let first = low.scaled(decimals)?;
        let unit = low.unit.clone();
        let range = Range { first, step, count, decimals, unit, is_continuous };
        (count <= MOST_LEVELS).then_some(range)
    }

    fn level(&self, number: u64) -> Level {
        let scaled = self.first + self.step * i128::from(number);
        let one = 10_i128.pow(self.decimals);
        let sign = if scaled < 0 { "-" } else { "" };
        let (whole, part) = (scaled.abs() / one, scaled.abs() % one);
        let unit = &self.unit;
        Level(match self.decimals {
            0 => format!("{sign}{whole}{unit}"),
            places => format!("{sign}{whole}.{part:0places$}{unit}", places = places as usize),
        })
    }
}

impl FromStr for Range {
    type Err = RangeError;

    /// `LOW..HIGH` or `LOW..HIGH/STEP`; a unit behind the numbers is the same in all.
    fn from_str(text: &str) -> Result<Self, RangeError> {
        let (ends, step) = match text.split_once('/') {
            Some((ends, step)) => (ends, Some(step)),
            None => (text, None),
        };
        let (low, high) =
            ends.split_once("..").ok_or_else(|| RangeError::NoNumber(ends.trim().to_owned()))?;
        let (low, high) = (low.parse::<Decimal>()?, high.parse::<Decimal>()?);
        let step = step.map(str::parse::<Decimal>).transpose()?;
        for other in [Some(&high), step.as_ref()].into_iter().flatten() {
            if other.unit != low.unit {
                return Err(RangeError::Units(low.text, other.text.clone()));
            }
        }
        if let Some(step) = &step
            && step.mantissa <= 0
        {
            return Err(RangeError::Step(step.text.clone()));
        }
        let places = low.decimals.max(high.decimals);
        if high.scaled(places) < low.scaled(places) {
            return Err(RangeError::Backwards(low.text, high.text));
        }
        Range::new(&low, &high, step.as_ref()).ok_or(RangeError::TooMany)
    }
}

/// A decimal number with what stands behind it.
struct Decimal {
    text: String,
    mantissa: i128,
    decimals: u32,
    unit: String,
}

impl Decimal {
    /// In units of so many decimals.
    fn scaled(&self, decimals: u32) -> Option<i128> {
        let more = decimals.checked_sub(self.decimals)?;
        self.mantissa.checked_mul(10_i128.checked_pow(more)?)
    }
}

/// More digits than these no number of a range has, before and behind the point.
const MOST_DIGITS: usize = 12;

impl FromStr for Decimal {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let text = text.trim();
        let wrong = || RangeError::NoNumber(text.to_owned());
        let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let end = rest.find(|sign: char| !"0123456789.".contains(sign)).unwrap_or(rest.len());
        let (number, unit) = rest.split_at(end);
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let is_good = !whole.is_empty()
            && number.contains('.') != part.is_empty()
            && !part.contains('.')
            && whole.len().max(part.len()) <= MOST_DIGITS
            && unit.chars().all(char::is_alphabetic);
        if !is_good {
            return Err(wrong());
        }
        let digits: i128 = format!("{whole}{part}").parse().map_err(|_| wrong())?;
        Ok(Decimal {
            text: text.to_owned(),
            mantissa: sign * digits,
            decimals: part.len() as u32,
            unit: unit.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(text: &str) -> Vec<String> {
        let factor = Factor::range("x", text.parse().unwrap());
        (0..factor.count()).map(|number| factor.level(number).text().to_owned()).collect()
    }

    #[test]
    fn a_range_is_computed_in_decimal_with_both_ends() {
        assert_eq!(levels("20..23"), ["20", "21", "22", "23"]);
        assert_eq!(levels("20..40/5"), ["20", "25", "30", "35", "40"]);
        assert_eq!(levels("20..29/5"), ["20", "25"]);
        assert_eq!(levels("0.9..1.2/0.1"), ["0.9", "1.0", "1.1", "1.2"]);
        assert_eq!(levels("-1..1/0.5"), ["-1.0", "-0.5", "0.0", "0.5", "1.0"]);
        assert_eq!(levels(" 20s .. 60s / 20s "), ["20s", "40s", "60s"]);
        assert_eq!(levels("7..7"), ["7"]);
    }

    #[test]
    fn decimal_numbers_without_a_step_stand_for_all_between() {
        let factor = Factor::range("x", "0.9..1.2".parse().unwrap());
        assert!(factor.is_continuous());
        assert_eq!(factor.count(), 30_001);
        assert_eq!(factor.level(0).text(), "0.90000");
        assert_eq!(factor.level(30_000).text(), "1.20000");
        assert!(!Factor::range("x", "9..12".parse().unwrap()).is_continuous());
        assert_eq!(levels("1.0..1.0"), ["1.0"]);
    }

    #[test]
    fn what_is_no_range_says_why() {
        for (text, complaint) in [
            ("40..20", "a range goes up, as in `20..40`"),
            ("1..2/0", "the step `0` must be positive"),
            ("1..2/-1", "the step `-1` must be positive"),
            ("1..x", "`x` is no number"),
            ("1...2", "`.2` is no number"),
            ("1..", "`` is no number"),
            ("+1..2", "`+1` is no number"),
            ("1..2..3", "`2..3` is no number"),
            ("10s..2m", "`10s` and `2m` are not in the same unit"),
            ("0..999999999999", "it has more than 4294967296 values"),
            ("0..9999999999999", "`9999999999999` is no number"),
        ] {
            assert_eq!(text.parse::<Range>().unwrap_err().to_string(), complaint, "{text}");
        }
    }

    #[test]
    fn a_level_tells_its_number_and_unit() {
        let number = |text: &str| Level::new(text).number().map(|(n, unit)| (n, unit.to_owned()));
        assert_eq!(number("27"), Some((27.0, String::new())));
        assert_eq!(number("\"30s\""), Some((30.0, "s".to_owned())));
        assert_eq!(number("-0.5"), Some((-0.5, String::new())));
        for other in ["08:30", "4m10s", "[1, 2]", "first-come", "1e5", ""] {
            assert_eq!(number(other), None, "{other}");
        }
        assert_eq!(Level::new("'a b'").shown(), "a b");
    }
}
