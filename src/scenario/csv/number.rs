//! Numbers as people write them: with a point or a comma before the fraction.

use crate::scenario::problem::ProblemKind;

/// A number that is zero or more. Signs between thousands are refused: whether `1.234` is more than
/// a thousand or little more than one is not for us to guess.
pub(super) fn number(
    text: &str,
    column: &str,
    has_decimal_commas: bool,
) -> Result<f64, ProblemKind> {
    let of_column = || (text.to_owned(), column.to_owned());
    if let Some(plain) = without_thousands(text, has_decimal_commas) {
        let (text, column) = of_column();
        return Err(ProblemKind::Thousands { text, column, plain });
    }
    let plain = if has_decimal_commas { text.replacen(',', ".", 1) } else { text.to_owned() };
    let (text, column) = of_column();
    // Rust would read words such as `inf` as well.
    let is_written_in_digits = plain.bytes().all(|byte| b"0123456789.+-eE".contains(&byte));
    match plain.parse::<f64>() {
        Ok(number) if !number.is_finite() || !is_written_in_digits => {
            Err(ProblemKind::NotANumber { text, column })
        }
        Ok(number) if number < 0.0 => Err(ProblemKind::Negative { text, column }),
        // Minus zero is zero.
        Ok(number) => Ok(number + 0.0),
        Err(_) => Err(ProblemKind::NotANumber { text, column }),
    }
}

/// Whether a field is a number with a comma before its fraction. Between tabs, `1,234` may be as
/// many as a thousand; between semicolons the comma is there for the fraction.
pub(super) fn has_decimal_comma(text: &str, separator: char) -> bool {
    let Some((whole, fraction)) = text.split_once(',') else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    let is_number = digits(whole.trim_start_matches('-')) && digits(fraction);
    is_number && (separator == ';' || fraction.len() != 3)
}

/// What a number with signs between its thousands is without them; none if it has none.
fn without_thousands(text: &str, has_decimal_commas: bool) -> Option<String> {
    let (decimal, others) = match has_decimal_commas {
        true => (',', ['.', '\'', '’', ' ', '\u{a0}', '\u{202f}']),
        false => ('.', [',', '\'', '’', ' ', '\u{a0}', '\u{202f}']),
    };
    let (whole, fraction) = match text.rsplit_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let mut groups = whole.trim_start_matches('-').split(others);
    let first = groups.next()?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let rest: Vec<&str> = groups.collect();
    let is_grouped = (1..=3).contains(&first.len())
        && !rest.is_empty()
        && digits(first)
        && rest.iter().all(|group| group.len() == 3 && digits(group))
        && fraction.is_none_or(digits);
    let fraction = fraction.map_or(String::new(), |fraction| format!("{decimal}{fraction}"));
    is_grouped.then(|| format!("{first}{}{fraction}", rest.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_is_for_the_fraction_where_the_file_says_so() {
        assert_eq!(number("12,5", "calls", true), Ok(12.5));
        assert_eq!(number("12.5", "calls", false), Ok(12.5));
        assert_eq!(number("12", "calls", true), Ok(12.0));
        assert_eq!(number("1.5e2", "calls", false), Ok(150.0));
        assert!(number("12,5", "calls", false).is_err());
        assert!(has_decimal_comma("1,234", ';') && !has_decimal_comma("1,234", '\t'));
        assert!(has_decimal_comma("1,5", '\t') && !has_decimal_comma("a,5", ';'));
    }

    #[test]
    fn signs_between_thousands_are_refused_with_what_to_write() {
        for (text, has_decimal_commas, plain) in [
            ("1,234", false, "1234"),
            ("1,234.5", false, "1234.5"),
            ("12'345'678", false, "12345678"),
            ("1 234", false, "1234"),
            ("1.234", true, "1234"),
            ("1.234,5", true, "1234,5"),
        ] {
            let refused = number(text, "calls", has_decimal_commas);
            let (text, column) = (text.to_owned(), "calls".to_owned());
            let plain = plain.to_owned();
            assert_eq!(refused, Err(ProblemKind::Thousands { text, column, plain }));
        }
    }

    #[test]
    fn words_are_no_numbers_even_where_a_parser_knows_them() {
        for text in ["inf", "NaN", "infinity", "", "1e999", "0x10", "12 calls", "--1", "1_000"] {
            assert!(matches!(number(text, "calls", false), Err(ProblemKind::NotANumber { .. })));
        }
        assert!(matches!(number("-3", "calls", false), Err(ProblemKind::Negative { .. })));
    }
}
