//! Integrals with error control: the Gauss-Kronrod rule of 15 points, bisected where it is not
//! yet exact.

/// Points of the rule on −1..=1, its positive half, outermost first; every second one is also a
/// point of the Gauss rule of 7.
///
/// Source: R. Piessens et al., *QUADPACK* (1983), routine `qk15`.
const POINTS: [f64; 8] = [
    0.991_455_371_120_812_6,
    0.949_107_912_342_758_5,
    0.864_864_423_359_769_1,
    0.741_531_185_599_394_4,
    0.586_087_235_467_691_1,
    0.405_845_151_377_397_2,
    0.207_784_955_007_898_47,
    0.0,
];

/// Weights of the points in the rule of 15.
const KRONROD: [f64; 8] = [
    0.022_935_322_010_529_224,
    0.063_092_092_629_978_56,
    0.104_790_010_322_250_18,
    0.140_653_259_715_525_92,
    0.169_004_726_639_267_9,
    0.190_350_578_064_785_4,
    0.204_432_940_075_298_9,
    0.209_482_141_084_727_82,
];

/// Weights of the points 1, 3, 5 and 7 in the Gauss rule of 7.
const GAUSS: [f64; 4] = [
    0.129_484_966_168_869_7,
    0.279_705_391_489_276_64,
    0.381_830_050_505_118_9,
    0.417_959_183_673_469_4,
];

/// Where the two rules differ by less than this share of the whole integral, the better one is
/// taken; its own error is far smaller where the function is smooth.
const TOLERANCE: f64 = 1e-12;

/// A jump in the function is closed in by at most so many bisections of a panel.
const DEEPEST: u32 = 45;

/// No more panels than this, whatever the function does.
const MOST_PANELS: usize = 3000;

/// The integral of `f` over the panels between neighbouring `edges`, which ascend.
///
/// The relative error is about 10⁻¹² for a smooth function without change of sign.
pub(super) fn integrate(f: impl Fn(f64) -> f64, edges: &[f64]) -> f64 {
    let mut open: Vec<Panel> =
        edges.windows(2).rev().map(|pair| Panel::new(&f, pair[0], pair[1], 0)).collect();
    let whole = open.iter().map(|panel| panel.value.abs()).sum::<f64>();
    let (mut sum, mut panels) = (0.0, open.len());
    while let Some(panel) = open.pop() {
        let done = panel.error <= TOLERANCE * whole || panel.depth >= DEEPEST;
        if done || panels >= MOST_PANELS {
            sum += panel.value;
            continue;
        }
        let middle = 0.5 * (panel.from + panel.to);
        open.push(Panel::new(&f, middle, panel.to, panel.depth + 1));
        open.push(Panel::new(&f, panel.from, middle, panel.depth + 1));
        panels += 1;
    }
    sum
}

/// A piece of an integral.
struct Panel {
    from: f64,
    to: f64,
    depth: u32,
    /// By the rule of 15 points.
    value: f64,
    /// How far the rule of 7 points is from it.
    error: f64,
}

impl Panel {
    fn new(f: &impl Fn(f64) -> f64, from: f64, to: f64, depth: u32) -> Self {
        let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
        let at_middle = f(middle);
        let (mut fine, mut coarse) = (KRONROD[7] * at_middle, GAUSS[3] * at_middle);
        for index in 0..7 {
            let pair = f(middle - half * POINTS[index]) + f(middle + half * POINTS[index]);
            fine += KRONROD[index] * pair;
            if index % 2 == 1 {
                coarse += GAUSS[index / 2] * pair;
            }
        }
        Panel { from, to, depth, value: fine * half, error: ((fine - coarse) * half).abs() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-12 * want.abs(), "{got} against {want}");
    }

    #[test]
    fn smooth_kinked_and_jumping_functions_are_integrated() {
        close(integrate(|x| libm::exp(-x), &[0.0, 1.0, 50.0]), 1.0);
        close(integrate(|x| (x - 0.3).abs(), &[0.0, 1.0]), 0.5 * (0.09 + 0.49));
        close(integrate(|x| if x < 0.3 { 1.0 } else { 0.0 }, &[0.0, 1.0]), 0.3);
        close(integrate(libm::sqrt, &[0.0, 1.0]), 2.0 / 3.0);
        assert_eq!(integrate(|x| x, &[1.0]), 0.0);
    }
}
