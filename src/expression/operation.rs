//! What is calculated: the operations, and the tree of them after names and kinds are checked.

use std::ops::Range;

use crate::math;

use super::interval::{Interval, power, raise};

/// An operation on one value; truth is 0 or 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unary {
    Negate,
    Not,
    Abs,
    Sqrt,
    Exp,
    Ln,
    Floor,
    /// A power with a whole exponent.
    Raise(i32),
}

/// An operation on two values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Minimum,
    Maximum,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Equal,
    Unequal,
}

impl Unary {
    #[inline]
    pub(super) fn apply(self, a: f64) -> f64 {
        match self {
            Self::Negate => -a,
            Self::Not => 1.0 - a,
            Self::Abs => a.abs(),
            Self::Sqrt => a.sqrt(),
            Self::Exp => math::exp(a),
            Self::Ln => math::ln(a),
            Self::Floor => a.floor(),
            Self::Raise(exponent) => raise(a, exponent),
        }
    }

    /// Whether it has a value for `a`.
    fn takes(self, a: f64) -> bool {
        match self {
            Self::Sqrt => a >= 0.0,
            Self::Ln => a >= f64::MIN_POSITIVE,
            Self::Raise(exponent) => a != 0.0 || exponent >= 0,
            Self::Negate | Self::Not | Self::Abs | Self::Exp | Self::Floor => true,
        }
    }
}

impl Binary {
    #[inline]
    pub(super) fn apply(self, a: f64, b: f64) -> f64 {
        let truth = |is_so: bool| f64::from(u8::from(is_so));
        match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::Power => power(a, b),
            // Not `f64::min`, which may give either of two zeros.
            Self::Minimum => {
                if b < a {
                    b
                } else {
                    a
                }
            }
            Self::Maximum => {
                if b > a {
                    b
                } else {
                    a
                }
            }
            Self::Less => truth(a < b),
            Self::AtMost => truth(a <= b),
            Self::Greater => truth(a > b),
            Self::AtLeast => truth(a >= b),
            Self::Equal => truth(a == b),
            Self::Unequal => truth(a != b),
        }
    }

    fn takes(self, a: f64, b: f64) -> bool {
        match self {
            Self::Divide => b != 0.0,
            Self::Power => a >= f64::MIN_POSITIVE || (a >= 0.0 && b > 0.0),
            _ => true,
        }
    }

    /// The comparison that is true where this one is false, for a comparison.
    pub(super) fn opposite(self) -> Option<Self> {
        match self {
            Self::Less => Some(Self::AtLeast),
            Self::AtMost => Some(Self::Greater),
            Self::Greater => Some(Self::AtMost),
            Self::AtLeast => Some(Self::Less),
            Self::Equal => Some(Self::Unequal),
            Self::Unequal => Some(Self::Equal),
            Self::Add
            | Self::Subtract
            | Self::Multiply
            | Self::Divide
            | Self::Power
            | Self::Minimum
            | Self::Maximum => None,
        }
    }

    /// The comparison of exchanged sides, for a comparison.
    pub(super) fn mirrored(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::AtMost => Self::AtLeast,
            Self::Greater => Self::Less,
            Self::AtLeast => Self::AtMost,
            other => other,
        }
    }

    /// How it is written.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
            Self::Minimum => "min",
            Self::Maximum => "max",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Equal => "==",
            Self::Unequal => "!=",
        }
    }
}

/// A part of an expression that can be calculated.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) what: What,
    /// The bytes of the text that it was written as.
    pub(super) span: Range<usize>,
    /// What its values are in; everything before it is surveyed.
    pub(super) range: Interval,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    Constant(f64),
    Variable(usize),
    Unary(Unary, Box<Node>),
    Binary(Binary, Box<Node>, Box<Node>),
    /// The second if the first is true, otherwise the third; also `a and b` as `if(a, b, false)`
    /// and `a or b` as `if(a, true, b)`.
    If(Box<[Node; 3]>),
}

const ANYTHING: Interval = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };

impl Node {
    pub(super) fn new(what: What, span: Range<usize>) -> Self {
        Self { what, span, range: ANYTHING }
    }

    pub(super) fn constant(value: f64, span: Range<usize>) -> Self {
        Self::new(What::Constant(value), span)
    }

    pub(super) fn as_constant(&self) -> Option<f64> {
        match self.what {
            What::Constant(value) => Some(value),
            What::Variable(_) | What::Unary(..) | What::Binary(..) | What::If(_) => None,
        }
    }

    /// An operation, or its value where that is known; what has no value stays as it is.
    pub(super) fn unary(operator: Unary, a: Node, span: Range<usize>) -> Self {
        let known = a.as_constant().filter(|a| operator.takes(*a)).map(|a| operator.apply(a));
        match known.filter(|value| value.is_finite()) {
            Some(value) => Self::constant(value, span),
            None => Self::new(What::Unary(operator, Box::new(a)), span),
        }
    }

    /// An operation, or its value where that is known; what has no value stays as it is.
    pub(super) fn binary(operator: Binary, a: Node, b: Node, span: Range<usize>) -> Self {
        if let (Binary::Power, Some(exponent)) = (operator, b.as_constant().and_then(whole)) {
            return Self::unary(Unary::Raise(exponent), a, span);
        }
        let values = a.as_constant().zip(b.as_constant());
        let known = values.filter(|(a, b)| operator.takes(*a, *b));
        match known.map(|(a, b)| operator.apply(a, b)).filter(|value| value.is_finite()) {
            Some(value) => Self::constant(value, span),
            None => Self::new(What::Binary(operator, Box::new(a), Box::new(b)), span),
        }
    }

    /// A choice, or the branch taken where that is known.
    pub(super) fn choice(condition: Node, a: Node, b: Node, span: Range<usize>) -> Self {
        match condition.as_constant() {
            Some(truth) => Self { span, ..if truth != 0.0 { a } else { b } },
            None => Self::new(What::If(Box::new([condition, a, b])), span),
        }
    }

    /// Calls `see` with the index of every variable in it.
    pub(super) fn each_variable(&self, see: &mut impl FnMut(usize)) {
        match &self.what {
            What::Constant(_) => {}
            What::Variable(index) => see(*index),
            What::Unary(_, a) => a.each_variable(see),
            What::Binary(_, a, b) => {
                a.each_variable(see);
                b.each_variable(see);
            }
            What::If(parts) => parts.iter().for_each(|part| part.each_variable(see)),
        }
    }

    pub(super) fn uses(&self, index: usize) -> bool {
        let mut does = false;
        self.each_variable(&mut |used| does |= used == index);
        does
    }
}

/// A small whole number; larger exponents would be slower by squaring than by logarithms.
fn whole(exponent: f64) -> Option<i32> {
    (exponent.abs() <= 64.0 && exponent.floor() == exponent).then_some(exponent as i32)
}
