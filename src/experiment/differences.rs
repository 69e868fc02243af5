//! How the scenarios of a comparison differ: pairs, intervals that hold together, the best.

use super::comparison::{Comparison, Shared};
use super::run::RunError;
use crate::observe::{Better, Form, Ratio};
use crate::stats::{
    self, NoEstimate, Paired, WithBest, best_level, bonferroni, holm, paired_means,
    paired_proportions, paired_ratios, with_best,
};

/// What a comparison found.
#[derive(Clone, Debug)]
pub struct Differences {
    /// A row for each measure that the baseline and another scenario have, for each such scenario and
    /// each way to sum up replications.
    pub rows: Vec<DifferenceRow>,
    /// How many differences hold together with the confidence of the comparison: those shown.
    pub claims: usize,
    /// The number of the measure by which the best is told.
    pub best_measure: usize,
    /// The scenarios that have that measure, in the order of `best`.
    pub compared: Vec<usize>,
    /// How each of `compared` stands to the best of the others, all at once with the confidence of the
    /// comparison; nothing if nobody can say which is better, or if there are fewer than two of them.
    /// Leads are told so that more is better.
    pub best: Vec<WithBest>,
}

/// How a scenario differs from the baseline in one measure.
#[derive(Clone, Debug)]
pub struct DifferenceRow {
    /// The number of the scenario.
    pub scenario: usize,
    /// The number among the measures of the comparison.
    pub measure: usize,
    /// How replications are summed up.
    pub summary: Summary,
    /// The estimate of the baseline.
    pub baseline_estimate: Option<f64>,
    /// The estimate of the scenario.
    pub estimate: Option<f64>,
    /// In how many replications both have a value.
    pub pairs: u64,
    /// In how many replications one of them has a value and the other none: those don't count, unless
    /// a ratio of means is told.
    pub alone: u64,
    /// How far the scenario is above the baseline.
    pub value: Option<f64>,
    /// The bounds of that difference.
    pub interval: Option<[f64; 2]>,
    /// How likely a difference as large is, to either side, if there is none.
    pub p_value: Option<f64>,
    /// What is told together, if it is among that.
    pub together: Option<Together>,
    /// How the two go together, −1 to 1.
    pub correlation: Option<f64>,
    /// How many times as many replications it would take without common random numbers.
    pub variance_saved: Option<f64>,
    /// Which difference anybody would want.
    pub better: Option<Better>,
}

/// What a difference is said to be while all others of a family are said to be something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Together {
    /// Bounds that hold together with those of all others.
    pub interval: [f64; 2],
    /// Holm's adjusted p-value.
    pub p_holm: f64,
}

/// How the replications of a measure are summed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Summary {
    /// The mean of plain values.
    Mean,
    /// The mean of the replications' ratios.
    MeanOfRatios,
    /// The share of replications in which something is so.
    Proportion,
    /// The ratio of the sums: busy replications count for more.
    RatioOfMeans,
}

impl Summary {
    /// The name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Summary::Mean => "mean",
            Summary::MeanOfRatios => "mean_of_ratios",
            Summary::Proportion => "proportion",
            Summary::RatioOfMeans => "ratio_of_means",
        }
    }
}

impl DifferenceRow {
    /// Whether it is among the differences that are told together.
    pub fn is_shown(&self) -> bool {
        self.together.is_some()
    }

    /// Whether the scenario surely differs from the baseline, all that is shown told together.
    pub fn is_surely_different(&self) -> bool {
        self.together.is_some_and(|together| excludes_zero(together.interval))
    }

    /// Whether it differs if this difference alone is looked at.
    pub fn differs_alone(&self) -> bool {
        self.interval.is_some_and(excludes_zero)
    }

    /// Whether the scenario is better by this measure, if anybody can say so.
    pub fn is_better(&self) -> Option<bool> {
        let value = self.value.filter(|value| *value != 0.0)?;
        Some(match self.better? {
            Better::Higher => value > 0.0,
            Better::Lower => value < 0.0,
        })
    }
}

fn excludes_zero([low, high]: [f64; 2]) -> bool {
    low > 0.0 || high < 0.0
}

/// The values of a measure in two scenarios, replication by replication.
pub(super) struct Sides {
    pub(super) form: Form,
    pub(super) first: Vec<Ratio>,
    pub(super) second: Vec<Ratio>,
}

impl Sides {
    /// The ways to sum up replications; that of the page last.
    fn summaries(&self) -> Vec<Summary> {
        match self.form {
            Form::Plain => vec![Summary::Mean],
            Form::Ratio => vec![Summary::MeanOfRatios, Summary::RatioOfMeans],
            Form::Days if self.are_yes_or_no() => vec![Summary::Proportion],
            Form::Days => vec![Summary::MeanOfRatios],
        }
    }

