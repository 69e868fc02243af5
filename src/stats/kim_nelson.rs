//! The best of several with a guaranteed probability, if it is better by so much.

use super::estimate::{NoEstimate, assert_level, check};

/// The fully sequential procedure KN: all systems are compared after each observation, and those that
/// cannot be the best any more are left out.
///
/// If one system is better than every other by at least the indifference δ, it is the one selected
/// with at least the asked probability; whatever the means are, a system that is better by δ than the
/// selected one is passed over at most as rarely. Systems may be correlated, as they are under common
/// random numbers; the more they vary alike, the earlier it ends. Observations are to be normal and
/// independent from one to the next.
///
/// ```text
/// η = ½·((2α/(k−1))^(−2/(n₀−1)) − 1),    h² = 2·η·(n₀−1)
/// W_il(r) = max(0, δ/(2r)·(h²·S²_il/δ² − r))
/// i is left out after r observations if x̄_i(r) < x̄_l(r) − W_il(r) for some l still in
/// ```
///
/// α is one minus the probability, k the number of systems and S²_il the variance of the difference of
/// two of them in the first stage of n₀ observations.
///
/// # Source
///
/// S.-H. Kim and B. L. Nelson, *A fully sequential procedure for indifference-zone selection in
/// simulation*, ACM TOMACS 11 (2001), with their c = 1.
#[derive(Clone, Debug)]
pub struct KimNelson {
    indifference: f64,
    /// h²·S²_il/δ² of each pair: the observations after which its continuation region is closed.
    ends: Vec<Vec<f64>>,
    /// The numbers of the systems that are still in, ascending.
    survivors: Vec<usize>,
    /// The sum of the observations of each system, for as long as it was in.
    sums: Vec<f64>,
    /// How many observations each survivor has.
    stage: u64,
    dropped: Vec<Dropped>,
}

/// A system that has been left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// Which.
    pub system: usize,
    /// After how many of its observations.
    pub after: u64,
    /// The system that was better.
    pub by: usize,
}

impl KimNelson {
    /// Screens after the first stage, which has one sample a system, all of one size. The larger mean
    /// is the better one.
    ///
    /// # Errors
    ///
    /// [`NoEstimate`] if a sample has fewer than two values, or one that is not finite.
    ///
    /// # Panics
    ///
    /// Unless there are two systems, with samples of one size, the probability lies between 1/k and 1,
    /// and the indifference is above zero and finite.
    ///
    /// # Example
    ///
    /// ```
    /// use callsim::stats::KimNelson;
    ///
    /// let days = [vec![0.80, 0.84, 0.79, 0.81], vec![0.70, 0.75, 0.69, 0.70]];
    /// let kn = KimNelson::new(&days, 0.95, 0.01)?;
    /// assert!(kn.is_decided());
    /// assert_eq!((kn.best(), kn.dropped()[0].after), (0, 4));
    /// # Ok::<(), callsim::stats::NoEstimate>(())
    /// ```
    pub fn new(
        first: &[Vec<f64>],
        probability: f64,
        indifference: f64,
    ) -> Result<Self, NoEstimate> {
        assert_level(probability);
        let (systems, size) = (first.len(), first.first().map_or(0, Vec::len));
        assert!(systems >= 2 && first.iter().all(|sample| sample.len() == size), "samples alike");
        assert!(probability * systems as f64 > 1.0, "guessing is right with probability 1/k");
        assert!(indifference > 0.0 && indifference.is_finite(), "an indifference above zero");
        first.iter().try_for_each(|sample| check(sample.iter().copied(), 2))?;
        let freedom = (size - 1) as f64;
        let pairwise_error = (1.0 - probability) / (systems - 1) as f64;
        let eta = 0.5 * (libm::pow(2.0 * pairwise_error, -2.0 / freedom) - 1.0);
        let factor = 2.0 * eta * freedom / (indifference * indifference);
        let end = |one: &Vec<f64>, other: &Vec<f64>| factor * variance_of_difference(one, other);
        let ends = first.iter().map(|one| first.iter().map(|other| end(one, other)).collect());
        let mut kn = KimNelson {
            indifference,
            ends: ends.collect(),
            survivors: (0..systems).collect(),
            sums: first.iter().map(|sample| sample.iter().sum()).collect(),
            stage: size as u64,
            dropped: Vec::new(),
        };
        kn.screen();
        Ok(kn)
    }

    /// The systems that are still in, ascending.
    pub fn survivors(&self) -> &[usize] {
        &self.survivors
    }

    /// How many observations each of them has.
    pub fn stage(&self) -> u64 {
        self.stage
    }

    /// The systems that have been left out, in this order.
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// Takes in one more observation of each survivor and screens.
    ///
    /// # Panics
    ///
    /// If it has been decided.
    pub fn observe(&mut self, observation: impl Fn(usize) -> f64) {
        assert!(!self.is_decided(), "one of several is to be selected");
        self.stage += 1;
        for &system in &self.survivors {
            self.sums[system] += observation(system);
        }
        self.screen();
    }

    /// Whether one is selected: it is alone, or the continuation regions of all survivors are closed
    /// and they are equal.
    pub fn is_decided(&self) -> bool {
        self.survivors.len() == 1 || self.stage > self.last_stage()
    }

    /// The stage at which it will be decided, at the latest.
    pub fn last_stage(&self) -> u64 {
        let pairs =
            self.survivors.iter().flat_map(|&i| self.survivors.iter().map(move |&l| (i, l)));
        // A number too large for the type is cut to the largest.
        pairs.map(|(i, l)| libm::floor(self.ends[i][l]) as u64).max().unwrap_or(0)
    }

