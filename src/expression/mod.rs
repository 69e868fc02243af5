//! Small expressions over named values: scores by which a switch chooses, conditions of its steps.
//!
//! ```text
//! text ─→ token ─→ syntax ─→ check ─→ survey ─→ code
//!         words    a tree    names,   ranges:   steps on
//!         numbers            kinds    no NaN    a stack
//! ```
//!
//! Numbers may carry a unit of time (`90s`, `1h30m`) and then are seconds. Operators, from the one
//! that binds least: `or`, `and`, `not`, comparisons (`<` `<=` `>` `>=` `==` `!=`), `+` `-`, `*` `/`,
//! the sign `-`, and the power `^`, which begins at the right. Functions are `if(condition, a, b)`,
//! `min`, `max`, `clamp(x, low, high)`, `abs`, `sqrt`, `exp`, `ln` and `floor`, and those of the
//! [`Vocabulary`], which take the name of an entity in quotes.
//!
//! Every variable has a range, and an expression is refused unless it has a finite value for all
//! values in the ranges: `wait / calls` needs `calls` to be at least 1 somewhere, while
//! `if(calls > 0, wait / calls, 0)` is fine. A simulation never meets a score that is no number.

mod check;
mod code;
mod fault;
mod interval;
mod operation;
mod print;
mod shape;
mod survey;
mod syntax;
#[cfg(test)]
mod tests;
mod token;
mod vocabulary;

use std::fmt;
use std::ops::RangeInclusive;

pub use fault::Fault;
pub use vocabulary::{FINEST, Kind, Variable, Vocabulary};

use code::Code;
use operation::Node;
use shape::Trend;
use survey::Bounds;
use token::{Token, TokenKind};

/// The longest text, in bytes.
pub const LONGEST: usize = 2_000;
/// The most operators, functions and commas in a text.
pub const MOST_OPERATIONS: usize = 256;
/// The most parentheses in each other.
pub const DEEPEST: usize = 64;

/// A number or a condition that depends on the variables of a [`Vocabulary`].
///
/// It has a finite value whenever its variables are in their ranges; see [the module](self).
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    text: String,
    kind: Kind,
    tree: Node,
    bounds: Bounds,
    /// Its variables, in the order of `bounds`.
    variables: Vec<Variable>,
    code: Code,
}

impl Expression {
    /// Reads an expression that gives something of a kind.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, as far as it can be seen at once: first the words, then
    /// the grammar, then names and kinds, and at last the values that parts may have.
    pub fn parse(text: &str, vocabulary: &Vocabulary, kind: Kind) -> Result<Self, Vec<Fault>> {
        let one = |fault| vec![fault];
        is_not_too_long(text).map_err(one)?;
        let tokens = token::tokens(text, vocabulary)?;
        is_not_too_large(&tokens).map_err(one)?;
        let syntax = syntax::tree(&tokens).map_err(one)?;
        let tree = check::checked(&syntax, text, vocabulary, kind)?;
        let bounds = Bounds::of(&tree, |index| vocabulary.variables()[index].interval());
        let variable = |index: usize| vocabulary.variables()[index].clone();
        let variables = bounds.indices().map(variable).collect();
        Self::surveyed(text.to_owned(), kind, tree, bounds, variables)
    }

    fn surveyed(
        text: String,
        kind: Kind,
        mut tree: Node,
        bounds: Bounds,
        variables: Vec<Variable>,
    ) -> Result<Self, Vec<Fault>> {
        survey::survey(&mut tree, &text, &bounds)?;
        let code = Code::of(&tree);
        Ok(Self { text, kind, tree, bounds, variables, code })
    }

    /// Its value, where `value_of` gives the value of a variable by its index; truth is 1 or 0.
    ///
    /// It is finite and the same on every platform, and never the negative zero. Of `if`, `and`
    /// and `or` only what decides is looked at. Nothing is allocated.
    ///
    /// The values must be in the ranges of the variables and not nearer to zero than [`FINEST`],
    /// unless they are zero; otherwise the result may be anything, also infinite or no number.
    #[inline]
    pub fn evaluate(&self, value_of: impl Fn(usize) -> f64) -> f64 {
        self.code.run(value_of)
    }

    /// Whether a condition is true; see [`evaluate`](Self::evaluate).
    #[inline]
    pub fn is_true(&self, value_of: impl Fn(usize) -> f64) -> bool {
        self.evaluate(value_of) != 0.0
    }

    /// What it gives.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Numbers between which its value always is; they need not be the closest ones.
    pub fn range(&self) -> RangeInclusive<f64> {
        self.tree.range.low..=self.tree.range.high
    }

    /// The indices of its variables, ascending.
    ///
    /// A variable in a branch that is never taken, as in `if(false, wait, 0)`, is not among them.
    pub fn variables(&self) -> impl Iterator<Item = usize> {
        self.bounds.indices()
    }

