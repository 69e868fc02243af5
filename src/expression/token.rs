//! The words, numbers and signs of a text.

use std::ops::Range;

use winnow::combinator::{alt, opt, preceded};
use winnow::error::ParserError;
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Stream};
use winnow::token::{any, literal, one_of, take_till, take_while};

use super::fault::{Fault, which};
use super::vocabulary::{Vocabulary, WORDS};

/// A token, with the bytes of the text that it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'t> {
    pub(super) kind: TokenKind<'t>,
    pub(super) span: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TokenKind<'t> {
    /// A number, or a duration in seconds.
    Number(f64),
    Name(&'t str),
    /// The name of an entity, without its quotes.
    Quoted(&'t str),
    /// An operator, a parenthesis, a comma, or a word of the language.
    Sign(&'t str),
    /// After everything.
    End,
}

type Text<'t> = LocatingSlice<&'t str>;

/// That a rule of the tokens does not fit here; the next one may.
#[derive(Debug)]
struct NoMatch;

impl<I: Stream> ParserError<I> for NoMatch {
    type Inner = Self;

    fn from_input(_: &I) -> Self {
        Self
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

/// What a rule found: a token, or what is wrong with it.
type Found<'t> = Result<TokenKind<'t>, (String, String)>;

const SIGNS: [&str; 14] =
    ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ","];

/// What others write, and what is written here.
const FOREIGN: [(&str, &str); 12] = [
    ("&&", "and"),
    ("||", "or"),
    ("**", "^"),
    ("<>", "!="),
    ("=", "=="),
    ("!", "not"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("×", "*"),
    ("÷", "/"),
    ("−", "-"),
];

/// The tokens of a text and one for its end, or everything that is no token.
pub(super) fn tokens<'t>(
    text: &'t str,
    vocabulary: &Vocabulary,
) -> Result<Vec<Token<'t>>, Vec<Fault>> {
    let mut input = LocatingSlice::new(text);
    let (mut tokens, mut faults) = (Vec::new(), Vec::new());
    let mut token = preceded(
        take_while(0.., char::is_whitespace),
        alt((|input: &mut Text<'t>| number(input, vocabulary), name, quoted, sign, foreign))
            .with_span(),
    );
    while let Ok((found, span)) = token.parse_next(&mut input) {
        match found {
            Ok(kind) => tokens.push(Token { kind, span }),
            Err((message, remedy)) => faults.push(Fault::new(span, message, remedy)),
        }
    }
    tokens.push(Token { kind: TokenKind::End, span: text.len()..text.len() });
    if faults.is_empty() { Ok(tokens) } else { Err(faults) }
}

fn name<'t>(input: &mut Text<'t>) -> Result<Found<'t>, NoMatch> {
    let start = |letter: char| letter.is_alphabetic() || letter == '_';
    let name = (one_of(start), take_while(0.., is_of_name)).take().parse_next(input)?;
    let is_word = WORDS.contains(&name);
    Ok(Ok(if is_word { TokenKind::Sign(name) } else { TokenKind::Name(name) }))
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn quoted<'t>(input: &mut Text<'t>) -> Result<Found<'t>, NoMatch> {
    let quote = one_of(['"', '\'']).parse_next(input)?;
    let name = take_till(0.., quote).parse_next(input)?;
    let end: Option<char> = opt(any).parse_next(input)?;
    Ok(match end {
        Some(_) => Ok(TokenKind::Quoted(name)),
        None => Err(("this quote is never closed".into(), format!("end the name with `{quote}`"))),
    })
}

fn sign<'t>(input: &mut Text<'t>) -> Result<Found<'t>, NoMatch> {
    // `=` alone and `**` are foreign, and must not be taken for their beginnings.
    let is_foreign = ["**", "<>"].iter().any(|sign| input.starts_with(sign));
    for sign in SIGNS {
        if !is_foreign && let Some(sign) = opt(literal::<_, _, NoMatch>(sign)).parse_next(input)? {
            return Ok(Ok(TokenKind::Sign(sign)));
        }
    }
    Err(NoMatch)
}

/// Whatever else: a sign of another language, or a letter of none.
fn foreign<'t>(input: &mut Text<'t>) -> Result<Found<'t>, NoMatch> {
    for (sign, ours) in FOREIGN {
        if opt(literal::<_, _, NoMatch>(sign)).parse_next(input)?.is_some() {
            return Ok(Err((format!("`{sign}` is no operator here"), format!("write `{ours}`"))));
        }
    }
    let letter: char = any.parse_next(input)?;
    let message = format!("unexpected `{}`", letter.escape_debug());
    Ok(Err((message, "an expression has numbers, names, operators and parentheses".into())))
}

