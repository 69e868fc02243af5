//! The best of those present, under an order that may drift with time: a kinetic tournament tree.
//!
//! Of the idle agents of a set the routing rule wants the longest idle, the one with the fewest
//! calls, or the least occupied. The last order changes while nobody does anything: a share of busy
//! time shrinks faster for who has been at work for less time. So a match between two contestants
//! ends with a verdict that says until when it holds, and each node of the tree knows when the
//! first of the matches below it is in doubt. A query plays those again and no others.
//!
//! Changes play no match: they only put the matches on one path in doubt, to be played when
//! somebody asks. An agent who becomes idle and gets a waiting call at once costs no comparison.
//!
//! # Cost
//!
//! With keys that stand still a change puts at most ⌈log₂ n⌉ matches in doubt, so that a query
//! plays at most as many for each change since the last query. With keys of which any two cross at
//! most once, verdicts run out, over all, a number of times that is nearly linear in the number of
//! changes, up to powers of log n, and each time puts one path in doubt.
//!
//! # Source
//!
//! J. Basch, L. J. Guibas and J. Hershberger, *Data Structures for Mobile Data*, Journal of
//! Algorithms 31 (1999): the kinetic tournament. Theirs has a queue of its own for the moments of
//! doubt; here they stand in the nodes, for nobody needs the winner before the next query.

use super::Contest;
use crate::time::SimTime;
use std::cmp::Ordering;

/// The best of some slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Best {
    /// The leftmost of the tied.
    pub(crate) slot: u32,
    /// How many are tied, with this one; at least one.
    pub(crate) ties: u32,
}

/// Slots in a row, each with a contestant or without.
///
/// Time must not go back between two queries unless the tournament is cleared between them.
#[derive(Clone, Debug)]
pub(crate) struct Tournament {
    present: Vec<bool>,
    len: u32,
    /// The node that parts a span of slots stands at the first slot of its right half. So each
    /// slot but the first has one node, whatever their number, and nothing is rounded up.
    nodes: Vec<Node>,
}

/// What is known of a span of slots.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The leftmost of the best; of no meaning if there is none.
    winner: u32,
    /// How many are tied with the winner, itself among them; zero if nobody is present.
    ties: u32,
    /// From when on a match in this span is in doubt.
    until: SimTime,
}

/// The slots `first..end`.
#[derive(Clone, Copy)]
struct Span {
    first: u32,
    end: u32,
}

impl Tournament {
    /// So many slots, nobody present.
    pub(crate) fn new(slots: u32) -> Self {
        Tournament {
            present: vec![false; slots as usize],
            len: 0,
            nodes: vec![Node::NOBODY; slots as usize],
        }
    }

    /// Everybody leaves; time may start anew.
    pub(crate) fn clear(&mut self) {
        self.present.fill(false);
        self.len = 0;
        self.nodes.fill(Node::NOBODY);
    }

    /// How many are present.
    pub(crate) fn len(&self) -> u32 {
        self.len
    }

    /// Whether nobody is present.
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// A contestant comes to a slot without one.
    pub(crate) fn enter(&mut self, slot: u32) {
        debug_assert!(!self.present[slot as usize], "a slot holds one contestant");
        self.present[slot as usize] = true;
        self.len += 1;
        self.put_in_doubt(slot);
    }

    /// The contestant of a slot goes.
    pub(crate) fn leave(&mut self, slot: u32) {
        debug_assert!(self.present[slot as usize], "who leaves has been there");
        self.present[slot as usize] = false;
        self.len -= 1;
        self.put_in_doubt(slot);
    }

    /// The best of all, and how many are tied for it.
    pub(crate) fn best<C: Contest>(&mut self, now: SimTime, contest: &C) -> Option<Best> {
        if self.is_empty() {
            return None;
        }
        self.settle(now, self.all(), contest).best()
    }

    /// Of those tied for the best the one with `k` of them on its left.
    pub(crate) fn nth_best<C: Contest>(
        &mut self,
        now: SimTime,
        k: u32,
        contest: &C,
    ) -> Option<u32> {
        let best = self.best(now, contest)?;
        (k < best.ties).then(|| self.nth_winner(k))
    }

