//! The arithmetic of the steppers: whatever is pressed, received, short, damaged and refused make what was sent.

/// Received, short, damaged, refused, surplus.
pub(super) type Numbers = [i64; 5];

pub(super) const PARTS: [&str; 5] = ["received", "short", "damaged", "refused", "surplus"];
const RECEIVED: usize = 0;
const SHORT: usize = 1;
const SURPLUS: usize = 4;
const MOST: i64 = 1_000_000;

/// One more (`by` = 1) or one less (−1) of `part`. One less received is one short, until it is said to be damaged or refused;
/// one more received than was sent is a surplus.
pub(super) fn step(numbers: Numbers, part: usize, by: i64) -> Numbers {
    let mut next = numbers;
    let change = |next: &mut Numbers, part: usize, by: i64| {
        let number = next[part] + by;
        let fits = (0..=MOST).contains(&number);
        if fits {
            next[part] = number;
        }
        fits
    };
    match (part, by) {
        (RECEIVED, 1..) => {
            // What was short is there after all; then what was damaged or refused; then it is more than was sent.
            if let Some(from) = (SHORT..SURPLUS).find(|from| next[*from] > 0) {
                change(&mut next, from, -1);
                change(&mut next, RECEIVED, 1);
            } else {
                change(&mut next, SURPLUS, 1);
            }
        }
        (RECEIVED, _) => {
            if !change(&mut next, SURPLUS, -1) && change(&mut next, RECEIVED, -1) {
                change(&mut next, SHORT, 1);
            }
        }
        (SURPLUS, _) => {
            change(&mut next, SURPLUS, by);
        }
        (part, 1..) => {
            // What is damaged was missing among the good ones: it is taken from what is short, or else from what was received.
            let from = if part != SHORT && next[SHORT] > 0 { SHORT } else { RECEIVED };
            if change(&mut next, from, -1) {
                change(&mut next, part, 1);
            }
        }
        (part, _) => {
            if change(&mut next, part, -1) {
                change(&mut next, RECEIVED, 1);
            }
        }
    }
    next
}

/// "1 short, 1 damaged"; what does not add up says by how much. Nothing where all is as it was sent.
pub(super) fn sum_words(numbers: Numbers, expected: i64) -> String {
    let missing = expected - numbers[..SURPLUS].iter().sum::<i64>();
    if missing > 0 {
        return format!("{missing} of {expected} not accounted for");
    }
    if missing < 0 {
        return format!("{} too many: what came beyond the {expected} sent is surplus", -missing);
    }
    let parts = (SHORT..=SURPLUS).filter(|part| numbers[*part] > 0);
    parts.map(|part| format!("{} {}", numbers[part], PARTS[part])).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAMAGED: usize = 2;

    #[test]
    fn one_less_is_one_short_until_somebody_says_why() {
        let one_less = step([4, 0, 0, 0, 0], RECEIVED, -1);
        assert_eq!((one_less, sum_words(one_less, 4).as_str()), ([3, 1, 0, 0, 0], "1 short"));
        let damaged = step(one_less, DAMAGED, 1);
        assert_eq!((damaged, sum_words(damaged, 4).as_str()), ([3, 0, 1, 0, 0], "1 damaged"));
        assert_eq!(step(damaged, RECEIVED, 1), [4, 0, 0, 0, 0]);
        assert_eq!(step([4, 0, 0, 0, 0], DAMAGED, 1), [3, 0, 1, 0, 0]);
        assert_eq!(step([3, 0, 1, 0, 0], DAMAGED, -1), [4, 0, 0, 0, 0]);
    }

    #[test]
    fn more_than_was_sent_is_surplus() {
        let more = step([4, 0, 0, 0, 0], RECEIVED, 1);
        assert_eq!((more, sum_words(more, 4).as_str()), ([4, 0, 0, 0, 1], "1 surplus"));
        assert_eq!(step(more, RECEIVED, -1), [4, 0, 0, 0, 0]);
    }

    #[test]
    fn nothing_falls_below_nothing() {
        assert_eq!(step([0, 1, 0, 0, 0], RECEIVED, -1), [0, 1, 0, 0, 0]);
        assert_eq!(step([0, 1, 0, 0, 0], SHORT, 1), [0, 1, 0, 0, 0]);
        assert_eq!(step([1, 0, 0, 0, 0], SURPLUS, -1), [1, 0, 0, 0, 0]);
    }

    #[test]
    fn whatever_is_pressed_adds_up() {
        let mut dice = 1_u32;
        let mut numbers = [7, 0, 0, 0, 0];
        for _ in 0..2_000 {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            numbers = step(numbers, (dice >> 16) as usize % 5, if dice >> 31 == 0 { 1 } else { -1 });
            assert_eq!(numbers[..SURPLUS].iter().sum::<i64>(), 7, "{numbers:?}");
            assert!(numbers.iter().all(|n| *n >= 0));
        }
    }

    #[test]
    fn what_was_typed_and_does_not_add_up_is_said() {
        assert_eq!(sum_words([2, 1, 0, 0, 0], 4), "1 of 4 not accounted for");
        assert_eq!(sum_words([4, 1, 0, 0, 0], 4), "1 too many: what came beyond the 4 sent is surplus");
        assert_eq!(sum_words([4, 0, 0, 0, 0], 4), "");
    }
}
