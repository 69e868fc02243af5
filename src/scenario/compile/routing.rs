//! `[routing]` to the rules of the switch.

use super::expression::expression;
use crate::expression::{Expression, Kind, Vocabulary};
use crate::model::{AgentRule, CallRule, Routing, Vocabularies};
use crate::scenario::leaf::Formula;
use crate::scenario::misrouting::Misrouting;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::scenario::read::{At, Field};
use crate::scenario::written::{Ranks, RoutingTable, Rule, RuleField, Rules};

/// The word of the rules that go by a score.
const SCORE: &str = "score";

/// The rules, the usual ones where the scenario says nothing.
pub(super) fn routing(
    field: &Field<RoutingTable>,
    words: Option<&Vocabularies>,
    problems: &mut Problems,
) -> Option<Routing> {
    let default = Routing::default();
    let table = match field {
        Field::Absent => return Some(default),
        Field::Faulty => return None,
        Field::Given(table) => table,
    };
    let agent_selection = rules(&table.agent_selection, default.agent_selection, problems);
    let call_selection = rules(&table.call_selection, default.call_selection, problems);
    let rank_first = table.ranks.or(default.rank_first, |at| at.value.0 == Ranks::First);
    let of_agents = (words.map(Vocabularies::agent_score), "agent_selection", "agent_score");
    let of_calls = (words.map(Vocabularies::call_score), "call_selection", "call_score");
    let agent_score = score(of_agents, &table.agent_selection, &table.agent_score, problems);
    let call_score = score(of_calls, &table.call_selection, &table.call_score, problems);
    Some(Routing {
        agent_selection: agent_selection?,
        call_selection: call_selection?,
        rank_first: rank_first?,
        agent_score: agent_score?,
        call_score: call_score?,
    })
}

/// What the rule `score` of a list goes by.
fn score<R: Order>(
    (words, selection, key): (Option<&Vocabulary>, &'static str, &'static str),
    rules: &Field<Rules<R>>,
    field: &Field<At<Formula>>,
    problems: &mut Problems,
) -> Option<Option<Expression>> {
    let rules = rules.given().map(|rules| rules.0.iter()).into_iter().flatten();
    let rule = rules.into_iter().find(|each| each.word == SCORE);
    match (rule, field) {
        (_, Field::Faulty) => None,
        (None, Field::Absent) => Some(None),
        (Some(rule), Field::Absent) => {
            problems.report(rule.place, ProblemKind::Misrouted(Misrouting::NoScore { key }));
            None
        }
        (rule, Field::Given(at)) => {
            if rule.is_none() {
                let fault = Misrouting::UnaskedScore { selection };
                problems.report(at.place, ProblemKind::Misrouted(fault));
            }
            expression(at, words, Kind::Number, problems).map(Some)
        }
    }
}

fn rules<R: Order>(
    field: &Field<Rules<R>>,
    default: Vec<R>,
    problems: &mut Problems,
) -> Option<Vec<R>> {
    let list = match field {
        Field::Absent => return Some(default),
        Field::Faulty => return None,
        Field::Given(Rules(list)) => list,
    };
    if list.items.is_empty() {
        let remedy = format!("name a rule, as in `[{}]`", R::EXAMPLE);
        problems.report(list.place, ProblemKind::EmptyList { remedy });
        return None;
    }
    let given: Vec<_> = list.iter().collect();
    for (index, rule) in given.iter().enumerate() {
        let is_last = index + 1 == given.len();
        report_needless(rule, &given[..index], is_last, problems);
    }
    Some(list.all()?.iter().map(|rule| rule.rule).collect())
}

/// Reports a rule that changes nothing behind those `before` it.
fn report_needless<R: Order>(
    rule: &RuleField<R>,
    before: &[&RuleField<R>],
    is_last: bool,
    problems: &mut Problems,
) {
    let is_same = |first: &&&RuleField<R>| first.rule == rule.rule && first.word == rule.word;
    if let Some(first) = before.iter().find(is_same) {
        let kind = ProblemKind::NamedTwice { name: rule.word.to_owned() };
        return problems.report_with(rule.place, first.place, kind);
    }
    let may_end = is_last && rule.rule.may_end_any_list();
    if let Some(first) = before.iter().find(|first| first.rule.decides())
        && !may_end
    {
        let fault = Misrouting::NeverAsked { rule: rule.word, behind: first.word };
        problems.report_with(rule.place, first.place, ProblemKind::Misrouted(fault));
    }
}

/// What a rule in a list means for those behind it.
trait Order: Rule {
    /// Whether it leaves no ties to the rules behind it.
    fn decides(self) -> bool;

    /// Whether it may stand at the end of any list, for it says what holds there anyway.
    fn may_end_any_list(self) -> bool;
}

impl Order for AgentRule {
    fn decides(self) -> bool {
        // All who are left ring.
        self.always_decides() || matches!(self, AgentRule::RingAll { .. })
    }

    fn may_end_any_list(self) -> bool {
        false
    }
}

impl Order for CallRule {
    fn decides(self) -> bool {
        matches!(
            self,
            CallRule::FirstCome | CallRule::LastCome | CallRule::Random | CallRule::RankThenFcfs
        )
    }

    fn may_end_any_list(self) -> bool {
        self == CallRule::FirstCome
    }
}