    /// The rightmost of those tied for the best.
    pub(crate) fn last_best<C: Contest>(&mut self, now: SimTime, contest: &C) -> Option<u32> {
        let best = self.best(now, contest)?;
        Some(self.nth_winner(best.ties - 1))
    }

    /// The best of the slots from `first` on.
    pub(crate) fn best_from<C: Contest>(
        &mut self,
        now: SimTime,
        first: u32,
        contest: &C,
    ) -> Option<Best> {
        if self.is_empty() {
            return None;
        }
        self.settle_from(now, first, self.all(), contest).best()
    }

    fn all(&self) -> Span {
        Span { first: 0, end: self.present.len() as u32 }
    }

    fn put_in_doubt(&mut self, slot: u32) {
        let mut span = self.all();
        while !span.is_leaf() {
            self.nodes[span.middle()].until = SimTime::ZERO;
            let (left, right) = span.halves();
            span = if slot < right.first { left } else { right };
        }
    }

    /// Plays the matches of a span that are in doubt, each once.
    fn settle<C: Contest>(&mut self, now: SimTime, span: Span, contest: &C) -> Node {
        if span.is_leaf() {
            let is_present = self.present[span.first as usize];
            return if is_present { Node::of_one(span.first) } else { Node::NOBODY };
        }
        let node = self.nodes[span.middle()];
        if now < node.until {
            return node;
        }
        let (left, right) = span.halves();
        let left = self.settle(now, left, contest);
        let right = self.settle(now, right, contest);
        let node = Node::after_match(now, left, right, contest);
        self.nodes[span.middle()] = node;
        node
    }

    /// Plays the matches in the part of a span that begins at `first`, from the few spans that make
    /// it up.
    fn settle_from<C: Contest>(
        &mut self,
        now: SimTime,
        first: u32,
        span: Span,
        contest: &C,
    ) -> Node {
        if span.end <= first {
            return Node::NOBODY;
        }
        if first <= span.first {
            return self.settle(now, span, contest);
        }
        let (left, right) = span.halves();
        let left = self.settle_from(now, first, left, contest);
        let right = self.settle_from(now, first, right, contest);
        Node::after_match(now, left, right, contest)
    }

    /// The winner with `k` others on its left, in a tree without doubt: where the winners are can
    /// be read from the nodes, without a match.
    fn nth_winner(&self, mut k: u32) -> u32 {
        let mut span = self.all();
        while !span.is_leaf() {
            let (left, right) = span.halves();
            let on_the_left = self.winners_on_the_left(span);
            if k < on_the_left {
                span = left;
            } else {
                span = right;
                k -= on_the_left;
            }
        }
        span.first
    }

    /// How many of the winners of a span are in its left half.
    fn winners_on_the_left(&self, span: Span) -> u32 {
        let (left, right) = span.halves();
        if self.nodes[span.middle()].winner >= right.first {
            return 0;
        }
        if left.is_leaf() { 1 } else { self.nodes[left.middle()].ties }
    }
}

impl Node {
    const NOBODY: Node = Node { winner: 0, ties: 0, until: SimTime::NEVER };

    fn of_one(slot: u32) -> Self {
        Node { winner: slot, ties: 1, until: SimTime::NEVER }
    }

    /// The winner of the match between the winners of two spans side by side.
    fn after_match<C: Contest>(now: SimTime, left: Node, right: Node, contest: &C) -> Self {
        if left.ties == 0 {
            return right;
        }
        if right.ties == 0 {
            return left;
        }
        let verdict = contest.compare(now, left.winner, right.winner);
        let (winner, ties) = match verdict.order {
            Ordering::Less => (left.winner, left.ties),
            Ordering::Equal => (left.winner, left.ties + right.ties),
            Ordering::Greater => (right.winner, right.ties),
        };
        Node { winner, ties, until: verdict.until.min(left.until).min(right.until) }
    }

    fn best(self) -> Option<Best> {
        (self.ties > 0).then_some(Best { slot: self.winner, ties: self.ties })
    }
}

impl Span {
    fn is_leaf(self) -> bool {
        self.end - self.first == 1
    }

    /// Where its node stands.
    fn middle(self) -> usize {
        (self.first + (self.end - self.first) / 2) as usize
    }

    fn halves(self) -> (Span, Span) {
        let middle = self.middle() as u32;
        (Span { end: middle, ..self }, Span { first: middle, ..self })
    }
}