    /// The survivor with the largest mean; the first of several.
    pub fn best(&self) -> usize {
        let largest = |best: usize, &next: &usize| match self.sums[next] > self.sums[best] {
            true => next,
            false => best,
        };
        self.survivors.iter().fold(self.survivors[0], largest)
    }

    /// Leaves out the systems that are worse than another by more than chance explains.
    fn screen(&mut self) {
        let dropped: Vec<_> = self.survivors.iter().filter_map(|&i| self.dropped_now(i)).collect();
        self.survivors.retain(|&system| dropped.iter().all(|each| each.system != system));
        self.dropped.extend(dropped);
    }

    /// Whether a survivor is left out now, and by which other most clearly.
    fn dropped_now(&self, system: usize) -> Option<Dropped> {
        let stage = self.stage as f64;
        let lead = |other: usize| {
            let region = (self.ends[system][other] - stage).max(0.0);
            let width = 0.5 * self.indifference / stage * region;
            (self.sums[other] - self.sums[system]) / stage - width
        };
        let others = self.survivors.iter().filter(|&&other| other != system);
        let leads = others.map(|&other| (lead(other), other)).filter(|(lead, _)| *lead > 0.0);
        let (_, by) = leads.max_by(|one, other| one.0.total_cmp(&other.0))?;
        Some(Dropped { system, after: self.stage, by })
    }
}

/// The variance of the differences of two samples of one size.
fn variance_of_difference(one: &[f64], other: &[f64]) -> f64 {
    let differences: Vec<_> = one.iter().zip(other).map(|(one, other)| one - other).collect();
    let std_dev = super::moments(&differences).ok().and_then(|moments| moments.std_dev);
    std_dev.map_or(0.0, |std_dev| std_dev * std_dev)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal_quantile;
    use crate::rng::{Draws, Purpose, Source};

    const FIRST_STAGE: usize = 20;

    /// Which system is selected of these, and with how many observations in all.
    fn selected(systems: usize, draw: &mut impl FnMut() -> Vec<f64>, delta: f64) -> (usize, u64) {
        let mut first = vec![Vec::new(); systems];
        for _ in 0..FIRST_STAGE {
            first.iter_mut().zip(draw()).for_each(|(sample, value)| sample.push(value));
        }
        let mut kn = KimNelson::new(&first, 0.95, delta).unwrap();
        while !kn.is_decided() {
            let values = draw();
            kn.observe(|system| values[system]);
        }
        let out: u64 = kn.dropped().iter().map(|dropped| dropped.after).sum();
        (kn.best(), out + kn.stage() * kn.survivors().len() as u64)
    }

    /// The observations of systems of which the last is better by δ than all others, correlated so
    /// much.
    fn least_favourable(draws: &mut Draws, systems: usize, delta: f64, shared: f64) -> Vec<f64> {
        let mut normal = || normal_quantile(draws.uniform());
        let common = libm::sqrt(shared) * normal();
        let own = libm::sqrt(1.0 - shared);
        let mut values: Vec<_> = (0..systems).map(|_| common + own * normal()).collect();
        values[systems - 1] += delta;
        values
    }

    #[test]
    fn the_best_is_selected_as_often_as_promised_where_that_is_hardest() {
        let mut observations = Vec::new();
        for (shared, name) in [(0.0, "independent"), (0.8, "correlated")] {
            let (mut right, mut all) = (0, 0);
            for repetition in 0..400 {
                let mut draws = Source::new(1, 0, name, Purpose::Arrival).nth(repetition);
                let mut draw = || least_favourable(&mut draws, 5, 0.25, shared);
                let (best, count) = selected(5, &mut draw, 0.25);
                right += u64::from(best == 4);
                all += count;
            }
            assert!(right >= 380, "{name}: {right} of 400");
            observations.push(all);
        }
        // What systems have in common need not be averaged out.
        assert!(3 * observations[1] < 2 * observations[0], "{observations:?}");
    }

    #[test]
    fn constants_are_those_of_the_paper() {
        // k = 2, α = 0.05, n₀ = 10: η = ½(0.1^(−2/9) − 1) and h² = 18·η; S² = 1 and δ = 1.
        let h_squared = 9.0 * (libm::pow(0.1, -2.0 / 9.0) - 1.0);
        let spread = libm::sqrt(0.9); // of ten values that are half above and half below zero
        let one: Vec<f64> = [spread, -spread].repeat(5);
        let kn = KimNelson::new(&[one, vec![0.0; 10]], 0.95, 1.0).unwrap();
        assert!((kn.ends[0][1] - h_squared).abs() < 1e-12, "{:?}", kn.ends);
        assert!((h_squared - 6.012).abs() < 1e-3);
    }

    #[test]
    fn a_system_stays_as_long_as_chance_may_explain_that_it_is_behind() {
        let first = [vec![0.0, 2.0, 0.0, 2.0], vec![1.0, 1.0, 0.9, 1.1]];
        let mut kn = KimNelson::new(&first, 0.95, 0.5).unwrap();
        assert_eq!(kn.survivors(), [0, 1]);
        let (last, mut before) = (kn.last_stage(), 0);
        while !kn.is_decided() {
            before = kn.stage();
            kn.observe(|system| if system == 0 { 1.0 } else { 0.9 });
        }
        assert_eq!(kn.best(), 0);
        assert_eq!(kn.dropped(), [Dropped { system: 1, after: before + 1, by: 0 }]);
        assert!(kn.stage() <= last + 1);
    }

    #[test]
    fn of_equals_the_first_is_selected_at_once() {
        let same = vec![1.0, 2.0, 3.0];
        let kn = KimNelson::new(&[same.clone(), same], 0.95, 0.1).unwrap();
        assert!(kn.is_decided());
        assert_eq!((kn.best(), kn.survivors().len()), (0, 2));
    }
}
