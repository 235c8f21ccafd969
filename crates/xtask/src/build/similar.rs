//! An order in which what resembles each other stands close together.

use std::collections::{HashMap, HashSet, VecDeque};

/// How long a sequence must be to count as a resemblance, in bytes.
const SEQUENCE_BYTES: usize = 6;
/// What stands in more places than this is everywhere, and says nothing.
const PLACES: usize = 200;
/// How far back gzip sees, in bytes, less a little.
const WINDOW_BYTES: usize = 30_000;

/// The order: after each comes what shares most with those before it, as far back as gzip sees.
pub(super) fn order(all: &[&[u8]]) -> Vec<usize> {
    let sequences: Vec<HashSet<&[u8]>> = all
        .iter()
        .map(|each| each.windows(SEQUENCE_BYTES).collect())
        .collect();
    let mut places: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, set) in sequences.iter().enumerate() {
        for sequence in set {
            places.entry(sequence).or_default().push(at);
        }
    }
    places.retain(|_, at| (2..PLACES).contains(&at.len()));
    let mut near = Near {
        places,
        seen: HashMap::new(),
        shared: vec![0; all.len()],
    };
    // What is large shares much with everything; a power below one still lets it come before its fragments.
    let weight = |set: &HashSet<&[u8]>| {
        let size = u32::try_from(set.len()).unwrap_or(u32::MAX);
        (f64::from(size) + 30.0).powf(0.8)
    };
    let weights: Vec<f64> = sequences.iter().map(weight).collect();
    let mut rest: Vec<usize> = (0..all.len()).collect();
    let mut order = Vec::with_capacity(all.len());
    let (mut window, mut window_bytes) = (VecDeque::new(), 0);
    let largest = |at: &usize| all.get(*at).map_or(0, |each| each.len());
    let mut next = rest.iter().copied().max_by_key(largest);
    while let Some(at) = next {
        rest.retain(|other| *other != at);
        order.push(at);
        near.add(sequences.get(at));
        window.push_back(at);
        window_bytes += largest(&at);
        while window.len() > 1 && window_bytes > WINDOW_BYTES {
            let Some(left) = window.pop_front() else {
                break;
            };
            window_bytes -= largest(&left);
            near.remove(sequences.get(left));
        }
        let likeness = |at: &usize| {
            let shared = near.shared.get(*at).copied().unwrap_or_default();
            f64::from(shared) / weights.get(*at).copied().unwrap_or(f64::MAX)
        };
        next = rest.iter().copied().max_by(|one, other| {
            likeness(one)
                .total_cmp(&likeness(other))
                .then(other.cmp(one))
        });
    }
    order
}

/// What is within gzip's sight, and how much everything shares with it.
struct Near<'a> {
    places: HashMap<&'a [u8], Vec<usize>>,
    seen: HashMap<&'a [u8], u32>,
    shared: Vec<u32>,
}

impl<'a> Near<'a> {
    fn add(&mut self, sequences: Option<&HashSet<&'a [u8]>>) {
        for sequence in sequences.into_iter().flatten() {
            let seen = self.seen.entry(sequence).or_default();
            *seen += 1;
            if *seen == 1 {
                for at in self.places.get(sequence).into_iter().flatten() {
                    if let Some(shared) = self.shared.get_mut(*at) {
                        *shared += 1;
                    }
                }
            }
        }
    }

    fn remove(&mut self, sequences: Option<&HashSet<&'a [u8]>>) {
        for sequence in sequences.into_iter().flatten() {
            let Some(seen) = self.seen.get_mut(sequence) else {
                continue;
            };
            *seen -= 1;
            if *seen == 0 {
                for at in self.places.get(sequence).into_iter().flatten() {
                    if let Some(shared) = self.shared.get_mut(*at) {
                        *shared -= 1;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn what_is_alike_stands_together_and_nothing_is_lost() {
        let all: [&[u8]; 5] = [
            b"abcdefghijklmnopqrstuvwxyz",
            b"0123456789",
            b"abcdefghijklm nopqrstuvwxy",
            b"9876543210 0123456789",
            b"",
        ];
        let found = order(&all);
        let place = |at: usize| found.iter().position(|other| *other == at).unwrap();
        assert_eq!(place(0).abs_diff(place(2)), 1);
        assert_eq!(place(1).abs_diff(place(3)), 1);
        let mut sorted = found.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4]);
    }
}
