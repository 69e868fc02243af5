//! Whether names stand for something and kinds fit.

use std::ops::Range;

use super::fault::{Fault, bare, which};
use super::operation::{Binary, Node, Unary, What};
use super::syntax::{FUNCTIONS, Form, Function, Meaning, Syntax};
use super::vocabulary::{Family, Kind, Vocabulary};

/// What can be calculated of what is written, or everything that is wrong with its names and
/// kinds.
pub(super) fn checked(
    tree: &Syntax<'_>,
    text: &str,
    vocabulary: &Vocabulary,
    kind: Kind,
) -> Result<Node, Vec<Fault>> {
    let mut checker = Checker { text, vocabulary, faults: Vec::new() };
    let node = checker.node(tree);
    if let Some((_, found)) = &node
        && *found != kind
    {
        checker.wrong_kind(tree, "the expression must be", kind);
    }
    match node {
        Some((node, _)) if checker.faults.is_empty() => Ok(node),
        _ => Err(checker.faults),
    }
}

struct Checker<'a> {
    text: &'a str,
    vocabulary: &'a Vocabulary,
    faults: Vec<Fault>,
}

/// Nothing if it is at fault, which has been said then.
type Checked = Option<(Node, Kind)>;

impl Checker<'_> {
    fn fault(&mut self, span: &Range<usize>, message: String, remedy: String) {
        self.faults.push(Fault::new(span.clone(), message, remedy));
    }

    fn node(&mut self, tree: &Syntax<'_>) -> Checked {
        let span = tree.span.clone();
        match &tree.form {
            Form::Number(value) => Some((Node::constant(*value, span), Kind::Number)),
            Form::Truth(truth) => {
                Some((Node::constant(f64::from(u8::from(*truth)), span), Kind::Truth))
            }
            Form::Name(name) => self.variable(name, &span),
            Form::Quoted(name) => {
                self.fault(
                    &span,
                    format!("`{name}` in quotes is no value"),
                    "names in quotes stand in the parentheses of a function".into(),
                );
                None
            }
            Form::Call { name, name_span, arguments } => {
                self.call(name, name_span, arguments, span)
            }
            Form::Unary(operator, a) => {
                let (demand, kind) = match operator {
                    Unary::Not => ("`not` needs", Kind::Truth),
                    _ => ("`-` needs", Kind::Number),
                };
                let a = self.of_kind(a, demand, kind)?;
                Some((Node::unary(*operator, a, span), kind))
            }
            Form::Binary(operator, a, b) => self.binary(*operator, a, b, span),
            Form::And(a, b) => {
                let (a, b) = self.both(a, b, "`and` needs", Kind::Truth)?;
                let otherwise = Node::constant(0.0, span.clone());
                Some((Node::choice(a, b, otherwise, span), Kind::Truth))
            }
            Form::Or(a, b) => {
                let (a, b) = self.both(a, b, "`or` needs", Kind::Truth)?;
                let then = Node::constant(1.0, span.clone());
                Some((Node::choice(a, then, b, span), Kind::Truth))
            }
        }
    }

    fn variable(&mut self, name: &str, span: &Range<usize>) -> Checked {
        if let Some(index) = self.vocabulary.index_of(name) {
            let kind = self.vocabulary.variables()[index].kind();
            return Some((Node::new(What::Variable(index), span.clone()), kind));
        }
        if let Some(family) = self.vocabulary.family_named(name) {
            let entity = family.entities.first().map_or("name", String::as_str);
            let remedy = format!("say whose, as in `{name}(\"{entity}\")`");
            self.fault(span, format!("`{name}` is a function"), remedy);
            return None;
        }
        let known = self.vocabulary.plain_names().chain(self.vocabulary.family_names());
        let remedy = which(name, "there is", known);
        self.fault(span, format!("unknown name `{name}`"), remedy);
        None
    }

    fn call(
        &mut self,
        name: &str,
        name_span: &Range<usize>,
        arguments: &[Syntax<'_>],
        span: Range<usize>,
    ) -> Checked {
        if let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) {
            return self.function(function, arguments, span);
        }
        if let Some(family) = self.vocabulary.family_named(name) {
            return self.member(family, arguments, span);
        }
        if self.vocabulary.index_of(name).is_some() {
            let remedy = format!("write `{name}` alone, or `{name} * (…)`");
            self.fault(name_span, format!("`{name}` is no function"), remedy);
            return None;
        }
        let functions = FUNCTIONS.iter().map(|function| function.name);
        let remedy = which(name, "there is", functions.chain(self.vocabulary.family_names()));
        self.fault(name_span, format!("unknown function `{name}`"), remedy);
        None
    }

    /// The function of an entity.
    fn member(&mut self, family: &Family, arguments: &[Syntax<'_>], span: Range<usize>) -> Checked {
        let [Syntax { form: Form::Quoted(entity), span: entity_span, .. }] = arguments else {
            let entity = family.entities.first().map_or("name", String::as_str);
            self.fault(
                &span,
                format!("`{}` takes one name in quotes", family.name),
                format!("write `{}(\"{entity}\")`", family.name),
            );
            return None;
        };
        let Some(place) = family.entities.iter().position(|known| known == entity) else {
            let remedy = which(entity, "there is", family.entities.iter().map(String::as_str));
            let message = format!("`{}` knows no `{entity}`", family.name);
            self.fault(entity_span, message, remedy);
            return None;
        };
        let index = family.first + place;
        let kind = self.vocabulary.variables()[index].kind();
        Some((Node::new(What::Variable(index), span), kind))
    }

    fn function(
        &mut self,
        function: &Function,
        arguments: &[Syntax<'_>],
        span: Range<usize>,
    ) -> Checked {
        let (fewest, most) = function.arguments;
        if !(fewest..=most).contains(&arguments.len()) {
            let wants = match (fewest, most) {
                (1, 1) => "one value".to_owned(),
                (fewest, usize::MAX) => format!("{fewest} values or more"),
                (fewest, _) => format!("{fewest} values"),
            };
            self.fault(
                &span,
                format!("`{}` takes {wants}, not {}", function.name, arguments.len()),
                format!("write `{}`", function.pattern),
            );
            return None;
        }
        if let (Meaning::If, [condition, a, b]) = (function.meaning, arguments) {
            return self.choice(condition, a, b, span);
        }
        let demand = format!("`{}` needs", function.name);
        let values: Vec<_> =
            arguments.iter().map(|value| self.of_kind(value, &demand, Kind::Number)).collect();
        let mut values = values.into_iter().collect::<Option<Vec<_>>>()?.into_iter();
        let first = values.next().expect("every function takes a value");
        let node = match function.meaning {
            Meaning::Unary(operator) => Node::unary(operator, first, span),
            Meaning::Fold(operator) => {
                values.fold(first, |node, value| Node::binary(operator, node, value, span.clone()))
            }
            Meaning::If | Meaning::Clamp => {
                // From above first, so that between ends in the wrong order the lower one counts.
                let (low, high) = (values.next(), values.next());
                let (low, high) = low.zip(high).expect("three values");
                let below = Node::binary(Binary::Minimum, first, high, span.clone());
                Node::binary(Binary::Maximum, below, low, span)
            }
        };
        Some((node, Kind::Number))
    }

    fn choice(
        &mut self,
        condition: &Syntax<'_>,
        a: &Syntax<'_>,
        b: &Syntax<'_>,
        span: Range<usize>,
    ) -> Checked {
        let condition = self.of_kind(condition, "`if` needs", Kind::Truth);
        let (first, second) = (self.node(a), self.node(b));
        let ((first, kind), (second, other)) = first.zip(second)?;
        if kind != other {
            self.wrong_kind(b, "the second value of `if` must be, like the first,", kind);
            return None;
        }
        Some((Node::choice(condition?, first, second, span), kind))
    }

    fn binary(
        &mut self,
        operator: Binary,
        a: &Syntax<'_>,
        b: &Syntax<'_>,
        span: Range<usize>,
    ) -> Checked {
        let demand = format!("`{}` needs", operator.sign());
        let is_comparison = operator.opposite().is_some();
        if is_comparison && self.is_chain(a, operator, b, &span) {
            return None;
        }
        if !matches!(operator, Binary::Equal | Binary::Unequal) {
            let (a, b) = self.both(a, b, &demand, Kind::Number)?;
            let kind = if is_comparison { Kind::Truth } else { Kind::Number };
            return Some((Node::binary(operator, a, b, span), kind));
        }
        let (left, right) = (self.node(a), self.node(b));
        let ((left, kind), (right, other)) = left.zip(right)?;
        if kind != other {
            let demand = format!("the right of `{}` must be, like the left,", operator.sign());
            self.wrong_kind(b, &demand, kind);
            return None;
        }
        Some((Node::binary(operator, left, right, span), Kind::Truth))
    }

    /// Whether it is something like `1 < x < 3`.
    fn is_chain(
        &mut self,
        a: &Syntax<'_>,
        operator: Binary,
        b: &Syntax<'_>,
        span: &Range<usize>,
    ) -> bool {
        let Form::Binary(first, _, middle) = &a.form else { return false };
        if first.opposite().is_none() || a.in_parentheses {
            return false;
        }
        let (left, middle) = (self.written(a), self.written(middle));
        let right = format!("{middle} {} {}", operator.sign(), self.written(b));
        let remedy = format!("write `{left} and {right}`");
        self.fault(span, "comparisons cannot be chained".into(), remedy);
        true
    }

    fn both(
        &mut self,
        a: &Syntax<'_>,
        b: &Syntax<'_>,
        demand: &str,
        kind: Kind,
    ) -> Option<(Node, Node)> {
        let a = self.of_kind(a, demand, kind);
        a.zip(self.of_kind(b, demand, kind))
    }

    fn of_kind(&mut self, tree: &Syntax<'_>, demand: &str, kind: Kind) -> Option<Node> {
        let (node, found) = self.node(tree)?;
        if found == kind {
            return Some(node);
        }
        self.wrong_kind(tree, demand, kind);
        None
    }

    fn wrong_kind(&mut self, tree: &Syntax<'_>, demand: &str, kind: Kind) {
        let written = self.written(tree);
        let message = match kind {
            Kind::Number => format!("{demand} a number, but `{written}` is true or false"),
            Kind::Truth => format!("{demand} a condition, but `{written}` is a number"),
        };
        let remedy = match kind {
            Kind::Number => format!("make it a number: `if({written}, 1, 0)`"),
            Kind::Truth => format!("compare it, as in `{written} > 0`"),
        };
        self.fault(&tree.span, message, remedy);
    }

    /// What is written, without its parentheses.
    fn written(&self, tree: &Syntax<'_>) -> &str {
        bare(&self.text[tree.span.clone()])
    }
}
