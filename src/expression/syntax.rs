//! The grammar: from tokens to a tree of what is written.

use std::ops::Range;

use winnow::combinator::{Infix, Prefix, expression};
use winnow::error::ParserError;
use winnow::prelude::*;
use winnow::stream::{Stream, TokenSlice};
use winnow::token::any;

use super::fault::Fault;
use super::operation::{Binary, Unary};
use super::token::{Token, TokenKind, is_unit};

/// A part of an expression as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Syntax<'t> {
    pub(super) form: Form<'t>,
    /// Its bytes, with its parentheses.
    pub(super) span: Range<usize>,
    pub(super) in_parentheses: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form<'t> {
    Number(f64),
    Truth(bool),
    Name(&'t str),
    Quoted(&'t str),
    Call { name: &'t str, name_span: Range<usize>, arguments: Vec<Syntax<'t>> },
    Unary(Unary, Box<Syntax<'t>>),
    Binary(Binary, Box<Syntax<'t>>, Box<Syntax<'t>>),
    And(Box<Syntax<'t>>, Box<Syntax<'t>>),
    Or(Box<Syntax<'t>>, Box<Syntax<'t>>),
}

/// A function of the language.
pub(super) struct Function {
    pub(super) name: &'static str,
    /// How it is written.
    pub(super) pattern: &'static str,
    /// The fewest and the most arguments.
    pub(super) arguments: (usize, usize),
    pub(super) meaning: Meaning,
}

#[derive(Clone, Copy)]
pub(super) enum Meaning {
    If,
    Fold(Binary),
    Clamp,
    Unary(Unary),
}

/// The functions of the language.
pub(super) const FUNCTIONS: [Function; 9] = [
    function("if", "if(condition, a, b)", (3, 3), Meaning::If),
    function("min", "min(a, b)", (2, usize::MAX), Meaning::Fold(Binary::Minimum)),
    function("max", "max(a, b)", (2, usize::MAX), Meaning::Fold(Binary::Maximum)),
    function("clamp", "clamp(x, low, high)", (3, 3), Meaning::Clamp),
    function("abs", "abs(x)", (1, 1), Meaning::Unary(Unary::Abs)),
    function("sqrt", "sqrt(x)", (1, 1), Meaning::Unary(Unary::Sqrt)),
    function("exp", "exp(x)", (1, 1), Meaning::Unary(Unary::Exp)),
    function("ln", "ln(x)", (1, 1), Meaning::Unary(Unary::Ln)),
    function("floor", "floor(x)", (1, 1), Meaning::Unary(Unary::Floor)),
];

const fn function(
    name: &'static str,
    pattern: &'static str,
    arguments: (usize, usize),
    meaning: Meaning,
) -> Function {
    Function { name, pattern, arguments, meaning }
}

type Tokens<'s, 't> = TokenSlice<'s, Token<'t>>;

/// Why no tree can be made here.
struct Refusal {
    fault: Fault,
    /// Whether no other rule is to be tried.
    is_final: bool,
}

impl<'t> ParserError<Tokens<'_, 't>> for Refusal {
    type Inner = Self;

    fn from_input(input: &Tokens<'_, 't>) -> Self {
        let found = peeked(input);
        let fault = Fault::new(
            found.span.clone(),
            format!("expected a value, found {}", in_words(found)),
            "a value is a number, a name, a function or something in parentheses",
        );
        Self { fault, is_final: false }
    }

    fn is_backtrack(&self) -> bool {
        !self.is_final
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

fn refuse<T>(span: Range<usize>, message: String, remedy: String) -> Result<T, Refusal> {
    Err(Refusal { fault: Fault::new(span, message, remedy), is_final: true })
}

/// The tree of some tokens of which the last is the end.
pub(super) fn tree<'t>(tokens: &[Token<'t>]) -> Result<Syntax<'t>, Fault> {
    let mut input = TokenSlice::new(tokens);
    whole(&mut input).and_then(|tree| ended(&input).map(|()| tree)).map_err(|refusal| refusal.fault)
}

/// Nothing may follow an expression but the end.
fn ended(input: &Tokens<'_, '_>) -> Result<(), Refusal> {
    let next = peeked(input);
    match next.kind {
        TokenKind::End => Ok(()),
        TokenKind::Sign(")") => refuse(
            next.span.clone(),
            "nothing opens this parenthesis".into(),
            "remove it, or write `(` where it should begin".into(),
        ),
        _ => no_operator(input),
    }
}

