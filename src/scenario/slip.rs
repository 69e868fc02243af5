//! Slips of writing that TOML has no words for: `0,8`, `10%`, curly quotes.

use super::source::{Place, Source};

/// What somebody wrote who did not think of TOML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Slip {
    /// Quotes as word processors make them.
    #[error("`{found}` is a curly quote")]
    CurlyQuote {
        /// The quote.
        found: char,
    },
    /// A comma for the decimal point.
    #[error("`{number}` has a comma for a decimal point")]
    DecimalComma {
        /// The number as written.
        number: String,
    },
    /// A number with a per cent sign.
    #[error("`{number}%` is not a number")]
    Percent {
        /// What stands before the sign.
        number: String,
    },
}

impl Slip {
    /// How to write it.
    pub fn remedy(&self) -> String {
        match self {
            Slip::CurlyQuote { .. } => "use straight quotes: `\"`".into(),
            Slip::DecimalComma { number } => {
                format!("write a decimal point: `{}`", number.replace(',', "."))
            }
            Slip::Percent { number } => match percent(number) {
                Some(share) => format!("{number} % is written `{share}`"),
                None => "80 % is written `0.8`".into(),
            },
        }
    }
}

/// A percentage as a part of one, without the digits that binary fractions add.
pub(super) fn percent(number: &str) -> Option<String> {
    let number: f64 = number.trim().replace(',', ".").parse().ok()?;
    let text = format!("{:.6}", number / 100.0);
    Some(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// The slip on a line where the parser found a fault, and its place.
pub(super) fn behind(source: &Source, fault: Place) -> Option<(Place, Slip)> {
    let start = source.start_of_line(source.line_at(fault.start));
    let line = source.text[start..].lines().next()?;
    let at = |range: std::ops::Range<usize>| {
        Place::new(fault.source, start + range.start..start + range.end)
    };
    if let Some((place, found)) = line.char_indices().find(|(_, found)| "“”„‟‘’".contains(*found))
    {
        let is_text = line[..place].matches(['"', '\'']).count() % 2 == 1;
        let is_comment = line[..place].contains('#');
        if !is_text && !is_comment {
            return Some((at(place..place + found.len_utf8()), Slip::CurlyQuote { found }));
        }
    }
    // The bare word that the fault is in or begins at.
    let belongs = |found: char| found.is_ascii_digit() || "+-.,%".contains(found);
    let offset = fault.start.checked_sub(start).filter(|offset| line.is_char_boundary(*offset))?;
    // After `0,8 }` the parser faults the brace.
    let offset = match line[offset..].starts_with(belongs) {
        true => offset,
        false => line[..offset].trim_end().len(),
    };
    let before = line[..offset].trim_end_matches(belongs).len();
    let length = line[before..].find(|found| !belongs(found)).unwrap_or(line.len() - before);
    let word = line[before..before + length].trim_end_matches(',');
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let place = at(before..before + word.len());
    if let Some(number) = word.strip_suffix('%') {
        return Some((place, Slip::Percent { number: number.to_owned() }));
    }
    let (whole, decimals) = word.split_once(',')?;
    let is_number = digits(whole.trim_start_matches(['+', '-'])) && digits(decimals);
    is_number.then(|| (place, Slip::DecimalComma { number: word.to_owned() }))
}
