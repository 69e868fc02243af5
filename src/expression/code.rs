//! The list of steps that an expression is calculated by.

use super::operation::{Binary, Node, Unary, What};

/// A step. Each leaves its result in one place, beside which a stack keeps what waits for the
/// right side of its operation.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Constant(f64),
    Variable(u32),
    Push,
    Unary(Unary),
    /// What was pushed last on the left, the result on the right.
    Binary(Binary),
    /// The result on the left.
    BinaryConstant(Binary, f64),
    BinaryVariable(Binary, u32),
    /// To a later step if the result is not true.
    JumpUnless(u32),
    Jump(u32),
}

/// The steps of a tree.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Code {
    steps: Box<[Step]>,
    /// The most values that wait at once.
    depth: usize,
}

/// More values never wait: each waits for an operation of the text, and these are counted.
const MOST_WAITING: usize = super::MOST_OPERATIONS;
/// Nearly every expression is content with so few, which is faster.
const FEW_WAITING: usize = 8;

impl Code {
    pub(super) fn of(node: &Node) -> Self {
        let mut writer = Writer { steps: Vec::new(), waiting: 0, depth: 0 };
        writer.write(node);
        Self { steps: writer.steps.into(), depth: writer.depth }
    }

    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    #[inline]
    pub(super) fn run(&self, value_of: impl Fn(usize) -> f64) -> f64 {
        if self.depth <= FEW_WAITING {
            self.run_on([0.0; FEW_WAITING], value_of)
        } else {
            self.run_on([0.0; MOST_WAITING], value_of)
        }
    }

    #[inline]
    fn run_on<const N: usize>(&self, mut stack: [f64; N], value_of: impl Fn(usize) -> f64) -> f64 {
        let (mut result, mut waiting, mut place) = (0.0, 0, 0);
        while let Some(step) = self.steps.get(place) {
            place += 1;
            match *step {
                Step::Constant(value) => result = value,
                Step::Variable(index) => result = value_of(index as usize),
                Step::Push => {
                    stack[waiting] = result;
                    waiting += 1;
                }
                Step::Unary(operator) => result = operator.apply(result),
                Step::Binary(operator) => {
                    waiting -= 1;
                    result = operator.apply(stack[waiting], result);
                }
                Step::BinaryConstant(operator, value) => result = operator.apply(result, value),
                Step::BinaryVariable(operator, index) => {
                    result = operator.apply(result, value_of(index as usize));
                }
                Step::JumpUnless(target) if result == 0.0 => place = target as usize,
                Step::JumpUnless(_) => {}
                Step::Jump(target) => place = target as usize,
            }
        }
        // Of the two zeros one, so that equal results have equal bits.
        result + 0.0
    }
}

struct Writer {
    steps: Vec<Step>,
    waiting: usize,
    depth: usize,
}

impl Writer {
    fn write(&mut self, node: &Node) {
        match &node.what {
            What::Constant(value) => self.steps.push(Step::Constant(*value)),
            What::Variable(index) => self.steps.push(Step::Variable(narrow(*index))),
            What::Unary(operator, a) => {
                self.write(a);
                self.steps.push(Step::Unary(*operator));
            }
            What::Binary(operator, a, b) => {
                self.write(a);
                self.write_right(*operator, b);
            }
            What::If(parts) => self.write_choice(parts),
        }
    }

    fn write_right(&mut self, operator: Binary, b: &Node) {
        match &b.what {
            What::Constant(value) => self.steps.push(Step::BinaryConstant(operator, *value)),
            What::Variable(index) => {
                self.steps.push(Step::BinaryVariable(operator, narrow(*index)));
            }
            What::Unary(..) | What::Binary(..) | What::If(_) => {
                self.steps.push(Step::Push);
                self.waiting += 1;
                self.depth = self.depth.max(self.waiting);
                self.write(b);
                self.waiting -= 1;
                self.steps.push(Step::Binary(operator));
            }
        }
    }

    fn write_choice(&mut self, [condition, a, b]: &[Node; 3]) {
        self.write(condition);
        let unless = self.steps.len();
        self.steps.push(Step::JumpUnless(0));
        self.write(a);
        let end = self.steps.len();
        self.steps.push(Step::Jump(0));
        self.steps[unless] = Step::JumpUnless(narrow(self.steps.len()));
        self.write(b);
        self.steps[end] = Step::Jump(narrow(self.steps.len()));
    }
}

fn narrow(index: usize) -> u32 {
    u32::try_from(index).expect("there are less than four billion of anything")
}