/// A number, or a duration of one or more numbers with units.
fn number<'t>(input: &mut Text<'t>, vocabulary: &Vocabulary) -> Result<Found<'t>, NoMatch> {
    let start = input.checkpoint();
    let (figures, letters) = (figures, letters).parse_next(input)?;
    let Some(value) = value_of(figures) else {
        return Ok(Err((
            format!("`{figures}{letters}` is no number"),
            "numbers look like `12`, `0.5`, `1_000` or `1e3`".into(),
        )));
    };
    if value.is_infinite() {
        return Ok(Err((
            format!("`{figures}` is too large for a number"),
            "numbers go up to 1.79e308".into(),
        )));
    }
    if letters.is_empty() {
        return Ok(Ok(TokenKind::Number(value)));
    }
    input.reset(&start);
    duration(input, vocabulary)
}

fn duration<'t>(input: &mut Text<'t>, vocabulary: &Vocabulary) -> Result<Found<'t>, NoMatch> {
    let mut seconds = 0.0;
    while let Some((figures, unit)) = opt((figures, letters)).parse_next(input)? {
        let length = seconds_in(unit).zip(value_of(figures));
        let Some((second, number)) = length else {
            return Ok(Err(no_unit(figures, unit, vocabulary)));
        };
        // Thousandths are divided, so that 500ms is 0.5s to the last bit.
        seconds += if second < 1.0 { number / second.recip() } else { number * second };
    }
    Ok(if f64::is_finite(seconds) {
        Ok(TokenKind::Number(seconds))
    } else {
        Err(("this duration is too long for a number".into(), "write a shorter one".into()))
    })
}

fn no_unit(figures: &str, unit: &str, vocabulary: &Vocabulary) -> (String, String) {
    if unit.is_empty() {
        let message = format!("`{figures}` has no unit");
        return (message, format!("write a unit after it, as in `{figures}s`"));
    }
    let is_name = vocabulary.plain_names().any(|name| name == unit);
    let remedy = match is_name {
        true => format!("write `{figures} * {unit}`"),
        false => which(unit, "the units are", UNITS.iter().map(|(name, _)| *name)),
    };
    (format!("unknown unit `{unit}`"), remedy)
}

/// The units of durations and their seconds.
const UNITS: [(&str, f64); 7] = [
    ("us", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("m", 60.0),
    ("min", 60.0),
    ("h", 3600.0),
    ("d", 86_400.0),
];

pub(super) fn is_unit(word: &str) -> bool {
    seconds_in(word).is_some()
}

fn seconds_in(unit: &str) -> Option<f64> {
    UNITS.iter().find(|(name, _)| *name == unit).map(|(_, seconds)| *seconds)
}

/// Figures, points and exponents, whether they make sense together or not.
fn figures<'t>(input: &mut Text<'t>) -> Result<&'t str, NoMatch> {
    let digits = |letter: char| letter.is_ascii_digit() || letter == '_' || letter == '.';
    let exponent = (one_of(['e', 'E']), opt(one_of(['+', '-'])), one_of('0'..='9'), rest_of_digits);
    let starts = |letter: char| letter.is_ascii_digit() || letter == '.';
    (one_of(starts), take_while(0.., digits), opt(exponent)).take().parse_next(input)
}

fn rest_of_digits<'t>(input: &mut Text<'t>) -> Result<&'t str, NoMatch> {
    take_while(0.., |letter: char| letter.is_ascii_digit() || letter == '_').parse_next(input)
}

fn letters<'t>(input: &mut Text<'t>) -> Result<&'t str, NoMatch> {
    let name = (
        take_while(1.., |letter: char| letter.is_alphabetic()),
        take_while(0.., |letter: char| letter.is_alphabetic() || letter == '_'),
    );
    opt(name.take()).map(Option::unwrap_or_default).parse_next(input)
}

/// A number between whose digits there may be underscores, and on both sides of a point digits.
fn value_of(figures: &str) -> Option<f64> {
    let is_digit = |place: usize| figures.as_bytes().get(place).is_some_and(u8::is_ascii_digit);
    let stands_alone = |(place, letter): (usize, char)| {
        matches!(letter, '.' | '_') && !(place > 0 && is_digit(place - 1) && is_digit(place + 1))
    };
    if figures.char_indices().any(stands_alone) {
        return None;
    }
    figures.replace('_', "").parse().ok()
}