    /// Whether a variable is among its [`variables`](Self::variables).
    pub fn uses(&self, index: usize) -> bool {
        self.bounds.contains(index)
    }

    /// Whether all of its variables are among some, so that it stays the same as long as they do.
    pub fn uses_only(&self, is_among: impl Fn(usize) -> bool) -> bool {
        self.variables().all(is_among)
    }

    /// Whether its value surely never falls as a variable grows and all others stay.
    ///
    /// This holds for the computed values, last digits included. It is told from the operations
    /// and the ranges of their operands, so a `false` may be too careful: `wait - wait / 2` does
    /// not fall, which is not seen. Of `exp`, `ln` and powers with a broken exponent nothing is
    /// claimed, because their last digits may be off in either direction.
    pub fn is_nondecreasing_in(&self, index: usize) -> bool {
        matches!(shape::trend(&self.tree, index), Trend::Rising | Trend::Constant)
    }

    /// Whether its value surely never grows as a variable grows and all others stay; see
    /// [`is_nondecreasing_in`](Self::is_nondecreasing_in).
    pub fn is_nonincreasing_in(&self, index: usize) -> bool {
        matches!(shape::trend(&self.tree, index), Trend::Falling | Trend::Constant)
    }

    /// Whether all of its variables are those of a vocabulary, under the same indices.
    pub fn is_over(&self, vocabulary: &Vocabulary) -> bool {
        let known = vocabulary.variables();
        self.variables().zip(&self.variables).all(|(index, own)| known.get(index) == Some(own))
    }

    /// How many steps it takes to calculate at most.
    pub fn operations(&self) -> usize {
        self.code.len()
    }

    /// The expressions `a` and `b` without a variable `x` of which this is `a + b * x`.
    ///
    /// Nothing if it is none or if its operations don't show it. The sum equals the value but for
    /// rounding. The text of both is made from the operations, for people to read.
    pub fn affine_in(&self, index: usize) -> Option<[Self; 2]> {
        if self.kind == Kind::Truth {
            return None;
        }
        let [a, b] = shape::affine(&self.tree, index)?;
        Some([self.part(a)?, self.part(b)?])
    }

    /// An expression with some of the variables of this one, if it always has a value.
    fn part(&self, tree: Node) -> Option<Self> {
        let variable = |index: usize| {
            let place = self.bounds.indices().position(|known| known == index);
            &self.variables[place.expect("a variable of the whole")]
        };
        let bounds = Bounds::of(&tree, |index| self.bounds.range(index));
        let variables = bounds.indices().map(|index| variable(index).clone()).collect();
        let mut part =
            Self::surveyed(self.text.clone(), self.kind, tree, bounds, variables).ok()?;
        part.text = print::printed(&part.tree, self.kind, &variable);
        Some(part)
    }
}

/// The text that it was read from.
impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

fn is_not_too_long(text: &str) -> Result<(), Fault> {
    if text.len() > LONGEST {
        let start = (0..=LONGEST).rfind(|place| text.is_char_boundary(*place)).unwrap_or_default();
        let message = format!("the expression has {} bytes", text.len());
        let remedy = format!("up to {LONGEST} are read; leave something out");
        return Err(Fault::new(start..text.len(), message, remedy));
    }
    if text.trim().is_empty() {
        let remedy = "write a number, a name or a calculation";
        return Err(Fault::new(0..text.len(), "the expression is empty", remedy));
    }
    Ok(())
}

/// So that nothing that walks through the tree can run out of stack.
fn is_not_too_large(tokens: &[Token<'_>]) -> Result<(), Fault> {
    let (mut depth, mut operations) = (0_usize, 0);
    for (token, next) in tokens.iter().zip(&tokens[1..]) {
        match token.kind {
            TokenKind::Sign("(") => depth += 1,
            TokenKind::Sign(")") => depth = depth.saturating_sub(1),
            TokenKind::Sign("true" | "false") => {}
            TokenKind::Sign(_) => operations += 1,
            TokenKind::Name(_) if next.kind == TokenKind::Sign("(") => operations += 1,
            TokenKind::Name(_) | TokenKind::Number(_) | TokenKind::Quoted(_) | TokenKind::End => {}
        }
        if depth > DEEPEST {
            let message = format!("more than {DEEPEST} parentheses are in each other");
            let remedy = "leave out those that are not needed";
            return Err(Fault::new(token.span.clone(), message, remedy));
        }
        if operations > MOST_OPERATIONS {
            let message = format!("the expression has more than {MOST_OPERATIONS} operations");
            let remedy = "write it shorter, or let less decide";
            return Err(Fault::new(token.span.clone(), message, remedy));
        }
    }
    Ok(())
}