fn no_operator<T>(input: &Tokens<'_, '_>) -> Result<T, Refusal> {
    let (before, found) = (input.previous_tokens().next(), peeked(input));
    let follows_number = before.is_some_and(|token| matches!(token.kind, TokenKind::Number(_)));
    let remedy = match found.kind {
        TokenKind::Name(unit) if follows_number && is_unit(unit) => {
            "write the unit right after its number, without a space"
        }
        _ => "write an operator such as `*` or `and` before it",
    };
    let message = format!("expected an operator, found {}", in_words(found));
    refuse(found.span.clone(), message, remedy.into())
}

fn in_words(token: &Token<'_>) -> String {
    match token.kind {
        TokenKind::Number(_) => "a number".into(),
        TokenKind::Name(name) => format!("`{name}`"),
        TokenKind::Quoted(_) => "a name in quotes".into(),
        TokenKind::Sign(sign) => format!("`{sign}`"),
        TokenKind::End => "the end".into(),
    }
}

fn whole<'t>(input: &mut Tokens<'_, 't>) -> Result<Syntax<'t>, Refusal> {
    expression(operand).prefix(prefix).infix(infix).parse_next(input)
}

/// The whole of what stands in parentheses: if that fails, nothing else is tried.
fn inner<'t>(input: &mut Tokens<'_, 't>) -> Result<Syntax<'t>, Refusal> {
    whole(input).map_err(|refusal| Refusal { is_final: true, ..refusal })
}

/// The next token, which stays where it is.
fn peeked<'s, 't>(input: &Tokens<'s, 't>) -> &'s Token<'t> {
    input.peek_token().expect("the end is never taken")
}

fn next_is(input: &Tokens<'_, '_>, sign: &str) -> bool {
    peeked(input).kind == TokenKind::Sign(sign)
}

fn prefix<'s, 't>(
    input: &mut Tokens<'s, 't>,
) -> Result<Prefix<Tokens<'s, 't>, Syntax<'t>, Refusal>, Refusal> {
    let prefix: Prefix<Tokens<'s, 't>, Syntax<'t>, Refusal> = match peeked(input).kind {
        TokenKind::Sign("-") => Prefix(12, |input, a| Ok(unary(input, Unary::Negate, a))),
        TokenKind::Sign("not") => Prefix(4, |input, a| Ok(unary(input, Unary::Not, a))),
        _ => return Err(Refusal::from_input(input)),
    };
    any(input).map(|_| prefix)
}

fn infix<'s, 't>(
    input: &mut Tokens<'s, 't>,
) -> Result<Infix<Tokens<'s, 't>, Syntax<'t>, Refusal>, Refusal> {
    let infix: Infix<Tokens<'s, 't>, Syntax<'t>, Refusal> = match peeked(input).kind {
        TokenKind::Sign("or") => Infix::Left(1, |_, a, b| Ok(joined(Form::Or, a, b))),
        TokenKind::Sign("and") => Infix::Left(2, |_, a, b| Ok(joined(Form::And, a, b))),
        TokenKind::Sign("<") => Infix::Left(6, |_, a, b| Ok(binary(Binary::Less, a, b))),
        TokenKind::Sign("<=") => Infix::Left(6, |_, a, b| Ok(binary(Binary::AtMost, a, b))),
        TokenKind::Sign(">") => Infix::Left(6, |_, a, b| Ok(binary(Binary::Greater, a, b))),
        TokenKind::Sign(">=") => Infix::Left(6, |_, a, b| Ok(binary(Binary::AtLeast, a, b))),
        TokenKind::Sign("==") => Infix::Left(6, |_, a, b| Ok(binary(Binary::Equal, a, b))),
        TokenKind::Sign("!=") => Infix::Left(6, |_, a, b| Ok(binary(Binary::Unequal, a, b))),
        TokenKind::Sign("+") => Infix::Left(8, |_, a, b| Ok(binary(Binary::Add, a, b))),
        TokenKind::Sign("-") => Infix::Left(8, |_, a, b| Ok(binary(Binary::Subtract, a, b))),
        TokenKind::Sign("*") => Infix::Left(10, |_, a, b| Ok(binary(Binary::Multiply, a, b))),
        TokenKind::Sign("/") => Infix::Left(10, |_, a, b| Ok(binary(Binary::Divide, a, b))),
        TokenKind::Sign("^") => Infix::Right(14, |_, a, b| Ok(binary(Binary::Power, a, b))),
        _ => return Err(Refusal::from_input(input)),
    };
    any(input).map(|_| infix)
}

