//! Elementary functions for the inner loop: fast, and the same bits on every platform.
//!
//! Only `+ − × ÷`, square roots and bit operations of IEEE doubles are used, no fused
//! multiply-add and nothing of the platform's own library, so a sampled value depends on its
//! random number and on nothing else. They are made for sampling: `ln` takes positive normal
//! numbers only, and [`powf`] loses digits as the result leaves the middle of the range.

mod poisson;
mod quantile;
mod tables;

pub use poisson::poisson_quantile;
pub use quantile::{normal_quantile, normal_quantiles};

/// The natural logarithm of a positive normal `x`.
///
/// Zero, subnormal and negative numbers, infinity and not-a-number give numbers without meaning;
/// the smallest normal number is 2.2e−308. The error is below 0.6 units in the last place
/// (measured, against 300-bit arithmetic: 0.53).
///
/// # Source
///
/// P. T. P. Tang, *Table-driven implementation of the logarithm function in IEEE floating-point
/// arithmetic*, ACM TOMS 16 (1990): x = 2ᵏ·z, z near the middle c of one of 64 slices, and
/// ln x = k·ln 2 + ln c + ln(1 + r) with r = z/c − 1. Here 1/c has ten bits, so z/c is exact in
/// two parts.
#[inline]
pub fn ln(x: f64) -> f64 {
    const LN_2_HIGH: f64 = 0.693_147_180_559_890_3; // ends at 2⁻⁴², so k times it is exact
    const LN_2_LOW: f64 = 5.497_923_018_708_371e-14;

    let bits = x.to_bits();
    let above = bits.wrapping_sub(tables::LN_START);
    let k = ((above as i64) >> 52) as f64;
    let z_bits = bits.wrapping_sub(above & (0xFFF << 52));
    let [one_over_c, ln_c_high, ln_c_low] = tables::LN[(above >> 46) as usize & 63];

    let z = f64::from_bits(z_bits);
    let z_high = f64::from_bits(z_bits & (u64::MAX << 32));
    // Both products, the difference from one and the small term are exact; one rounding is left.
    let r = (z_high * one_over_c - 1.0) + (z - z_high) * one_over_c;

    let whole = k * LN_2_HIGH + ln_c_high; // exact
    let high = whole + r;
    let low = ((whole - high) + r) + (k * LN_2_LOW + ln_c_low);

    // ln(1 + r) − r by its series; |r| < 2⁻⁷, so what is cut off is below 2⁻⁵⁹·r.
    let r2 = r * r;
    let r4 = r2 * r2;
    let tail = ((-1.0 / 2.0) + r * (1.0 / 3.0))
        + r2 * ((-1.0 / 4.0) + r * (1.0 / 5.0))
        + r4 * (((-1.0 / 6.0) + r * (1.0 / 7.0)) + r2 * (-1.0 / 8.0));
    high + (low + r2 * tail)
}

/// e to the power of `x`.
///
/// The error is below 0.6 units in the last place (measured, against 300-bit arithmetic: 0.52),
/// and below 2 beyond ±708, where the result nears the ends of the range of doubles. Results too
/// large are infinite, results too small are zero; not-a-number stays.
///
/// # Source
///
/// P. T. P. Tang, *Table-driven implementation of the exponential function in IEEE
/// floating-point arithmetic*, ACM TOMS 15 (1989): x = (32·k + i)·ln 2/32 + r and
/// eˣ = 2ᵏ·2^(i/32)·eʳ.
#[inline]
pub fn exp(x: f64) -> f64 {
    if x.abs() <= 708.0 { exp_inside(x) } else { exp_at_the_ends(x) }
}

/// `exp` where neither the result nor a step on the way to it leaves the normal numbers.
#[inline]
fn exp_inside(x: f64) -> f64 {
    const STEPS_PER_UNIT: f64 = 46.166_241_308_446_83; // 32/ln 2
    const STEP_HIGH: f64 = 0.021_660_849_392_446_835; // 37 bits of ln 2/32
    const STEP_LOW: f64 = 5.145_609_244_655_338e-14;
    // Adding and subtracting 1.5·2⁵² rounds to a whole number and leaves it in the low bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;

    let rounded = x * STEPS_PER_UNIT + ROUND;
    let steps = rounded - ROUND;
    let r = (x - steps * STEP_HIGH) - steps * STEP_LOW;

    let index = rounded.to_bits();
    let (rest, bits) = tables::EXP[(index & 31) as usize];
    let power = f64::from_bits(bits.wrapping_add(index << 47));

    // eʳ − 1 by its series; |r| < 0.011, so what is cut off is below 2⁻⁵⁷·r.
    let r2 = r * r;
    let low =
        (0.5 + r * (1.0 / 6.0)) + r2 * ((1.0 / 24.0) + r * (1.0 / 120.0) + r2 * (1.0 / 720.0));
    power + power * (rest + (r + r2 * low))
}

/// `exp` by the square of the root, whose last product overflows or underflows as it should.
#[cold]
fn exp_at_the_ends(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let root = exp_inside(x.clamp(-1_400.0, 1_400.0) * 0.5);
    root * root
}

