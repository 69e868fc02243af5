//! How the value of an expression goes with one of its variables.

use super::operation::{Binary, Node, Unary, What};

/// Which way a value goes as a variable grows and all others stay; it may stay where it is too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trend {
    Constant,
    Rising,
    Falling,
    Unknown,
}

impl Trend {
    fn turned(self) -> Self {
        match self {
            Self::Rising => Self::Falling,
            Self::Falling => Self::Rising,
            Self::Constant | Self::Unknown => self,
        }
    }

    fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Constant, trend) | (trend, Self::Constant) => trend,
            (a, b) if a == b => a,
            _ => Self::Unknown,
        }
    }

    /// The trend of its product with something of this sign.
    fn times(self, sign: Option<i8>) -> Self {
        match (self, sign) {
            (Self::Constant, _) => self,
            (_, Some(1)) => self,
            (_, Some(_)) => self.turned(),
            (_, None) => Self::Unknown,
        }
    }

    fn only_constant(self) -> Self {
        if self == Self::Constant { self } else { Self::Unknown }
    }
}

/// The trend of a surveyed tree in one variable, in computed numbers and not just in exact ones.
///
/// Correctly rounded operations keep the order. The elementary functions are only known to be
/// near the exact values, so two arguments next to each other may change places; nothing is
/// claimed of them.
pub(super) fn trend(node: &Node, index: usize) -> Trend {
    let of = |node: &Node| trend(node, index);
    match &node.what {
        What::Constant(_) => Trend::Constant,
        What::Variable(used) if *used == index => Trend::Rising,
        What::Variable(_) => Trend::Constant,
        What::Unary(operator, a) => match operator {
            Unary::Negate | Unary::Not => of(a).turned(),
            Unary::Sqrt | Unary::Floor => of(a),
            Unary::Abs => of(a).times(a.range.sign()),
            Unary::Exp | Unary::Ln => of(a).only_constant(),
            Unary::Raise(exponent) => of_power(of(a), a, *exponent),
        },
        What::Binary(operator, a, b) => of_two(*operator, (a, of(a)), (b, of(b))),
        What::If(parts) => of_choice(parts, index),
    }
}

fn of_power(trend: Trend, base: &Node, exponent: i32) -> Trend {
    // Over an odd power zero would be a pole, which the survey has excluded, so the sign is known.
    let power = match exponent % 2 == 0 {
        true => trend.times(base.range.sign()),
        false => trend,
    };
    match exponent {
        0 => Trend::Constant,
        1.. => power,
        _ => power.turned(),
    }
}

fn of_two(operator: Binary, (a, left): (&Node, Trend), (b, right): (&Node, Trend)) -> Trend {
    match operator {
        Binary::Add | Binary::Minimum | Binary::Maximum => left.with(right),
        Binary::Subtract | Binary::Greater | Binary::AtLeast => left.with(right.turned()),
        Binary::Less | Binary::AtMost => left.turned().with(right),
        Binary::Multiply => left.times(b.range.sign()).with(right.times(a.range.sign())),
        Binary::Divide => left.times(b.range.sign()).with(right.turned().times(a.range.sign())),
        Binary::Power | Binary::Equal | Binary::Unequal => left.with(right).only_constant(),
    }
}

/// The trend of a choice; where the condition changes, the branches must not jump back.
fn of_choice([condition, a, b]: &[Node; 3], index: usize) -> Trend {
    let branches = trend(a, index).with(trend(b, index));
    let (before, after) = match trend(condition, index) {
        Trend::Constant => return branches,
        Trend::Rising => (b.range, a.range),
        Trend::Falling => (a.range, b.range),
        Trend::Unknown => return Trend::Unknown,
    };
    let (jumps_up, jumps_down) = (before.high <= after.low, after.high <= before.low);
    match branches {
        Trend::Rising | Trend::Constant if jumps_up => Trend::Rising,
        Trend::Falling | Trend::Constant if jumps_down => Trend::Falling,
        _ => Trend::Unknown,
    }
}

/// What is left of a tree at zero, and what it gains for one more, where both are free of a
/// variable and the tree is the sum of the first and the variable times the second.
pub(super) fn affine(node: &Node, index: usize) -> Option<[Node; 2]> {
    let zero = || Node::constant(0.0, node.span.clone());
    if !node.uses(index) {
        return Some([node.clone(), zero()]);
    }
    match &node.what {
        What::Variable(_) => Some([zero(), Node::constant(1.0, node.span.clone())]),
        What::Unary(Unary::Negate, a) => Some(affine(a, index)?.map(negative)),
        What::Unary(Unary::Raise(1), a) => affine(a, index),
        What::Binary(Binary::Add, a, b) => {
            let ([a, slope], [b, other]) = (affine(a, index)?, affine(b, index)?);
            Some([sum(a, b), sum(slope, other)])
        }
        What::Binary(Binary::Subtract, a, b) => {
            let ([a, slope], [b, other]) = (affine(a, index)?, affine(b, index)?);
            Some([sum(a, negative(b)), sum(slope, negative(other))])
        }
        What::Binary(Binary::Multiply, a, b) if !b.uses(index) => {
            Some(affine(a, index)?.map(|part| product(part, b)))
        }
        What::Binary(Binary::Multiply, a, b) if !a.uses(index) => {
            Some(affine(b, index)?.map(|part| product(part, a)))
        }
        What::Binary(Binary::Divide, a, b) if !b.uses(index) => {
            Some(affine(a, index)?.map(|part| quotient(part, b)))
        }
        What::If(parts) if !parts[0].uses(index) => {
            let ([a, slope], [b, other]) = (affine(&parts[1], index)?, affine(&parts[2], index)?);
            let choice = |a: Node, b: Node| match a.as_constant() {
                Some(value) if b.as_constant() == Some(value) => a,
                _ => Node::choice(parts[0].clone(), a, b, node.span.clone()),
            };
            Some([choice(a, b), choice(slope, other)])
        }
        _ => None,
    }
}

fn is_zero(node: &Node) -> bool {
    node.as_constant() == Some(0.0)
}

fn sum(a: Node, b: Node) -> Node {
    if is_zero(&a) {
        return b;
    }
    if is_zero(&b) {
        return a;
    }
    let span = a.span.start..b.span.end.max(a.span.end);
    Node::binary(Binary::Add, a, b, span)
}

fn negative(a: Node) -> Node {
    let span = a.span.clone();
    if is_zero(&a) { a } else { Node::unary(Unary::Negate, a, span) }
}

fn product(a: Node, factor: &Node) -> Node {
    let span = a.span.clone();
    match a.as_constant() {
        Some(0.0) => a,
        Some(1.0) => factor.clone(),
        _ => Node::binary(Binary::Multiply, a, factor.clone(), span),
    }
}

fn quotient(a: Node, divisor: &Node) -> Node {
    let span = a.span.clone();
    if is_zero(&a) { a } else { Node::binary(Binary::Divide, a, divisor.clone(), span) }
}