/// An operator before its operand: the last token before it.
fn unary<'t>(input: &Tokens<'_, 't>, operator: Unary, operand: Syntax<'t>) -> Syntax<'t> {
    let sign = input.previous_tokens().find(|token| token.span.end <= operand.span.start);
    let span = sign.map_or(operand.span.start, |sign| sign.span.start)..operand.span.end;
    Syntax { form: Form::Unary(operator, Box::new(operand)), span, in_parentheses: false }
}

fn binary<'t>(operator: Binary, left: Syntax<'t>, right: Syntax<'t>) -> Syntax<'t> {
    joined(|left, right| Form::Binary(operator, left, right), left, right)
}

fn joined<'t>(
    form: impl Fn(Box<Syntax<'t>>, Box<Syntax<'t>>) -> Form<'t>,
    left: Syntax<'t>,
    right: Syntax<'t>,
) -> Syntax<'t> {
    let span = left.span.start..right.span.end;
    Syntax { form: form(Box::new(left), Box::new(right)), span, in_parentheses: false }
}

fn operand<'t>(input: &mut Tokens<'_, 't>) -> Result<Syntax<'t>, Refusal> {
    let token = peeked(input);
    let form = match token.kind {
        TokenKind::Number(value) => Form::Number(value),
        TokenKind::Sign("true") => Form::Truth(true),
        TokenKind::Sign("false") => Form::Truth(false),
        TokenKind::Sign("(") => return parenthesis(input, token),
        TokenKind::Quoted(name) => Form::Quoted(name),
        TokenKind::Name(name) => Form::Name(name),
        TokenKind::Sign(_) | TokenKind::End => return Err(Refusal::from_input(input)),
    };
    any(input)?;
    match form {
        Form::Name(name) => named(input, name, token),
        form => Ok(Syntax { form, span: token.span.clone(), in_parentheses: false }),
    }
}

fn parenthesis<'t>(input: &mut Tokens<'_, 't>, open: &Token<'t>) -> Result<Syntax<'t>, Refusal> {
    any(input)?;
    let tree = inner(input)?;
    let span = open.span.start..close(input, open)?;
    Ok(Syntax { span, in_parentheses: true, ..tree })
}

/// A name, with what is in parentheses after it.
fn named<'t>(
    input: &mut Tokens<'_, 't>,
    name: &'t str,
    token: &Token<'t>,
) -> Result<Syntax<'t>, Refusal> {
    if next_is(input, "(") {
        return call(input, name, token);
    }
    if let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) {
        return refuse(
            token.span.clone(),
            format!("`{name}` is a function"),
            format!("write `{}`", function.pattern),
        );
    }
    Ok(Syntax { form: Form::Name(name), span: token.span.clone(), in_parentheses: false })
}

/// What follows the name of a function.
fn call<'t>(
    input: &mut Tokens<'_, 't>,
    name: &'t str,
    token: &Token<'t>,
) -> Result<Syntax<'t>, Refusal> {
    let open: &Token<'t> = any(input)?;
    let mut arguments = Vec::new();
    if !next_is(input, ")") {
        arguments.push(inner(input)?);
        while next_is(input, ",") {
            any(input)?;
            arguments.push(inner(input)?);
        }
    }
    let end = close(input, open)?;
    let form = Form::Call { name, name_span: token.span.clone(), arguments };
    Ok(Syntax { form, span: token.span.start..end, in_parentheses: false })
}

/// The end of the parenthesis that closes `open`.
fn close(input: &mut Tokens<'_, '_>, open: &Token<'_>) -> Result<usize, Refusal> {
    let found = peeked(input);
    match found.kind {
        TokenKind::Sign(")") => any(input).map(|token: &Token<'_>| token.span.end),
        TokenKind::End => refuse(
            open.span.clone(),
            "this parenthesis is never closed".into(),
            "write `)` where it should end".into(),
        ),
        _ => no_operator(input),
    }
}
