//! Which values each part can have, and whether every part always has one.

use super::fault::{Fault, bare};
use super::interval::{Interval, TRUTH};
use super::operation::{Binary, Node, Unary, What};
use super::vocabulary::FINEST;

/// The ranges of variables, by index.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bounds(Vec<(usize, Interval)>);

impl Bounds {
    /// Those of the variables in a tree.
    pub(super) fn of(node: &Node, range_of: impl Fn(usize) -> Interval) -> Self {
        let mut indices = Vec::new();
        node.each_variable(&mut |index| indices.push(index));
        indices.sort_unstable();
        indices.dedup();
        Self(indices.into_iter().map(|index| (index, range_of(index))).collect())
    }

    pub(super) fn indices(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|(index, _)| *index)
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        self.0.binary_search_by_key(&index, |(index, _)| *index).is_ok()
    }

    pub(super) fn range(&self, index: usize) -> Interval {
        self.0[self.place_of(index)].1
    }

    fn range_mut(&mut self, index: usize) -> &mut Interval {
        let place = self.place_of(index);
        &mut self.0[place].1
    }

    fn place_of(&self, index: usize) -> usize {
        let place = self.0.binary_search_by_key(&index, |(index, _)| *index);
        place.expect("a variable of the tree")
    }
}

/// Sets the range of every part of a tree, or tells where a part may have no value.
///
/// # Errors
///
/// A fault for each part that may have no finite value where its own parts always have one.
pub(super) fn survey(node: &mut Node, text: &str, bounds: &Bounds) -> Result<(), Vec<Fault>> {
    let mut surveyor = Surveyor { text, bounds: bounds.clone(), faults: Vec::new() };
    if let Some(range) = surveyor.survey(node)
        && !range.is_finite()
    {
        surveyor.infinite(node, range);
    }
    if surveyor.faults.is_empty() { Ok(()) } else { Err(surveyor.faults) }
}

struct Surveyor<'a> {
    text: &'a str,
    bounds: Bounds,
    faults: Vec<Fault>,
}

