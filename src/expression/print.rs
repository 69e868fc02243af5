//! A tree as text, for expressions that nobody wrote.

use super::operation::{Binary, Node, Unary, What};
use super::vocabulary::{Kind, Variable};

/// A tree of a kind as text, where `variable` gives the variable of an index.
pub(super) fn printed<'a>(
    node: &Node,
    kind: Kind,
    variable: &impl Fn(usize) -> &'a Variable,
) -> String {
    let whole = |node: &Node| printed(node, Kind::Number, variable);
    let part = |node: &Node| in_parentheses(node, Kind::Number, variable);
    match &node.what {
        What::Constant(value) if kind == Kind::Truth => (*value != 0.0).to_string(),
        What::Constant(value) => value.to_string(),
        What::Variable(index) => variable(*index).written(),
        What::Unary(operator, a) => match operator {
            Unary::Negate => format!("-{}", part(a)),
            Unary::Not => format!("not {}", in_parentheses(a, Kind::Truth, variable)),
            Unary::Abs => format!("abs({})", whole(a)),
            Unary::Sqrt => format!("sqrt({})", whole(a)),
            Unary::Exp => format!("exp({})", whole(a)),
            Unary::Ln => format!("ln({})", whole(a)),
            Unary::Floor => format!("floor({})", whole(a)),
            Unary::Raise(exponent) => format!("{} ^ {exponent}", part(a)),
        },
        What::Binary(operator @ (Binary::Minimum | Binary::Maximum), a, b) => {
            format!("{}({}, {})", operator.sign(), whole(a), whole(b))
        }
        What::Binary(operator, a, b) => {
            let kind = kind_of(a, variable).or(kind_of(b, variable)).unwrap_or(Kind::Number);
            let [a, b] = [a, b].map(|side| in_parentheses(side, kind, variable));
            format!("{a} {} {b}", operator.sign())
        }
        What::If(parts) => {
            let condition = printed(&parts[0], Kind::Truth, variable);
            let [a, b] = [&parts[1], &parts[2]].map(|branch| printed(branch, kind, variable));
            format!("if({condition}, {a}, {b})")
        }
    }
}

/// What a part gives; a constant alone does not tell.
fn kind_of<'a>(node: &Node, variable: &impl Fn(usize) -> &'a Variable) -> Option<Kind> {
    match &node.what {
        What::Constant(_) => None,
        What::Variable(index) => Some(variable(*index).kind()),
        What::Unary(Unary::Not, _) => Some(Kind::Truth),
        What::Unary(..) => Some(Kind::Number),
        What::Binary(operator, ..) if operator.opposite().is_some() => Some(Kind::Truth),
        What::Binary(..) => Some(Kind::Number),
        What::If(parts) => kind_of(&parts[1], variable).or(kind_of(&parts[2], variable)),
    }
}

fn in_parentheses<'a>(
    node: &Node,
    kind: Kind,
    variable: &impl Fn(usize) -> &'a Variable,
) -> String {
    let text = printed(node, kind, variable);
    let is_one = match &node.what {
        What::Constant(value) => *value >= 0.0,
        What::Variable(_) | What::If(_) => true,
        What::Unary(operator, _) => {
            !matches!(operator, Unary::Negate | Unary::Not | Unary::Raise(_))
        }
        What::Binary(operator, ..) => matches!(operator, Binary::Minimum | Binary::Maximum),
    };
    if is_one { text } else { format!("({text})") }
}
