//! What visitors come for, and how many seats they want.

use std::{fmt, str::FromStr};

use rand::Rng;

/// Most seats of a hold.
const LARGEST_BASKET: usize = 8;

/// What a visitor comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Reads the event and its seat map
    Browse,
    /// Opens the stream of the seats for some seconds
    Watch,
    /// Holds, and leaves without a word
    Hold,
    /// Holds, extends, releases
    Extend,
    /// Holds and releases
    Release,
    /// Holds, orders, and follows the order to its end
    Order,
    /// As Order, then cancels what was bought
    Cancel,
}

impl Purpose {
    const ALL: [Self; 7] =
        [Self::Browse, Self::Watch, Self::Hold, Self::Extend, Self::Release, Self::Order, Self::Cancel];

    const fn name(self) -> &'static str {
        match self {
            Self::Browse => "browse",
            Self::Watch => "watch",
            Self::Hold => "hold",
            Self::Extend => "extend",
            Self::Release => "release",
            Self::Order => "order",
            Self::Cancel => "cancel",
        }
    }

    /// Whether the visitor wants to hold seats.
    pub(super) const fn buys(self) -> bool {
        !matches!(self, Self::Browse | Self::Watch)
    }
}

/// How many of the visitors come for what: `browse=70,order=30`. Weights are relative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mix {
    weights: Vec<(Purpose, u32)>,
}

impl Mix {
    pub(super) fn draw(&self, dice: &mut impl Rng) -> Purpose {
        let mut left = dice.random_range(0..self.sum());
        for &(purpose, weight) in &self.weights {
            if left < weight {
                return purpose;
            }
            left -= weight;
        }
        Purpose::Browse
    }

    fn sum(&self) -> u32 {
        self.weights.iter().map(|(_, weight)| weight).sum()
    }
}

impl FromStr for Mix {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut weights: Vec<(Purpose, u32)> = Vec::new();
        for one in text.split(',') {
            let (name, weight) = one.split_once('=').ok_or_else(|| format!("{one:?} isn't PURPOSE=WEIGHT"))?;
            // What people call it.
            let name = if name == "buy" { "order" } else { name };
            let purpose = Purpose::ALL
                .into_iter()
                .find(|purpose| purpose.name() == name)
                .ok_or_else(|| format!("{name:?} isn't one of {}, buy", Purpose::ALL.map(Purpose::name).join(", ")))?;
            let weight = weight.parse().ok().filter(|weight| *weight <= 10_000);
            let weight = weight.ok_or_else(|| format!("the weight of {name} isn't a number from 0 to 10000"))?;
            if weights.iter().any(|(known, _)| *known == purpose) {
                return Err(format!("{name} is there twice"));
            }
            weights.push((purpose, weight));
        }
        let mix = Self { weights };
        if mix.sum() == 0 {
            return Err("nobody comes: every weight is 0".to_owned());
        }
        Ok(mix)
    }
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<_> =
            self.weights.iter().map(|(purpose, weight)| format!("{} {weight}", purpose.name())).collect();
        f.write_str(&parts.join(", "))
    }
}

/// How many seats a buyer wants, each number equally likely: `2`, `1-8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Baskets {
    least: usize,
    most: usize,
}

impl Baskets {
    /// One seat for each buyer.
    pub const ONE: Self = Self { least: 1, most: 1 };

    pub(super) fn draw(self, dice: &mut impl Rng) -> usize {
        dice.random_range(self.least..=self.most)
    }
}

impl FromStr for Baskets {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (least, most) = text.split_once('-').unwrap_or((text, text));
        match (least.parse(), most.parse()) {
            (Ok(least), Ok(most)) if 1 <= least && least <= most && most <= LARGEST_BASKET => Ok(Self { least, most }),
            _ => Err(format!("{text:?} isn't a number of seats from 1 to {LARGEST_BASKET}, or a range such as 1-8")),
        }
    }
}

impl fmt::Display for Baskets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.least == self.most { write!(f, "{}", self.most) } else { write!(f, "{} to {}", self.least, self.most) }
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng as _, rngs::StdRng};

    use super::*;

    #[test]
    fn visitors_come_in_proportion_to_the_weights() {
        let mix: Mix = "browse=60,buy=30,watch=0,cancel=10".parse().unwrap();
        let mut dice = StdRng::seed_from_u64(7);
        let drawn: Vec<_> = (0..10_000).map(|_| mix.draw(&mut dice)).collect();
        let count = |purpose| drawn.iter().filter(|drawn| **drawn == purpose).count();
        assert!((5800..6200).contains(&count(Purpose::Browse)), "{}", count(Purpose::Browse));
        assert!((2800..3200).contains(&count(Purpose::Order)), "{}", count(Purpose::Order));
        assert!((800..1200).contains(&count(Purpose::Cancel)), "{}", count(Purpose::Cancel));
        assert_eq!(count(Purpose::Watch), 0);
    }

    #[test]
    fn malformed_mixes_and_baskets_are_refused() {
        for malformed in ["", "browse", "browse=", "browse=-1", "look=5", "browse=0", "buy=1,order=2", "browse=1;buy=2"]
        {
            assert!(malformed.parse::<Mix>().is_err(), "{malformed}");
        }
        for malformed in ["", "0", "9", "3-2", "1-9", "two", "1-"] {
            assert!(malformed.parse::<Baskets>().is_err(), "{malformed}");
        }
        assert_eq!("1-8".parse::<Baskets>().unwrap().to_string(), "1 to 8");
    }
}