impl Surveyor<'_> {
    /// The values of a part; nothing if it or something in it may have none.
    fn survey(&mut self, node: &mut Node) -> Option<Interval> {
        let range = match &mut node.what {
            What::Constant(value) => Some(Interval::point(*value)),
            What::Variable(index) => Some(self.bounds.range(*index)),
            What::Unary(operator, a) => {
                let range = self.survey(a);
                range.and_then(|range| self.unary(*operator, a, range))
            }
            What::Binary(operator, a, b) => {
                let (left, right) = (self.survey(a), self.survey(b));
                let (left, right) = left.zip(right)?;
                self.binary(*operator, (a, left), (b, right))
            }
            What::If(parts) => self.choice(parts),
        }?;
        if has_overflown(node, range) {
            self.too_large(node);
            return None;
        }
        node.range = range;
        Some(range)
    }

    fn unary(&mut self, operator: Unary, a: &Node, range: Interval) -> Option<Interval> {
        match operator {
            Unary::Not => return Some(range.negate().add(Interval::point(1.0))),
            Unary::Negate => return Some(range.negate()),
            Unary::Abs => return Some(range.abs()),
            Unary::Floor => return Some(range.map(f64::floor)),
            Unary::Sqrt | Unary::Exp | Unary::Ln | Unary::Raise(_) => {}
        }
        self.bounded(a, range)?;
        match operator {
            Unary::Sqrt if range.low < 0.0 => {
                let within = self.written(a);
                self.may_be("negative", a, format!("write `sqrt(max({within}, 0))`"))
            }
            Unary::Sqrt => Some(range.map(f64::sqrt)),
            Unary::Ln if range.low < f64::MIN_POSITIVE => {
                let within = self.written(a);
                let claim = if range.low < 0.0 { "negative" } else { "0" };
                self.may_be(claim, a, format!("write `ln(max({within}, 1))`"))
            }
            Unary::Ln => Some(range.ln()),
            Unary::Raise(exponent) if exponent < 0 && range.contains(0.0) => self.zero(a, range),
            Unary::Raise(exponent) => Some(range.raise(exponent)),
            Unary::Exp => Some(range.exp()),
            Unary::Not | Unary::Negate | Unary::Abs | Unary::Floor => None,
        }
    }

    fn binary(
        &mut self,
        operator: Binary,
        (a, left): (&Node, Interval),
        (b, right): (&Node, Interval),
    ) -> Option<Interval> {
        if let Some(truth) = comparison(operator, left, right) {
            return Some(truth);
        }
        match operator {
            Binary::Minimum => return Some(left.minimum(right)),
            Binary::Maximum => return Some(left.maximum(right)),
            _ => {}
        }
        let bounded = (self.bounded(a, left), self.bounded(b, right));
        bounded.0.and(bounded.1)?;
        match operator {
            Binary::Add => Some(left.add(right)),
            Binary::Subtract => Some(left.add(right.negate())),
            Binary::Multiply => Some(left.multiply(right)),
            Binary::Divide if right.contains(0.0) => self.zero(b, right),
            Binary::Divide => Some(left.divide(right)),
            Binary::Power if left.low < 0.0 => {
                let least = if right.low > 0.0 { 0 } else { 1 };
                let remedy = format!("write `max({}, {least})`", self.written(a));
                self.may_be("negative", a, remedy)
            }
            Binary::Power if left.low < f64::MIN_POSITIVE && right.low <= 0.0 => self.zero(a, left),
            _ => Some(left.power(right)),
        }
    }

    /// A choice, each branch with what the condition says of the variables.
    fn choice(&mut self, [condition, a, b]: &mut [Node; 3]) -> Option<Interval> {
        let truth = self.survey(condition);
        let first = self.where_it_is(condition, true, a);
        let second = self.where_it_is(condition, false, b);
        let (truth, (first, second)) = truth.zip(first.zip(second))?;
        Some(match truth {
            Interval { low: 1.0, .. } => first,
            Interval { high: 0.0, .. } => second,
            Interval { .. } => first.with(second),
        })
    }

    fn where_it_is(&mut self, condition: &Node, truth: bool, node: &mut Node) -> Option<Interval> {
        let before = self.bounds.clone();
        self.refine(condition, truth);
        let range = self.survey(node);
        self.bounds = before;
        range
    }

    /// Takes into account that a condition is true, or that it is false.
    fn refine(&mut self, condition: &Node, truth: bool) {
        match &condition.what {
            What::Variable(index) => {
                self.narrow(*index, Interval::point(f64::from(u8::from(truth))));
            }
            What::Unary(Unary::Not, inner) => self.refine(inner, !truth),
            What::Binary(operator, a, b) => {
                let operator = if truth { Some(*operator) } else { operator.opposite() };
                let Some(operator) = operator else { return };
                match (&a.what, &b.what) {
                    (What::Variable(index), What::Constant(limit)) => {
                        self.compare(*index, operator, *limit);
                    }
                    (What::Constant(limit), What::Variable(index)) => {
                        self.compare(*index, operator.mirrored(), *limit);
                    }
                    _ => {}
                }
            }
            What::If(parts) => match (&parts[1].what, &parts[2].what) {
                // `a and b` is true where both are, `a or b` false where both are.
                (_, What::Constant(0.0)) if truth => {
                    self.refine(&parts[0], true);
                    self.refine(&parts[1], true);
                }
                (What::Constant(1.0), _) if !truth => {
                    self.refine(&parts[0], false);
                    self.refine(&parts[2], false);
                }
                _ => {}
            },
            What::Constant(_) | What::Unary(..) => {}
        }
    }

    fn compare(&mut self, index: usize, operator: Binary, limit: f64) {
        let range = self.bounds.range(index);
        let (below, above) = match limit {
            0.0 => (-FINEST, FINEST),
            _ => (limit.next_down(), limit.next_up()),
        };
        let within = match operator {
            Binary::Less => Interval { high: below, low: f64::NEG_INFINITY },
            Binary::AtMost => Interval { high: limit, low: f64::NEG_INFINITY },
            Binary::Greater => Interval { low: above, high: f64::INFINITY },
            Binary::AtLeast => Interval { low: limit, high: f64::INFINITY },
            Binary::Equal => Interval::point(limit),
            Binary::Unequal if range.low == limit => Interval { low: above, ..range },
            Binary::Unequal if range.high == limit => Interval { high: below, ..range },
            _ => range,
        };
        self.narrow(index, within);
    }

    /// A branch into which no value leads keeps the range that it had.
    fn narrow(&mut self, index: usize, within: Interval) {
        let range = self.bounds.range_mut(index);
        *range = range.within(within).unwrap_or(*range);
    }

    /// Nothing, and a fault, if a number may be infinite.
    fn bounded(&mut self, node: &Node, range: Interval) -> Option<()> {
        if range.is_finite() {
            return Some(());
        }
        self.infinite(node, range);
        None
    }

    fn infinite(&mut self, node: &Node, range: Interval) {
        let written = self.written(node);
        let remedy = match (range.low.is_finite(), range.high.is_finite()) {
            (true, _) => format!("write `min({written}, 1e9)`"),
            (false, true) => format!("write `max({written}, -1e9)`"),
            (false, false) => format!("write `clamp({written}, -1e9, 1e9)`"),
        };
        self.may_be("infinite", node, remedy);
    }

    /// A fault where nothing may be zero.
    fn zero(&mut self, node: &Node, range: Interval) -> Option<Interval> {
        if node.as_constant().is_some() {
            let message = "nothing can be divided by 0";
            self.faults.push(Fault::new(node.span.clone(), message, "write another number here"));
            return None;
        }
        let written = self.written(node);
        let remedy = match range.sign() {
            Some(-1) => format!("write `min({written}, -1)`"),
            _ => format!("write `max({written}, 1)`"),
        };
        self.may_be("0", node, remedy)
    }

    fn too_large(&mut self, node: &Node) {
        let remedy = match &node.what {
            What::Unary(Unary::Exp, a) => format!("write `exp(min({}, 700))`", self.written(a)),
            _ => "bound what goes into it by `min`, or by `max` what it is divided by".to_owned(),
        };
        let message = format!("`{}` may be too large for a number", self.written(node));
        self.faults.push(Fault::new(node.span.clone(), message, remedy));
    }

    fn may_be(&mut self, claim: &str, node: &Node, remedy: String) -> Option<Interval> {
        let verb = if node.as_constant().is_some() { "is" } else { "may be" };
        let message = format!("`{}` {verb} {claim}", self.written(node));
        self.faults.push(Fault::new(node.span.clone(), message, remedy));
        None
    }

    fn written(&self, node: &Node) -> &str {
        bare(&self.text[node.span.clone()])
    }
}