    fn are_yes_or_no(&self) -> bool {
        let mut values = self.pairs().into_iter().flat_map(|(first, second)| [first, second]);
        values.all(|value| value == 0.0 || value == 1.0)
    }

    /// The replications in which both have a value.
    pub(super) fn pairs(&self) -> Vec<(f64, f64)> {
        let both = self.first.iter().zip(&self.second);
        both.filter_map(|(first, second)| first.value().zip(second.value())).collect()
    }

    /// In how many replications one has a value alone.
    fn alone(&self) -> u64 {
        let both = self.first.iter().zip(&self.second);
        let is_alone =
            |first: &Ratio, second: &Ratio| first.value().is_some() != second.value().is_some();
        both.filter(|(first, second)| is_alone(first, second)).count() as u64
    }

    /// The difference, second less first.
    fn paired(&self, summary: Summary) -> Result<Paired, NoEstimate> {
        match summary {
            Summary::Mean | Summary::MeanOfRatios => paired_means(&self.pairs()),
            Summary::Proportion => {
                let is_so = |(first, second): (f64, f64)| (first == 1.0, second == 1.0);
                paired_proportions(&self.pairs().into_iter().map(is_so).collect::<Vec<_>>())
            }
            Summary::RatioOfMeans => {
                let both = self.first.iter().zip(&self.second);
                let both = both.map(|(first, second)| (first.parts(), second.parts()));
                paired_ratios(&both.collect::<Vec<_>>())
            }
        }
    }

    /// The estimates of the two sides, in the replications that count.
    fn estimates(&self, summary: Summary) -> [Option<f64>; 2] {
        match summary {
            Summary::RatioOfMeans => {
                [&self.first, &self.second].map(|side| side.iter().sum::<Ratio>().value())
            }
            Summary::Mean | Summary::MeanOfRatios | Summary::Proportion => {
                let (first, second): (Vec<_>, Vec<_>) = self.pairs().into_iter().unzip();
                [first, second].map(|side| Some(stats::moments(&side).ok()?.mean))
            }
        }
    }
}

/// Measures of calls that a manager looks at, of every call type and of all.
const OF_CALLS: [&str; 4] = ["service_level", "probability_met", "asa", "abandonment"];

/// Measures of all agents together that a manager looks at.
const OF_AGENTS: [&str; 3] = ["occupancy", "paid_hours", "wage_cost"];

/// Call types of which measures are shown; those of more are in the files.
const MOST_CALL_TYPES: usize = 8;

impl Differences {
    pub(super) fn new(comparison: &Comparison, best: usize) -> Result<Self, RunError> {
        let family = family(comparison, best);
        let mut found = Vec::new();
        for measure in 0..comparison.measures.len() {
            for scenario in (0..comparison.samples.len()).filter(|it| *it != comparison.baseline) {
                if let Some(sides) = comparison.sides(measure, comparison.baseline, scenario)? {
                    let is_shown = family.contains(&measure);
                    found.extend(rows(&sides, (comparison, measure, scenario), is_shown));
                }
            }
        }
        let claims = found.iter().filter(|(_, paired)| paired.is_some()).count();
        let rows = together(found, claims, comparison.settings.confidence);
        let (compared, with_best) = with_the_best(comparison, best)?;
        Ok(Differences { rows, claims, best_measure: best, compared, best: with_best })
    }

    /// The row of a measure and a scenario that the page shows: of a ratio, that of the ratio of means.
    pub fn row(&self, measure: usize, scenario: usize) -> Option<&DifferenceRow> {
        let is_it = |row: &&DifferenceRow| row.measure == measure && row.scenario == scenario;
        self.rows.iter().rfind(is_it)
    }
}

/// The measures of the page.
fn family(comparison: &Comparison, best: usize) -> Vec<usize> {
    let has = |names: &[&str], each: &Shared| names.contains(&each.measure.name);
    let mut call_types = comparison.call_types();
    // All calls are those of the only type.
    if call_types.len() == 1 {
        call_types.clear();
    }
    call_types.truncate(MOST_CALL_TYPES);
    let is_main = |each: &Shared| match (each.is_of_all, each.kind) {
        (true, _) => has(&OF_CALLS, each) || has(&OF_AGENTS, each),
        (false, "call_type") => has(&OF_CALLS, each) && call_types.contains(&each.name),
        (false, _) => false,
    };
    let measures = comparison.measures.iter().enumerate();
    let shown = measures.filter(|(number, each)| *number == best || is_main(each));
    shown.map(|(number, _)| number).collect()
}

