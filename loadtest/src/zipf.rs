//! Which seats buyers want: some are wanted far more than others.

use rand::Rng;

/// Draws a place from 0 to `count` − 1 in a list whose first places are wanted most. The chance of the n-th place falls
/// as n^−`exponent` (Zipf's law, continuous, so that it needs no table for a list that shrinks). 0 wants all places
/// equally; at 1, half of the buyers want the first √`count` places.
///
/// # Panics
/// When `count` is 0.
pub fn place(dice: &mut impl Rng, count: usize, exponent: f64) -> usize {
    assert!(count > 0, "a list with places");
    let share: f64 = dice.random();
    // The inverse of the distribution's integral from 1 to count + 1.
    let end = count as f64 + 1.0;
    let flat = 1.0 - exponent;
    let at =
        if flat.abs() < 1e-9 { end.powf(share) } else { share.mul_add(end.powf(flat) - 1.0, 1.0).powf(flat.recip()) };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to count + 1")]
    let place = at as usize - 1;
    place.min(count - 1)
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng as _, rngs::StdRng};

    use super::*;

    /// How many of 10,000 buyers want one of the first `hot` of 10,000 places.
    fn want(exponent: f64, hot: usize) -> usize {
        let mut dice = StdRng::seed_from_u64(7);
        (0..10_000).filter(|_| place(&mut dice, 10_000, exponent) < hot).count()
    }

    #[test]
    fn the_exponent_says_how_hot_the_first_places_are() {
        // Without an exponent, 1 % of the places draw 1 % of the buyers.
        assert!((70..130).contains(&want(0.0, 100)), "{}", want(0.0, 100));
        // At 1, the first √n places draw half of the buyers.
        assert!((4800..5200).contains(&want(1.0, 100)), "{}", want(1.0, 100));
        assert!(want(1.5, 100) > 8500, "{}", want(1.5, 100));
    }

    #[test]
    fn every_place_can_be_drawn_and_none_beyond() {
        let mut dice = StdRng::seed_from_u64(7);
        for exponent in [0.0, 0.7, 1.0, 2.0] {
            let mut seen = [0; 4];
            for _ in 0..2000 {
                seen[place(&mut dice, 4, exponent)] += 1;
            }
            assert!(seen.iter().all(|count| *count > 0) && seen.is_sorted_by(|a, b| *a + 120 >= *b), "{seen:?}");
            assert_eq!(place(&mut dice, 1, exponent), 0);
        }
    }
}