/// `base` to the power of `exponent`, for a positive normal `base`.
///
/// It is `exp(exponent·ln base)`, so its relative error grows with the logarithm of the result:
/// it is below (1 + |ln result|)·2⁻⁵². Between 1e−5 and 1e5 that is 3e−15.
#[inline]
pub fn powf(base: f64, exponent: f64) -> f64 {
    exp(exponent * ln(base))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Source};

    /// How far `got` is from `want`, in units in the last place of `want`.
    fn ulps(got: f64, want: f64) -> f64 {
        let unit = f64::from_bits(want.abs().to_bits() + 1) - want.abs();
        (got - want).abs() / unit
    }

    fn worst(count: u64, error: impl Fn(f64, f64) -> f64) -> f64 {
        let source = Source::new(1, 0, "math", Purpose::Talk);
        (0..count).fold(0.0, |worst, index| {
            let mut draws = source.nth(index);
            error(draws.uniform(), draws.uniform()).max(worst)
        })
    }

    #[test]
    fn ln_is_good_to_the_last_place_or_the_one_beside_it() {
        // libm's own error is below one place.
        let error = |x: f64| ulps(ln(x), libm::log(x));
        assert!(worst(200_000, |u, _| error(u)) <= 1.0);
        assert!(worst(200_000, |u, v| error(0.99 + 0.01 * u + 0.01 * v)) <= 1.0);
        assert!(worst(200_000, |u, v| error(exp(1400.0 * (u - 0.5)) * v)) <= 1.0);
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(ln(f64::MIN_POSITIVE), libm::log(f64::MIN_POSITIVE));
        assert_eq!(ln(f64::MAX), libm::log(f64::MAX));
    }

    #[test]
    fn exp_is_good_to_the_last_place_or_the_one_beside_it() {
        let error = |x: f64| ulps(exp(x), libm::exp(x));
        assert!(worst(200_000, |u, _| error(1416.0 * (u - 0.5))) <= 1.0);
        assert!(worst(200_000, |u, _| error(10.0 * (u - 0.5))) <= 1.0);
        assert!(worst(50_000, |u, _| error(708.0 + 1.78 * u)) <= 2.0);
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-1e-300), 1.0);
    }

    #[test]
    fn exp_overflows_and_underflows_as_it_should() {
        assert_eq!([exp(709.8), exp(1e9), exp(f64::INFINITY)], [f64::INFINITY; 3]);
        assert_eq!([exp(-746.0), exp(-1e9), exp(f64::NEG_INFINITY)], [0.0; 3]);
        assert!(exp(-740.0) > 0.0 && exp(709.78) < f64::INFINITY);
        assert!(exp(f64::NAN).is_nan());
    }

    #[test]
    fn powers_keep_their_stated_error() {
        let excess = worst(200_000, |u, v| {
            let (base, exponent) = (exp(20.0 * (u - 0.5)), 40.0 * (v - 0.5));
            let want = libm::pow(base, exponent);
            (powf(base, exponent) / want - 1.0).abs()
                / ((1.0 + libm::log(want).abs()) * f64::EPSILON)
        });
        assert!(excess < 1.0, "{excess}");
    }

    #[test]
    fn the_normal_quantile_undoes_the_distribution_function() {
        let density = |z: f64| libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
        for p in [1e-300, 1e-100, 1e-20, 1e-9, 0.001, 0.07, 0.1, 0.3, 0.5] {
            let z = normal_quantile(p);
            let back = 0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
            // What p is off, over the density, is what z is off.
            assert!(((back - p) / density(z)).abs() < 2e-15 * z.abs().max(1.0), "{p}: {z}");
        }
        // By mpmath with 40 digits.
        for (p, z) in [
            (1e-300, -37.0470962993612),
            (0.025, -1.9599639845400543),
            (0.2, -0.8416212335729142),
            (0.26, -0.643345405392917),
            (0.45, -0.12566134685507402),
            (0.499999, -2.5066282745665593e-6),
            (0.9995, 3.290526731491926),
        ] {
            assert!(ulps(normal_quantile(p), z) <= 8.0, "{p}: {:e}", normal_quantile(p));
        }
        assert_eq!(normal_quantile(0.5), 0.0);
        // M. J. Wichura's own test values.
        assert!(ulps(normal_quantile(0.25), -0.674_489_750_196_081_7) <= 2.0);
        assert!(ulps(normal_quantile(0.001), -3.090_232_306_167_814) <= 2.0);
        assert!(ulps(normal_quantile(1e-20), -9.262_340_089_798_408) <= 2.0);
        assert!(worst(10_000, |u, _| normal_quantile(u) + normal_quantile(1.0 - u)) == 0.0);
    }

    /// A change here changes every sampled value.
    #[test]
    fn the_bits_are_what_they_always_were() {
        let digest = |function: &dyn Fn(f64) -> f64, low: f64, high: f64| {
            (0..10_000).fold(0xCBF2_9CE4_8422_2325, |digest: u64, step| {
                let x = low + (high - low) * (f64::from(step) + 0.5) / 10_000.0;
                (digest ^ function(x).to_bits()).wrapping_mul(0x0100_0000_01B3).rotate_left(29)
            })
        };
        assert_eq!(digest(&ln, 0.0, 1.0), 0xC264_F20A_AD04_659A);
        assert_eq!(digest(&ln, 0.0, 1e6), 0xDC22_4AF0_9273_E370);
        assert_eq!(digest(&exp, -745.0, 709.0), 0xE90A_9F3E_3591_7548);
        assert_eq!(digest(&exp, -1.0, 1.0), 0x2A97_1CDF_E958_4541);
        assert_eq!(digest(&|x| powf(x, -0.4), 0.0, 1.0), 0xED61_9E5C_5421_3528);
        assert_eq!(digest(&normal_quantile, 0.0, 1.0), 0xE560_400A_F927_81AD);
        assert_eq!(digest(&normal_quantile, 0.0, 1e-11), 0xFAEC_3D78_278E_41B4);
    }
}