/// Whether an operation on finite numbers may give something else.
fn has_overflown(node: &Node, range: Interval) -> bool {
    let calculates = match &node.what {
        What::Unary(operator, _) => {
            !matches!(operator, Unary::Negate | Unary::Abs | Unary::Floor | Unary::Not)
        }
        What::Binary(operator, ..) => !matches!(operator, Binary::Minimum | Binary::Maximum),
        What::Constant(_) | What::Variable(_) | What::If(_) => false,
    };
    calculates && !range.is_finite()
}

/// What a comparison gives, if the operator is one.
fn comparison(operator: Binary, a: Interval, b: Interval) -> Option<Interval> {
    let (yes, no) = (Interval::point(1.0), Interval::point(0.0));
    let decided = |is_sure: bool, is_excluded: bool| {
        if is_sure {
            yes
        } else if is_excluded {
            no
        } else {
            TRUTH
        }
    };
    let is_apart = a.high < b.low || b.high < a.low;
    let is_same = a.low == a.high && b.low == b.high && a.low == b.low;
    match operator {
        Binary::Less => Some(decided(a.high < b.low, a.low >= b.high)),
        Binary::AtMost => Some(decided(a.high <= b.low, a.low > b.high)),
        Binary::Greater => Some(decided(a.low > b.high, a.high <= b.low)),
        Binary::AtLeast => Some(decided(a.low >= b.high, a.high < b.low)),
        Binary::Equal => Some(decided(is_same, is_apart)),
        Binary::Unequal => Some(decided(is_apart, is_same)),
        Binary::Add
        | Binary::Subtract
        | Binary::Multiply
        | Binary::Divide
        | Binary::Power
        | Binary::Minimum
        | Binary::Maximum => None,
    }
}