/// The rows of a measure and a scenario, with the difference of what is told together.
fn rows(
    sides: &Sides,
    (comparison, measure, scenario): (&Comparison, usize, usize),
    is_shown: bool,
) -> Vec<(DifferenceRow, Option<Paired>)> {
    let summaries = sides.summaries();
    let of_page = summaries.last().copied();
    let row = |summary| {
        let paired = sides.paired(summary).ok();
        let [baseline_estimate, estimate] = sides.estimates(summary);
        let value = paired.map(|paired| paired.value());
        let row = DifferenceRow {
            scenario,
            measure,
            summary,
            baseline_estimate,
            estimate,
            pairs: sides.pairs().len() as u64,
            alone: sides.alone(),
            // One pair has a difference, but no bounds.
            value: value.or_else(|| Some(estimate? - baseline_estimate?)),
            interval: paired.map(|paired| paired.interval(comparison.settings.confidence)),
            p_value: paired.map(|paired| paired.p_value()),
            together: None,
            correlation: paired.and_then(|paired| paired.correlation()),
            variance_saved: paired.and_then(|paired| paired.variance_saved()),
            better: comparison.measures[measure].measure.better(),
        };
        (row, paired.filter(|_| is_shown && of_page == Some(summary)))
    };
    summaries.iter().map(|summary| row(*summary)).collect()
}

/// The rows, with what they tell together.
fn together(
    found: Vec<(DifferenceRow, Option<Paired>)>,
    claims: usize,
    confidence: f64,
) -> Vec<DifferenceRow> {
    let p_values: Vec<f64> =
        found.iter().filter_map(|(_, paired)| Some(paired.as_ref()?.p_value())).collect();
    let mut adjusted = holm(&p_values).into_iter();
    let with = |(row, paired): (DifferenceRow, Option<Paired>)| {
        let together = paired.map(|paired| Together {
            interval: paired.interval(bonferroni(confidence, claims)),
            p_holm: adjusted.next().expect("a p-value for each claim"),
        });
        DifferenceRow { together, ..row }
    };
    found.into_iter().map(with).collect()
}

/// The scenarios that have a measure, and how they stand to the best of the others.
fn with_the_best(
    comparison: &Comparison,
    measure: usize,
) -> Result<(Vec<usize>, Vec<WithBest>), RunError> {
    let columns = &comparison.measures[measure].columns;
    let compared: Vec<usize> = (0..columns.len()).filter(|it| columns[*it].is_some()).collect();
    let sign = match comparison.measures[measure].measure.better() {
        Some(Better::Higher) => 1.0,
        Some(Better::Lower) => -1.0,
        None => return Ok((compared, Vec::new())),
    };
    if compared.len() < 2 {
        return Ok((compared, Vec::new()));
    }
    let level = best_level(comparison.settings.confidence, compared.len());
    let mut table = vec![vec![[0.0; 3]; compared.len()]; compared.len()];
    for i in 0..compared.len() {
        for l in 0..i {
            let sides = comparison.sides(measure, compared[l], compared[i])?;
            let sides = sides.expect("the scenarios that have the measure");
            let summary = *sides.summaries().last().expect("there is a way to sum up");
            // Whoever has no value can't be ranked.
            let Ok(paired) = sides.paired(summary) else { return Ok((compared, Vec::new())) };
            let [low, high] = paired.interval(level);
            let difference = [low, paired.value(), high].map(|each| sign * each);
            table[i][l] = ascending(difference);
            table[l][i] = ascending(difference.map(|each| -each));
        }
    }
    let best = with_best(compared.len(), |i, l| table[i][l]);
    Ok((compared, best))
}

fn ascending([one, middle, other]: [f64; 3]) -> [f64; 3] {
    [one.min(other), middle, one.max(other)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides(form: Form, first: &[Ratio], second: &[Ratio]) -> Sides {
        Sides { form, first: first.to_vec(), second: second.to_vec() }
    }

    #[test]
    fn a_replication_in_which_one_has_no_value_counts_in_no_mean_but_in_the_sums() {
        let day = Ratio::of_counts;
        let first = [day(1, 2), day(3, 4), Ratio::NONE, Ratio::NONE];
        let second = [day(2, 2), day(4, 4), day(5, 10), Ratio::NONE];
        let sides = sides(Form::Ratio, &first, &second);
        assert_eq!((sides.pairs().len(), sides.alone()), (2, 1));
        assert_eq!(sides.paired(Summary::MeanOfRatios).unwrap().value(), 0.375);
        let ratios = sides.paired(Summary::RatioOfMeans).unwrap();
        assert!((ratios.value() - (11.0 / 16.0 - 4.0 / 6.0)).abs() < 1e-12);
    }

    #[test]
    fn single_days_that_are_met_or_not_are_a_proportion_and_weeks_are_not() {
        let day = Ratio::of_counts;
        let days = sides(Form::Days, &[day(1, 1), day(0, 1)], &[day(1, 1), day(1, 1)]);
        assert_eq!(days.summaries(), [Summary::Proportion]);
        let weeks = sides(Form::Days, &[day(1, 5), day(0, 5)], &[day(1, 5), day(5, 5)]);
        assert_eq!(weeks.summaries(), [Summary::MeanOfRatios]);
    }
}
